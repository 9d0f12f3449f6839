/// Certificates made for tests, valid until 2120. The leaves hold the public key of `RFC7515Example`; the root's private
/// key was thrown away.
public enum EnterpriseCertificateExample {
    /// Of organisation 999999999, named by organizationIdentifier `NTRNO-999999999`.
    public static let leaf = """
        -----BEGIN CERTIFICATE-----
        MIICxjCCAa6gAwIBAgIBATANBgkqhkiG9w0BAQsFADAaMRgwFgYDVQQDDA9CaWxh
        ZyB0ZXN0IHJvb3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMDEx
        FTATBgNVBAMMDFN5bnRoZXRpYyBBUzEYMBYGA1UEYQwPTlRSTk8tOTk5OTk5OTk5
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQABMA0GCSqGSIb3DQEBCwUAA4IBAQAJ3vs7/qlQRRSbONeRqUOKdKoRXXs9
        liR99U134XPtq/pUITYlMCW9g8XM8ag6wy3dCb5RisOECNyulD0x2eOmpY++aW6A
        vTZCqCPJnvskAV95CPupXsUqm09ZCmsyCT8kqFA5jAz2sQ7FYsx8Fo70OlvZx+qy
        D3iHR4WIkE9/BIFige5/2w6cBJminPkiUYQRwRJIk4OufheUPJXphZtDrIeEviB0
        nYNnc3a1maS/tJHtETF89q8WnM7Pa3E20IX4liI/NyJc9CUrzIGDNoMhOuUN8jSj
        4I+lBLqXNV+GJL4QVmTRqHj9OH4LDYWqLD2++9TD8EJVS0Us2n7LmJDA
        -----END CERTIFICATE-----

        """

    /// Of organisation 310000000, named by serialNumber as older certificates do.
    public static let olderLeaf = """
        -----BEGIN CERTIFICATE-----
        MIICwDCCAaigAwIBAgIBATANBgkqhkiG9w0BAQsFADAaMRgwFgYDVQQDDA9CaWxh
        ZyB0ZXN0IHJvb3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMCsx
        FTATBgNVBAMMDFN5bnRoZXRpYyBBUzESMBAGA1UEBRMJMzEwMDAwMDAwMIIBIjAN
        BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p
        4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4
        d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7
        OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2Ca
        pHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWN
        moudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQAB
        MA0GCSqGSIb3DQEBCwUAA4IBAQBp78iHOekCWEhPNb4velqBTVgGS6SnOmK2iVRj
        +YJFEZ4+cSAL8FBR6QskMuzISN3GAVqvHwguz84dju8tckAgQAXVEQCRAQhEwDYR
        QEI7Phc/l8Ws0yAMNO9IHOzPpyAmf+X5EEiIN8+4fCaiUafpyEl2D+U1RR/gtv/P
        zW64BIxl+VsMtiSqD6TKUAK8wZKyRB4MLYh0objiHhJwWyTp7zXLtu8ZWlHDO4QO
        GrtcGBP0YE8Fno8b99Jvty0Qol4gylZSSvlzGryxVMUjO+LKxcuITn/b6rFDdtTU
        MRuz53nnPAzT5Toy3/T2vjy/aLFqcO39tW298yyuGs76KBjU
        -----END CERTIFICATE-----

        """

    /// Signed both.
    public static let root = """
        -----BEGIN CERTIFICATE-----
        MIICrzCCAZegAwIBAgIBATANBgkqhkiG9w0BAQsFADAaMRgwFgYDVQQDDA9CaWxh
        ZyB0ZXN0IHJvb3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBox
        GDAWBgNVBAMMD0JpbGFnIHRlc3Qgcm9vdDCCASIwDQYJKoZIhvcNAQEBBQADggEP
        ADCCAQoCggEBAKQghya4bUCZxTCl5uE6bM/Oc39ip2fSYbjQ1JNQcPmlyVCbhriv
        KjBeyAeQwL1DPhnspnOwhYXZOQcAGSutwALqjYoZjA4NZdhEYeLHpn/fhUi2FI/j
        E9PoPy9zDZ9AIAlkv2BEZYRDFUnBVcnaMO2/c1ubdyl5Xu4mg6l22ndemQJu9nLN
        7WEfzQhyewMXJM6l2pICvcbs07DqKUuz7diT2qxc5aTYStRt69erD8VubDvmbfku
        fpwX9eo0IaZAwxTo/dBhJgUwUzrQWfuXIruUHr2lYLzgs8nwQr0Ab01dZUsB2IOF
        pWoBueeO0qgdwHtPDhOhU6ajzdtq51wZXrsCAwEAATANBgkqhkiG9w0BAQsFAAOC
        AQEAcoErsqSAZ5cQSH7rnB6IasM+tsL84iyUJ8zGBugcWJgxh4q7GLCFHOv7gzDb
        FzkwtW6BvZC74tmWt4t3XJBum3EKPC/vAZN7WO9YMW+pCikT4k5kQWxqlAyl5Nd1
        cnGU0Yi7llGGpNWniFPQoFEnzKp2Zpuc3TXApOPT7WkxGHt+kBBjahhMUewpirSh
        qejg7zjXrHE7cR4RR9ui/AlrKHVYqfGk7AjE0aRZIyqQwUBUq50Cy9nskTbBvD+U
        t2qe50IaKJmtIJ/8V4t9nodqNuK7aEM5Ko74gX2EoOgqIfqbRBlzqZDUfwx5Hovb
        u8LFVpta8oegKXtrs/XXnhcbCg==
        -----END CERTIFICATE-----

        """
}
