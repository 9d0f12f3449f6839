/// The key of `RFC7515Example` as it comes from elsewhere; the passphrase is always "passphrase".
public enum ProtectedKeyExample {
    public static let passphrase = "passphrase"

    /// PKCS#8 encrypted with AES-256 (made with OpenSSL 3).
    public static let pem = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIGeqXJ6y3AfACAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBA2lwQgw9jV0RSEllk1RoSKBIIE
        0BCcKz6vwZN2ifzojBc88G4zGTGY2is1KbAqDEVZzicv3N0/PQ0bMjj8pDim9nkG
        w4MljlECIiNKDNWQK9G8mp0XAtAXLe9Ke3AJ5CQXOxQ4fNfVp02IEjdEpUO5pGrv
        e47CGr4GhTl6OmiEewRXwWmlJ/Qh0oOvh1t10cnCEiWrXstHmm/lDWeAlQICPQEv
        RhSnIPfHj+Ti9rbARjnazcHZFXwaxbVXmgLitHUyNs1GeDlb/9rpA/2CjnSk7+WK
        fsEVFbK0iKXtPoDMQzcEnxuHRpTGKaXjPxohY1owZfb7vQ1Rtq3cTRmWaZouiO6x
        Otm+qEG8xX/7XaCZlfl/ZQ/WyrbhIXNHqjz+CNJYnG/t7htOUqzVdURfEsFw8BuH
        P4haLpp/CR2jsFfoDtMkMsoj8je8jY1BJKeEfXIKzct8qbPV5WoVLML+86Oq8JhR
        CJ7Z7glM0kjzM5ibpSINtrOK62p9Xe3na0nGXnftom5aj0t8THryvXLa9BP8UNdJ
        dJqVsF54rZ9yywj4FWK3ifXZkc09K08oZe6+4YHcvepLsS3x1GIyKb2JwA2kTeHk
        WWffD4Ysu1qQJAeW18NBD7hzlsFOph/1HLkdJS6QQOI7pCphx4Xy3U4WQTBG1ZN4
        lzGw4eyOsPKQNfgaxW9lik8+za9aNf4P5MXk2VyHvao/6a1lT7jJl2ssag3EGqkk
        M2Z4XZACWfzJ8xpq4ua/3QJ2Xc651BtEtk+tqG7svtqb3nrg3Qsy/wMaRArPYO2j
        Tbc0Bn2sJ912nnD1qqIaynDyeQf4fG+Jme77KaHnqBE9c9P39f24hq2E0u5B/Arl
        alnn1zJrdW92Dp72ZIh7NUn78IRcNOvMeEXMiVAGZR4lUA+h16PmYUOQMLKi7/Av
        rhiZ8nSEeyeqPmk1bAlCXAhlwClCk+BQAP2whH5JIlGqgYAEPBjEmnXwvu/nHMXg
        pJXYFsJ0jpYQB+qRRRG5yTqaVJm7surXUuXCU51pj2fxQ6TjVhbYwb0Lx7RwwFcU
        /U+TgLQvrP2/Ha4NsS2Ol2nkV64dRnaYehXjxevgZnm2IEKJq9e6/RqMa6aM6+2w
        C8ApI0hjnMcrE9NO68Mf9Gp6cJSIhMRDua2J3xRi3ecHgoTnbwbKrIVkWBIaXKy7
        +gvMGhgoFoOZWUlol3hI2MctIWjOPzEhnLGAHEQYvu1DMPcjqs/HCFrQk6X1eXEL
        VQgvMqebTPq4c1GxO03WxXjaqyXIluI4HUbbicHsVntXuj/UVMAvSQK1dOPvmp5M
        g9PTAx3JNv9AvvMhFOfef5gs492TXxufezHKzvMCPtotL5D6mzj2tRe5kFrujrYo
        J0fbLYjANaSyauNwjmDHDyToOROaYFY899ByO0FdKIJpV0CHchAhPMfH5mvR3uHD
        1Q+7YzmL1b3BynZc8hO9PS4j7MGTa2jSt9VElt/G+HtsEtXeoqwZ9k/FtKmMD5DZ
        zhh9hxCqmSdZAVrc/DQoRJN9HOJBjg9Lht/dWzfCMzLFxii3WdykFSRmfvp1E0pR
        bOOG3IWB2/nX2WqH63BVnKAoYUNoOK9KGdmzqkl7Eelb/24OJYEy8nlpy1j01h4E
        0QEDldQR+3pbMLwINXKerohnG6y68JlzeijBzO1d1XdT
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// PKCS#12 with the key, `EnterpriseCertificateExample.leaf` and its root, in base64.
    public static let pkcs12 = """
        MIIMfwIBAzCCDDUGCSqGSIb3DQEHAaCCDCYEggwiMIIMHjCCBpIGCSqGSIb3DQEHBqCCBoMwggZ/AgEAMIIGeAYJKoZIhvcNAQcBMFcGCSqGSIb3\
        DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgbuWpPWmp5ZAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEM07zH+mN8/2BIDMGZUF5EOAggYQ\
        LWutqSh8cSoUmB4x1h5f/B7mD8eOqPAdwNVArAEe4oSrSUyEa7LXMimQpo/b97ANCrQDpDG4zaT9z5qTLWBdLddOWs8SHuvf9jW/jcQoRwu6G9aC\
        Pus0rN8C4bXWC+8SVLRsMm65m1Dji7ZDthljpEErMvNWipy0pmaH5iq2euf+nRxOuCKimZrRmCL8f594gJVZkpO0gF8K/VWbanRlgpMF+qZIplKu\
        j7C77F0dWw5VDjzH1te8D+LBs7SyZgpN/kLOv/TdlEtJdmXiPzuRZctB1UcXf4CBTZan9Be6fHgxsm/XRsMPmepQ4Qui0L5VJYvVKaS+KwoSyFZG\
        Bagd4iX9434iY/SvRuXZPcFoUCQFFQNlcDN5Pv5F5XMkNXEsL9yvCg0UTzkw5RC3Tk3D4t7nT5nGHpYWf1MewLj4UK7ZY9qSkAMo4FubVmUotQwB\
        sVXj3CsbXnBi94Ljw5jZVzedW2UI1/ngLAqb9Amta1kXIqAkwtq8mVxMkFU+iryOxKi3+KAmsPu8hvtSLHUnx482B2wREFdJaLbeZpquKyylEerk\
        JOue/R8GNg3hV6qwwJINk59Ruh8nxREcga+ABP7OVA4tQEY/FYMLukI7yWb3BAcE0iNyzeqK6QGEEjfBYkt+E8BBVupcus3Xdu9ss1NyU4XcF7gj\
        SxqzKsV0rO7rhpZRE2l+rbKnZ13/ENWZK6s/8wlcpFnJ/gI561lvNXZ4xG7I3JkRHihty0MwnpUjSSwX2Uck22ZW45r7C4O9Wg3hS20yYMP5cHgq\
        TElvmMSEkWwWkZfGm+8ktdz0g1JHAAb7s5wMZFrNL1F/Xg1O0MqOwtdFXQtWP9V4fiaTVOyFvzkQdj1zV+r4NlXrq6CLP0gWAkkdvko1fR0bmEAN\
        U0gOh2xWsIWuXBrYfoZaqgiP8Wc3G5Y//rxRMZPhpP7oYp0sbFid9E+6FclFcHJnum2lIIPYlmQcAeuFOcnQyFgKkCSEn9iNQ8UaIzBRaGya2osD\
        lLer8swaVzFddRWnE+EEtsAXZ1fFvQBPtd5J8aiRdES8+TvsjT/UMvSSws7/U9z9e7NMi1EKzEiteWLuydTRyqzcY0SNdxIxDszw2PSvNePrNNBu\
        vV3y7nvMFEWYg/63ryYhGdCFRnaHmDwuPMcdrOqIjS6tZDIXpCRZLlxA+5ln/FDaGigUR7ykb9BqQ15dfG4DsPqC7sHyc+AwD/pssplcaFB9ykRQ\
        DrYKDJJi+iNmTj6lqVIOVzLgCC6azuedUHCTWioPFvjpz9Vnc8eoNOJsXJi/POwziVvPIr47v0O2PhpzEPwzUibnaw6nOUxpXvbrRnj8I4X2qWXX\
        xGPp55ragOXTw4OBEHI37OHv26cSGXXFcoaHxX2CczQRqDaRv4/shPkgmb5WJa1ma90+rEA+DBVvynXtwXy+f4hB+IN3oF5rWsGtqhaN2mD5mOqH\
        JD2V1P2VAFDboSGWPneN/Dlz+1qndet+IHV+wp224ipvbBhsOtspgWNTmqX7JhzLURZSUaN24NwWHvCQfAzG2n0ecdgBG+ZfcUvMN7EBAmN6D2l5\
        +nkHmBQYAQmFvLD7mXZcsdHS7a540DLKl1zdgxevw9SQT1Ps9yiOCm/M3P96OySgJAczHIRatrlzZeo7FpP5/j7lY/CcO9y9P6INGLXolk655teb\
        eouau6qLgk/4aeFFC0mhenVtUY4gaCmIKEImwd7CslJ9U5FjIkBK7KGsTt6GTvegczs8RMLc02XqcwYFSnivmSZLaDcz3IV6osPtAvDg0CZezA/e\
        VIocOZaGg1lChpuM+v1kVqXxt6mhHRthUUIMU9wTeLUsfrbjWVTjf5JjQVsA9vB6rdoG7AVb4vCd1CfjGmtLo3h74tEDgJj1Oi4EORdkxZE0ybuv\
        jXwD8RQY3CAUKWTwDEWIk8zzwZ7oMcno+QpF6B0da/foirN9hwcCxt/REQkhmd0bnVBVs4oX/tfYslMtkb5F6CgSnd682S2PfyDJULjbWCGDWKfj\
        y2b+HRsXq0SQuyGWAzPsn+zXHon7ts9CkX7J1fFxAMzPMqB97TSxcTCCBYQGCSqGSIb3DQEHAaCCBXUEggVxMIIFbTCCBWkGCyqGSIb3DQEMCgEC\
        oIIFMTCCBS0wVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECFaZ4ztML0scAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQTmiR\
        cWkWavj6SX/5TUNnDgSCBNA1agq6G5sx6QwAKBAhB2xpHM7j25KhWIc3h89M2kLYea1VWCegtIuoF3osfI928vb/J8wI3x9aZ/u04Kx6H5dkPH3c\
        Ao685AD8h+Wce7kpAW24IA00as2ZAG1KlDrIosZRiPxwb/woT2Vf3QDEVIenzPofBvOpqn0Lp1acO/ygn2wPtqUvJ38GMS1NJk3kxtYUqIifUrvP\
        Y1USdNrk9DU8k+hKUKrVfr/PvnegQmUTB2jgRmiuqxcJVGsoVnFnJNAZSgIhIocvWcQi8z7h644jQuJBy/P74cHu+Tz7xMDw/a5h77N+nr6eGr8h\
        d7tdY4EZu3hmGELQkVBrwQbE+Stb6GCAbie+NN/TNR1eWSLx3Hh2Bf7UWg615Csm7rY4KzoERgrsyYfk+MssWTiFN9pORxLJWyX9fqpxwGUONCNf\
        PnPuD5rnv91oqy9gz1hbF1buKhLctRCLNl1osPvuuERjUbjs0R/cTXDHnZ2cPVKcp661l8yipH1OHkNyDIGCBDaFUrdEktdVEG4OsykGc7bPU/dF\
        Ogv8DrNAUntPvkYCzSc+uOou8OsO9hFQIsfy8Vv/D32FIqk13ekCzduBg0zW38HH55epogP4Kqsrzb1iYNLe5KYq8mXpbjahAIkAybQOZKMVJyhL\
        zW0Oy2FPb4pTRYafrkx4VbSNW6elVKR3QBib2W0J5awWqkPlc8Q3O3s2BkGImA/TGK58XWdw0aYGQu2XPpnzNW6jFO54ozMh562rrjGHBhskBvR0\
        hFPaaxav7mOuLZEF6reChTT426Q639Mn/wb9OXUoCI9UzyudGtCVTuvSEcJWJzGrAYU6T970DcVAsR6+/9jWdXlYAzzdHWuCN0utWqP8dvR91CMk\
        TJMH/E2o2kZ6ZERQ90fS3xjkBgNbXyw4ZTOe26uxeaNMaqjHCUXdZjIWAfVOqSh4Te1k0O3Sh9iTMGCoXbIYltezSPHYhO3c2T6w/c39AlsS38Te\
        x5d3uwR5qdOkmN+x1DbaMQpNP7ZKlS4KMqoNPzvA/gHtfj4mlZSN13v+Y9X0OPSU6yp/9Qw/+UEp1LaqhWPk3l2c3vgHpxDgQa8PHMWwX5vF2G1n\
        6Ti7tuQzq3+VdocKeMu7TwP6zfJZRPNpamAseglH2tPjMrcTg6iSnHB5PPsAsWrduhBxJBRSD+ypPKTw5Jj3WBkF6JCYdMuB+kiFB/uZRmh2Mc5B\
        vQoAVfPin+9iLDzKMfxw7XAn1csUBle6WmI2PHwdfxMgZkQ6dVpyJuKBI4DLfqcFO9Edav4OJTuKzN5CYyIZSxWxKn4gyMh5G9Ip+3sxn4ykQhPk\
        bH5z6OfIUatJk80OYtRBrn8DuVX3v4xcsiAB13/SdUAlwT+EEwRMUpYrjjyHGrgdlVd/XVbuO6oKCBe5atfnD2TmaSXtRIRKSEc5h8bflPJbKFph\
        pu88wf0X+tzO8b/gXjuNyM+kaOlSqNsCF78avxmPvHHQHLm9FjrmYrS90CPzCpxUTs1945eqTzOLNnmrzmWFbkeUibvxNewuW7jYBIjnYoJQxCaE\
        el2ZcHcyS1H/eYtD0U4/2MfRyCR6kT454rYqumdhk6V4k+uiPDCkwsz7frjfIistETYL6ujIQWPSDfuesqMMKVh73nRqNbG1bDElMCMGCSqGSIb3\
        DQEJFTEWBBS25H3aRPSDb29+0JRWK4dsWQTT2TBBMDEwDQYJYIZIAWUDBAIBBQAEIPcFuEOa8N1n2pxVyZkKdfSMekzUo7e+E6un7K1T5b0uBAhI\
        /qJhlqD0tAICCAA=
        """
}
