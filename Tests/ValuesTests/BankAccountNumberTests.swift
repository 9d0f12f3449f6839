import TestSupport
import Testing
import Values

@Suite("The bank account number") struct BankAccountNumberTests {
    @Test(
        "blanks and points are taken, and the check digit must fit",
        arguments: ["86011117947", "8601 11 17947", "8601.11.17947"])
    func valid(text: String) throws {
        let account = try BankAccountNumber(text)
        #expect(account.digits == "86011117947")
        #expect(account.description == "8601 11 17947")
        #expect(account.isVerified)
        #expect(account.iban == "NO9386011117947")
        #expect(try BankAccountNumber(iban: "NO93 8601 1117 947") == account)
    }

    @Test(
        "what is no account is refused with advice",
        arguments: [
            ("86011117948", "last digit"), ("8601111794", "eleven digits"), ("8601111794٧", "eleven digits"),
            ("", "eleven digits"), ("860111179470", "eleven digits"),
        ])
    func invalid(text: String, advice: String) {
        let error = #expect(throws: InvalidInput.self) { try BankAccountNumber(text) }
        #expect(error?.description.contains(advice) == true)
    }

    @Test("an old postal account that fails the check is held as unverified") func postalAccount() throws {
        #expect(try BankAccountNumber("78740012345").isVerified == false)
        #expect(throws: InvalidInput.self) { try BankAccountNumber("78741012345") }
    }

    @Test("an IBAN of another country, or with wrong check digits, is refused")
    func ibans() {
        for text in ["SE9386011117947", "NO9486011117947", "NO93 8601 1117 94", "NO9386011117948"] {
            #expect(throws: InvalidInput.self) { try BankAccountNumber(iban: text) }
        }
    }

    @Test("a change of any one digit is found", arguments: UInt64(1)...50) func singleChanges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let account = try validNumber(11, using: &random) { try? BankAccountNumber($0) }.digits
        for changed in account.withOneDigitChanged {
            #expect((try? BankAccountNumber(changed))?.isVerified != true, "\(changed)")
        }
    }

    private func validNumber<Value>(
        _ count: Int, using random: inout SeededGenerator, _ read: (String) -> Value?
    ) throws -> Value {
        for _ in 0..<1_000 {
            let text = (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            // The sixth digit keeps clear of old postal accounts.
            if let value = read(String(text.prefix(5)) + "1" + String(text.dropFirst(6))) { return value }
        }
        throw InvalidInput("", "no valid number among a thousand")
    }
}

@Suite("The organisation number") struct OrganisationNumberTests {
    @Test("numbers of the register are taken", arguments: ["974760673", "923609016", "889640782", "310004170"])
    func valid(text: String) throws { #expect(try OrganisationNumber(text).digits == text) }

    @Test("a wrong check digit is found", arguments: ["912345678", "974760674"]) func invalid(text: String) {
        #expect(throws: InvalidInput.self) { try OrganisationNumber(text) }
    }

    @Test(
        "people write it with country, blanks and MVA",
        arguments: ["NO 974 760 673 MVA", "974760673MVA", "no974760673mva", "974 760 673"])
    func written(text: String) throws {
        #expect(try OrganisationNumber(written: text).digits == "974760673")
        let error = #expect(throws: InvalidInput.self) { try OrganisationNumber(written: "NO 974 760 674 MVA") }
        #expect(error?.text == "NO 974 760 674 MVA")
    }

    @Test("a change of any one digit is found") func singleChanges() {
        for text in ["974760673", "889640782", "310004170"] {
            for changed in text.withOneDigitChanged {
                #expect(throws: InvalidInput.self) { try OrganisationNumber(changed) }
            }
        }
    }
}

extension String {
    /// The text with each digit in turn replaced by each other digit.
    var withOneDigitChanged: [String] {
        indices.flatMap { index in
            "0123456789".filter { $0 != self[index] }.map { digit in
                var changed = self
                changed.replaceSubrange(index...index, with: String(digit))
                return changed
            }
        }
    }
}
