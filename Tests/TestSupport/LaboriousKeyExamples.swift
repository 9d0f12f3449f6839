/// Keys, made with OpenSSL 3 from one of 512 bits, that ask for much hashing before they open. The passphrase is "passphrase".
public enum LaboriousKeyExamples {
    public struct Example: Sendable, CustomStringConvertible {
        public let name: String
        public let text: String

        public var description: String { name }
    }

    /// As PEM, above ten million rounds.
    public static let pem = [
        Example(
            name: "PBKDF2 of 10 000 001 rounds",
            text: """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIIBvzBZBgkqhkiG9w0BBQ0wTDArBgkqhkiG9w0BBQwwHgQIOvwYL3hAOt0CBACY
                loEwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGvfzmv8oVo3ekAcyh3BrsQE
                ggFgvqJ/n20i/Wlz86BjBhZw95acx5ifHKkbxiAM6qxZIS9234D8DtvR1zlXiqNx
                mluIV5KXMHsl2pTuzHAbWpUMgrMq8f7tFMafszfKncV8Bj+LjIyZddaTynRaI8YZ
                e8kf1SC+IPAbJX8SUccQPwacpAoMRUzbahnIkQHviXynPrDkTol7YgY0VrOKPM8F
                YOPsIPmzMdEzjiw7QVzCu//m8Vc/Dwc1S8+vFPD2PR0ztCz4ZeITfEdDZlb7fcWo
                YfmtLIUTig9GvZ8Y9TR+dQIvk/BxWN8GbSPuRreXVOCXs4l0v0j/GAoWDbahOMlD
                a7rJsIZqKGD1STxZifP9mHDol02wBy4IcXXBrVISK0CmE5HA0qElRYclSY8r+dbE
                QPBCYNN/EDgWA98+uXjSDiIdGeGJTNIlkicqjvbgwXgWxy/aNcBi1QNA9fqSwnfY
                Wm4EI8DAsLhBgfjbG5orwcHG3A==
                -----END ENCRYPTED PRIVATE KEY-----
                """),
        Example(
            name: "scrypt with N 1 024, r 8, p 1 300",
            text: """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIIBtjBQBgkqhkiG9w0BBQ0wQzAiBgkrBgEEAdpHBAswFQQI0bD9ET/QRK0CAgQA
                AgEIAgIFFDAdBglghkgBZQMEASoEEHW6IM+Zy5cvvllWVHjwWscEggFgn5cgysU1
                2R3HBsJ31JQeKfzoLcOiy91v3U6IoBIviCIdcxqWSXNQ5MjW+f7i6gZvOhmFtpLk
                ONV8O5hnnKI4Hiz9mA6YJrFgQUtLT+JLnzcJxrBXyMWKYOqQcfv9lX5gE4DWzeBa
                7EHYzwXURiCPAKbQnYfBplIcSoAp1WCSEz68PYQsv9jFPfUeUlc8vrVRrbglZGwz
                2CqHeMugNCUMHxiHHyDYprU39lqZJ51xZTECzySj6eMfNUj5TroI4+SpWCuG4jaR
                nq9sM2KGm2d/0pPrZiEgOQ8DIwjYswwSALfgQS2Y60/rrfRAWEBolDtd1x9PCj9+
                0rkjfbH7iZEowLnOdZUKaPp9Pdjeix2XDUl3c4503TMsx2bX0aNW9QRHA7yeqfrp
                vR965v5+/fFslAC4Nc9gS3Ks242I9yoSc0lcTDCRofWt0vSM5JLjGHQOrFluSiv8
                aiTzNSTfoavN9w==
                -----END ENCRYPTED PRIVATE KEY-----
                """),
    ]

