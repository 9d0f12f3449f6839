/// Keys and signatures that OpenSSH 9.2 made: `ssh-keygen -Y sign -n bilag-approval`, over "hello" and a line feed. The
/// private keys are gone.
public enum SSHExamples {
    public static let message = Array("hello\n".utf8)

    public struct Example: Sendable, CustomStringConvertible {
        public let name: String
        public let key: String
        public let signature: String

        public var description: String { name }
    }

    public static let all = [
        Example(
            name: "ed25519 with sha512", key: ed25519Key,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgSjAbB1BhpYPB9BkO1EVx2QFJoe
                Hxb7GycMEKSh5o+hUAAAAOYmlsYWctYXBwcm92YWwAAAAAAAAABnNoYTUxMgAAAFMAAAAL
                c3NoLWVkMjU1MTkAAABAC+GiH1BFLxblQHCYPHxTN6fIfwdsO8P620bJPsP82hRqobrGyv
                +fSdfaaqvlOmeEaNhiSBjsUtng1hZaWhLPBg==
                -----END SSH SIGNATURE-----
                """),
        Example(
            name: "ed25519 with sha256", key: ed25519Key,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgSjAbB1BhpYPB9BkO1EVx2QFJoe
                Hxb7GycMEKSh5o+hUAAAAOYmlsYWctYXBwcm92YWwAAAAAAAAABnNoYTI1NgAAAFMAAAAL
                c3NoLWVkMjU1MTkAAABAwW1qZkaalgTkclTq7/UudT+BocMmWV3N8C8L6NOtUWfS9II5VM
                Mm0RnfKu/F62TDRPLqsuzXvyy/8DcqQxQQBg==
                -----END SSH SIGNATURE-----
                """),
        Example(
            name: "ecdsa with sha512", key: ecdsaKey,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
                EExDZFxJgI6pVc8e14uYz2rvd776LAEnGF5rD1npn/8zdTf1KSqJetAlfxUjjKNOLryO/D
                GBIxLGlSQ1D7VGK0EQAAAA5iaWxhZy1hcHByb3ZhbAAAAAAAAAAGc2hhNTEyAAAAZQAAAB
                NlY2RzYS1zaGEyLW5pc3RwMjU2AAAASgAAACEAvznrdejHLFWPYTPAT5QmIG8A/0Qt8tvu
                bAF4cv4hzEoAAAAhAMB8QARrV0qIxFa+Wa8ZKMoKwaL2AROB7R/OKgZcJ9OZ
                -----END SSH SIGNATURE-----
                """),
        Example(
            name: "ecdsa with sha256", key: ecdsaKey,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
                EExDZFxJgI6pVc8e14uYz2rvd776LAEnGF5rD1npn/8zdTf1KSqJetAlfxUjjKNOLryO/D
                GBIxLGlSQ1D7VGK0EQAAAA5iaWxhZy1hcHByb3ZhbAAAAAAAAAAGc2hhMjU2AAAAZAAAAB
                NlY2RzYS1zaGEyLW5pc3RwMjU2AAAASQAAACAOxsKVR5bDzCalG+G73Q+5fC2HHiiNtXXa
                xuAjuyGIpAAAACEAhTj2Tgam3lZnwVOClwLl/0uyzIvmFtkFcaNG+YxslCE=
                -----END SSH SIGNATURE-----
                """),
        Example(
            name: "rsa with sha512", key: rsaKey,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBALObVJnocHILu109VEQcd8
                uCQvGYLC4qmkNYpo4DDuR+k5fvXjRWzwQ6ddpuNnE+hree0B/EoVDQmgT/Cr2vi2QoySxk
                0BmO9jgcnh5ZymyP2Rsxtup2xZ7HgHvBaLNZ2oE5sk2NA1yamQC3DRNEwub0NRg/TESm4x
                pTrYQHX3AMC2aHT28/pY8G2Xz6PErL3t3tAbtmf+WvRwynVjdPGiu9/AhQqe5Qi6LCu+H+
                Iz8YegP5JKAT+QvomZrMIkKV477hloVdHrKcSr/J5nd1XKpmDvVXHR5TUleecaYuOoYXD0
                N9u51CopvKuoVavvWIou//sm4v3VuYTX+CL/7JAbUAAAAOYmlsYWctYXBwcm92YWwAAAAA
                AAAABnNoYTUxMgAAARQAAAAMcnNhLXNoYTItNTEyAAABAJBYjVuQRYjMZq/HffHzfzjCGG
                lyS5bIlzCSmK+zH9DPlqLSg3XlZna5qJ5KSHD3Hgt/igly+1S6t1coh7smIQ72EH9otFZj
                Kg4YhWnaiorSbF3iQpGZwBGyMvkVU8XTTQAwxFmAR2SV93pV9nx/UadZLzn8dsA5Ts+L0Y
                bbGOnY7N7M3zbYK1fy3J5rmlR4wB4e8LLfP510gtScz5pZxL3YB0h2GA3XVrvVw4sAgjqC
                Pkb2fx4W24CmqV2ag5IJwAhqUJSCiYa6zYTeJXuJ41/q+9PFRmSNrskXZlmo9u6j4Qm42s
                tFYddYx4nK/bfNCF13lskUnIMVSC/BMb3foj0=
                -----END SSH SIGNATURE-----
                """),
        Example(
            name: "rsa with sha256", key: rsaKey,
            signature: """
                -----BEGIN SSH SIGNATURE-----
                U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBALObVJnocHILu109VEQcd8
                uCQvGYLC4qmkNYpo4DDuR+k5fvXjRWzwQ6ddpuNnE+hree0B/EoVDQmgT/Cr2vi2QoySxk
                0BmO9jgcnh5ZymyP2Rsxtup2xZ7HgHvBaLNZ2oE5sk2NA1yamQC3DRNEwub0NRg/TESm4x
                pTrYQHX3AMC2aHT28/pY8G2Xz6PErL3t3tAbtmf+WvRwynVjdPGiu9/AhQqe5Qi6LCu+H+
                Iz8YegP5JKAT+QvomZrMIkKV477hloVdHrKcSr/J5nd1XKpmDvVXHR5TUleecaYuOoYXD0
                N9u51CopvKuoVavvWIou//sm4v3VuYTX+CL/7JAbUAAAAOYmlsYWctYXBwcm92YWwAAAAA
                AAAABnNoYTI1NgAAARQAAAAMcnNhLXNoYTItNTEyAAABAKqrX6VqrsIuNNCCb9foemHd6e
                Bq9BVOhHBhvGZ8Co/daWnyqv0C9ggr9zPh1RLXzGONYXMSB+/g/1DcYxAmMYSBqeHq3cay
                1MOACEIZZW33psCHLuwuo8nxB8gB74rqioQklhCCdKAfs5mA+k3PaGiFHtnhx5pYqnmKRf
                3zd07BVpmIN8/bpl/qXoWUIx7TSflHzFf6Opl53c/DF2AprMdKGfcg8SHv3U4j+QzwTTGB
                oGnJATmpdwTiCJRa6jLd6tBpH5przHh8vwvIoJuWwZ5NgAsd/I7fJr6P53nPyD/uWBBeub
                lwAMljKjK+lBg1qWrxUAHaARHpernSnrUUBrI=
                -----END SSH SIGNATURE-----
                """),
    ]

    /// By the Ed25519 key over the same message, for the namespace `file`.
    public static let otherNamespace = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgSjAbB1BhpYPB9BkO1EVx2QFJoe
        Hxb7GycMEKSh5o+hUAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
        OQAAAEBdsxbN6rBgJOvCFOgLWNOiNd8PARzC2mjdfCUvRejzeI6MjisME2IL8jHgdPbAn/
        TmRHrJhCHmje5HJidN37EL
        -----END SSH SIGNATURE-----
        """

    public static let ed25519Key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEowGwdQYaWDwfQZDtRFcdkBSaHh8W+xsnDBCkoeaPoV"
    public static let ecdsaKey =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMQ2RcSYCOqVXPHteL"
        + "mM9q73e++iwBJxheaw9Z6Z//M3U39SkqiXrQJX8VI4yjTi68jvwxgSMSxpUkNQ+1RitBE="
    public static let rsaKey =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCzm1SZ6HByC7tdPVREHHfLgkLxmCwuKppDWKaOAw7kfpOX7140Vs"
        + "8EOnXabjZxPoa3ntAfxKFQ0JoE/wq9r4tkKMksZNAZjvY4HJ4eWcpsj9kbMbbqdsWex4B7wWizWdqBObJNjQNcmpkA"
        + "tw0TRMLm9DUYP0xEpuMaU62EB19wDAtmh09vP6WPBtl8+jxKy97d7QG7Zn/lr0cMp1Y3TxorvfwIUKnuUIuiwrvh/i"
        + "M/GHoD+SSgE/kL6JmazCJCleO+4ZaFXR6ynEq/yeZ3dVyqZg71Vx0eU1JXnnGmLjqGFw9DfbudQqKbyrqFWr71iKLv"
        + "/7JuL91bmE1/gi/+yQG1"
    public static let otherKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAhqxLEqqHGdI67CLyxL11Is8/A5HvWNq0cPwoh3iKwm"
}