    /// As PKCS#12 in base64, above ten million rounds.
    public static let pkcs12 = [
        Example(
            name: "integrity check",
            text: """
                MIID9QIBAzCCA6kGCSqGSIb3DQEHAaCCA5oEggOWMIIDkjCCAd4GCSqGSIb3DQEHAaCCAc8EggHLMIIBxzCCAcMGCyqGSIb3DQEM
                CgEDoIIBizCCAYcGCiqGSIb3DQEJFgGgggF3BIIBczCCAW8wggEZoAMCAQICFA/kzVA3D10dLFhqg7VzA/m6Jzs6MA0GCSqGSIb3
                DQEBCwUAMAwxCjAIBgNVBAMMAXgwHhcNMjYxMTIxMDUzOTM0WhcNMzYxMTE4MDUzOTM0WjAMMQowCAYDVQQDDAF4MFwwDQYJKoZI
                hvcNAQEBBQADSwAwSAJBAJ+P7bA5QIAmyDq6EHcWt+sAfA0OVn6TcSwVSH3fY3KSUqdlIlYXxdrxLYEsj2adVx9tz4bQXORSQKdq
                d+SdaB0CAwEAAaNTMFEwHQYDVR0OBBYEFMfa7d2YcR73+/pul96hxaA5HI59MB8GA1UdIwQYMBaAFMfa7d2YcR73+/pul96hxaA5
                HI59MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADQQAw51CAWFeWkPy8hYWePZ0Ld5+B1hlxkYXrYwFRQMRY5Y0NzBWM
                9xVVtY8Mf9arzJXHcFZ9qJUSJda92iTGFdhyMSUwIwYJKoZIhvcNAQkVMRYEFERKGqSvKcc7wHG80A902SwBUMVuMIIBrAYJKoZI
                hvcNAQcBoIIBnQSCAZkwggGVMIIBkQYLKoZIhvcNAQwKAQGgggFZMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA
                n4/tsDlAgCbIOroQdxa36wB8DQ5WfpNxLBVIfd9jcpJSp2UiVhfF2vEtgSyPZp1XH23PhtBc5FJAp2p35J1oHQIDAQABAkEAlJqL
                F5B6jd+Qo4EeTIsQBwGQhuhPjdrrj87SkMg36j771b9DXEF9+vEccK+5n2j10VK06bGftCCe2axsTZNjUQIhAMyk+gBmq2iConvC
                r5dhCTqQBJ3OX7sB5omd5YEFULLDAiEAx5q5Rm1dUrTerU6z0eQueLCX9YXhWd7LqraYA8PwC58CIQCQKpT4nVuZt5Xx6/g5g6G1
                wOmPpmhoXPFk93hMCUuNcwIgX4ZIjM/iDabJup8jp5tQMioxTysXQe9CAR0JeyPWSXkCIAk0PmJL6PzV0sEL8wFPRAwjY2f3jFeC
                o3zto8N9XIl9MSUwIwYJKoZIhvcNAQkVMRYEFERKGqSvKcc7wHG80A902SwBUMVuMEMwMTANBglghkgBZQMEAgEFAAQgl2UngzM4
                g7JIk4rv3jAfTye+adVW2tLGCENJcQosa+0ECGUDUbDB/Nz/AgQAmJaB
                """),
        Example(
            name: "PBES2",
            text: """
                MIIEzwIBAzCCBIkGCSqGSIb3DQEHAaCCBHoEggR2MIIEcjCCAlQGCSqGSIb3DQEHBqCCAkUwggJBAgEAMIICOgYJKoZIhvcNAQcB
                MFkGCSqGSIb3DQEFDTBMMCsGCSqGSIb3DQEFDDAeBAjjP7kp/nOseQIEAJiWgTAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ
                kLBvIy784M7Ox4rwv+F6UYCCAdDvFy0Pr1z9OuU0h9UCW6mbUd6/m5IyUeTZqvS0A4TbvYjr3jkO0XKut1hZKBrc1gO7gmUsYJ83
                YsWQHw8dkPxIuvzJFCZr11VJ9GEj7jGE0l90F3662+5ofsCdZzuYgGnOFT6PP73cFscZffnReLKJC8K4XJmLh+BYsSOZCRW/YByt
                ZeL23UAqH9sQSULXDA59Vqy+aY9d3KVm7ZQQYwz2yMD2qTQskXQkwooU5u+E9DbD6vncaprfdU2OADPN1dpuTohDw0VlO+Kn1s1y
                R6bQDF/wCZZJvvRNTo4ElPQzqTVVSxzyi6GFvIUidFwofpqbaBDYPDrLWZi4wydUQCXKHiNY1eJX5iJIZJkKcK/CT90D9NB5mZvd
                YBo0G8UjMYlTK3EyHg+CfkiFOktKJXD1AXRKLbNbDe0FrVeoDyd3pKl4TKz7Dc7CB9bixVcaWpPHLGQVc5Gja1eHZGAmsjH7QC6z
                XfNthOgQ27AB0J+wlVhsD38D/ox/N8IVySdS0OTs15XmjlAtYtcrrO9fp4lut5uoUHmDrU/HzkR4t1tcPqD/+9vytBsT+7EaBht9
                d8vwhWTMCttfi5imb/1XN+QcazjAHFOPSyB+gXrktl6GkzCCAhYGCSqGSIb3DQEHAaCCAgcEggIDMIIB/zCCAfsGCyqGSIb3DQEM
                CgECoIIBwzCCAb8wWQYJKoZIhvcNAQUNMEwwKwYJKoZIhvcNAQUMMB4ECORYixOdFlIaAgQAmJaBMAwGCCqGSIb3DQIJBQAwHQYJ
                YIZIAWUDBAEqBBDjTAFJAU4sUXr2dCUHeN94BIIBYMTgzwq7KXMOjWBwF9Ptur2tCpHxCSBW4ASvbCGv5gDvhbItrCQkI+3KnZlE
                ywaW8hjAZ5DrCiPoHO31uj/6gVATANiTGOvBS2Z6bKUYK4yc0go/o2rDO7an3lQHeQ5S1FTEAa3y+Mfjovv+NpbO+97qik+wwpfh
                a3N77C8Yy5qX3toiVLUY0W18ytcagk7zQyAJEbakgO77MBD79BEgVNtPNiebJgFg7DDbquE6GJ5YpT+WvXvelMSoJWe6bb6eIqZL
                ZuCuZZXJ7pj1915ETP1DRSJb0U7wdHvidU9sAwBdEAwqtQXEj/6B8Uc1Da4oAXoSB/t+qoPSrRfW+DEXHqCfiYSu6O9/5tT9apMG
                VczNCmM2ZttEhIUJU8904MScNNhnSdzd5TJPfozHwixfUNQRVnvzlUc2C/tqcYkY45O2NQX7iX18Gnr9iL+RESSRh7iStQCIDXfi
                O5Wq4O2yapoxJTAjBgkqhkiG9w0BCRUxFgQUREoapK8pxzvAcbzQD3TZLAFQxW4wPTAxMA0GCWCGSAFlAwQCAQUABCDriKrdIU2Q
                nTeTO6Bqmn2gv0Hui3yzF6BEtR73ryjATwQI+pCJu9vnup4=
                """),
        Example(
            name: "PKCS#12's own encryption",
            text: """
                MIIEWQIBAzCCBBMGCSqGSIb3DQEHAaCCBAQEggQAMIID/DCCAhkGCSqGSIb3DQEHBqCCAgowggIGAgEAMIIB/wYJKoZIhvcNAQcB
                MB4GCiqGSIb3DQEMAQMwEAQI38kv0IKxhP0CBACYloGAggHQ2dQk9r7egw/m1vZeW9+1JcjKEoPJqnrSC/X+iJ3A7gapqeA/VGgE
                UTYrO8Utni1cvf8siVptStD29s//w0CK7k6QL4qXQxz1y5PksANCWXUwA5yvYp3orgh8PCiCe14hIYJmydZEsnEM8toMlmBA0cGp
                Awla9nqfJ0FMf0hSi0IFg0yUPa7g6kK0EUJ2j2ILgwQY9TXbETgOsluz+IBKm5CGcSbRARDenHzSKGBwnCA6g5JftkhbMK9Uzsp+
                pPvGpm7LBtBFi5T5VLHHnCkIAlpiowJ6nXfXv/PxSbZxd69fuV2rdCRZahA2BCa6Ohhj2bJwfIwbp7vAETFr/VHBBzhAa/WODaWG
                QX8qKer2sFGnEtz7+lA1SwcCqQuCRCmy7Qc7B+tV3fse3/3xcWV8IOnanz1oup5gha8e4ZKiWuDgYlY6Ms5hJK6xRzJOsgcpW0EE
                w5lO+r4QZgZepjxBZMXr37+/Nh4IafQoRd/Cq2obr8AJ8Nzx9IttOJwxub3No0qPURrIk2dhP71PU0uXmjTivjDW5EAzBnMIaJx4
                zFiVIpeEHcwrhBOPKoVWn+7BqZqyJa7zmFPzaOHRarTe8t5C2dyzUE98iu4/u4+kLxkwggHbBgkqhkiG9w0BBwGgggHMBIIByDCC
                AcQwggHABgsqhkiG9w0BDAoBAqCCAYgwggGEMB4GCiqGSIb3DQEMAQMwEAQIdhoiaiShsmgCBACYloEEggFg5nXR9h2OCGCqSpox
                8Y06ig7Vk+3rrngx3A3je2d9t9hGTj7bSLAiHREHbnD/DkBv/QFgCBdE7vhAQD52HkChtFPWUTflRV6VlxWybg6MGse7e2wLdCvI
                tt1ic+OqHKFrCueVS4kCc1/iqrFc+dvN2XWFRxYkMnRcFtSx/X6Xl9kabCHnUX+UJAf8vf490S9ElivcML2PwwzvSuzD6qN84bwg
                qxzmVsJs4EMzfclmUmnKd0U4NClo9g7pke3dE42jlatVJhJmXjalm038SrMm0Y8Alx5p32NHYRAsKz3sItLyOlSTlO297OSNRue1
                ujUFLS8ThGiF7MeARhlsd6LjzHg2QzW3TCsHIZrbnMJKj/4FWE/yMNEXvV1baJG8PCW2TuMvA3LWtq7s5sPYhY2qA/P500euK9qq
                HDzgflpJdtwG6s6rNFmH77JP/CUjY+ZiOSaIMvS70OjuCBvC18Xc0TElMCMGCSqGSIb3DQEJFTEWBBREShqkrynHO8BxvNAPdNks
                AVDFbjA9MDEwDQYJYIZIAWUDBAIBBQAEIKATBvqMpYwkzorkYIrUMJck3IAUT9ZXP3TzLjntZuktBAhITxul7NO64Q==
                """),
    ]

    /// PBKDF2 of the 600 000 rounds that OWASP advises.
    public static let careful = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIBvjBYBgkqhkiG9w0BBQ0wSzAqBgkqhkiG9w0BBQwwHQQInZmBt1OGcycCAwkn
        wDAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ72VWvDnGTROTDYm6U/TOoASC
        AWDVVDLdMXpk/gWxisHmHUWVeAYyotIV8y0lqm6h9A/ycjhzWgV0LedjhmkSWuPu
        GQ76U1nPMuAyr8MjJ0FCPI1mY8/B+5Mnajy9n7gNCQvM6HRd43IMcLyN6R5NZ+Vq
        ChDoxwPP94+hMZqo4yY1yvPbCLwfVCPT4yrx5P6zm8SmXw8H28kXBTEynK2ou2e8
        Tj6SNHOEpG+ZmX+cSFpr7jZIpN3ZXg3r5uHkOf7jx9lcOniUpS1I4z3JGSgJrv9H
        gJHmO0m1vb/eGMob2vuGy6uDzgg64tMLELu2S2BctoP61TtHybTTgXIuG0n6uZyf
        5IHGVAgnJm/Jc69uSDXpjcB4r5biILku62501qLqJ0sg1FXf7KshjKJNBMZNRdf3
        AGhbsq/Fui2sonNfyvIbw3Re0IvZk+zIcPGhhNAB1h83phHMEtDp5ztVjsROrgIL
        NMCiEBKtNC5zf9ty8aKPCf2T
        -----END ENCRYPTED PRIVATE KEY-----
        """
}
