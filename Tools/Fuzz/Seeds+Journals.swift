/// Vouchers as spreadsheets and plain-text journals hold them, one example of each shape.
extension Seeds {
    static var csv: [[UInt8]] {
        let chosen: [(UInt8, [String])] = [
            (0, ownCSV), (1, [gbat10]), (2, [twentyFourSevenOffice]), (3, [powerOffice]), (4, [vismaBusiness]),
            // With a number and a date from the user: 8 times the number of layouts more.
            (5 + 48, [vismaExpense]), (12, [ownCSV[1]]), (24, [mappedCSV]), (6, [slashes]),
        ]
        let plain = ownCSV[1]
        let littleEndian: [UInt8] = plain.utf16.flatMap { unit in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let bigEndian: [UInt8] = plain.utf16.flatMap { unit in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        let latin: [UInt8] = plain.unicodeScalars.map { scalar in UInt8(truncatingIfNeeded: scalar.value) }
        let marks: [[UInt8]] = [[0, 0xFF, 0xFE], [0, 0xFE, 0xFF], [0]]
        let encoded: [[UInt8]] = zip(marks, [littleEndian, bigEndian, latin]).map { mark, text in mark + text }
        return chosen.flatMap { choice, texts in chosenTexts(choice, texts) } + encoded
    }

    static func chosenTexts(_ choice: UInt8, _ texts: [String]) -> [[UInt8]] {
        texts.map { text in [choice] + Array(text.utf8) }
    }

    private static let ownCSV = [
        """
        bilagsnr;dato;bilagsart;konto;beløp;mvakode;mvabeløp;mvagrunnlag;mvaspesifikasjon;merknad;tekst;valuta;valutabeløp;\
        kurs;kunde;leverandør;fakturanr;kid;forfall;avdeling;prosjekt;dim:bil;periode;år
        007;2026-01-03;FA;1500;1250,00;;;;;;Salg;EUR;100,00;12,50;10001;;5001;0012345;2026-02-01;;;;13;2025
        007;2026-01-03;FA;3000;-1000,00;3;250,00;1000,00;uttak;;Varer;;;;;;;;;A1;P2;EL1;13;2025
        007;2026-01-03;FA;2700;-250,00;;;;;;;;;;;;;;;;;;13;2025

        """,
        "bilagsnr;dato;konto;beløp;tekst\n1;2026-01-03;1920;1 250,50;Blåbær\n1;2026-01-03;3000;(1.250,50);\n",
        "sep=|\nbilagsnr|dato|konto|debet|kredit\n1|20260103|=\"1920\"|1,50|\n1|3.1.2026|3000||1,50\n||Sum|1,50|1,50\n",
        "voucher,date,account,amount,text\r1,2026-01-03,1920,\"1,50\",\"en \"\"to\"\"\"\r1,2026-01-03,3000,\"-1,50\",\r",
        """
        bilagsnr;dato;konto;beløp;tekst;fritekst
        1;2026-01-03;1920;1.234;"to
        linjer";x
        2;2026-01-04;1920;2,50;SmÃ¸r;
        1;2026-01-03;3000;-1.234;;
        2;2026-01-04;3000;-2,50;;

        """,
        "bilagsnr;dato;konto;beløp;mvakode;brutto\n1;2026-01-03;6800;125,00;1;T\n1;2026-01-03;1920;-125,00;;F\n",
        "bilagsnr;dato;konto;beløp;mvakode\n2;2026-01-03;4300;1990,00;86\n2;2026-01-03;2710;497,50;\n"
            + "2;2026-01-03;2700;-497,50;\n2;2026-01-03;2400;-1990,00;\n",
    ]

    private static let gbat10 =
        "GBAT10;1001;20260103;1;1;2026;1500;0;1250.00;10001;;Kari;;;;5001;123;20260131;;;Salg;;;P1;A1;;F;1250.00;;\n"
        + "GBAT10;1001;20260103;1;1;2026;3000;3;-1000.00;;;Kari;;;;;;;;;Salg;;;P1;A1;;T;-1250.00;;\n"
        + "GBAT10;1001;20260103;1;1;2026;2700;0;-250.00;;;Kari;;;;;;;;;Salg;;;;;;F;0.00;;\n"

    private static let twentyFourSevenOffice =
        "TransactionType;TransactionNo;Date;Account;Amount;VatCode;InvoiceNo;DueDate;OCR;BankAccount\n"
        + "1;7;03.01.2026;1920;1,50;;;;;\n1;7;03.01.2026;3000;-1,50;;;;;\n"

    private static let powerOffice =
        "Bilag fra lønn;;;\n[Vouchers];;;\nVoucherNo;VoucherDate;AccountNo;Amount\n7;03.01.2026;1920;1,50\n"
        + "7;03.01.2026;3000;-1,50\n"

    private static let vismaBusiness =
        "Bilagsnr;År;Periode;Bilagsdato;Art;Konto;Tekst;Avg.kode;Mvasats;ISO-kode;Valutakurs;Beløp i valuta;"
        + "Bokført beløp;Avdeling\n7;2026;1;03.01.2026;1;1920;x;;;;;;1,50;\n7;2026;1;03.01.2026;1;3000;x;;;;;;-1,50;\n"

    private static let vismaExpense =
        "Account;VATCode;Debit;Credit;Currency;CostUnit\n7140;;1,50;;;A1\n2910;;;1,50;;\n"

    private static let mappedCSV =
        "bilagsnr;dato;konto;beløp;mvakode\n1;2026-01-03;3000;-1000,00;U1\n1;2026-01-03;2701;-150,00;\n"
        + "1;2026-01-03;1920;1150,00;\n"

    private static let slashes =
        "bilagsnr;dato;konto;beløp\n1;03/01/2026;1920;1,50\n1;3/1/2026;3000;-1,50\n"

    static let includedJournals = [
        "a.journal": "decimal-mark ,\n2025-01-03 (A1)\n  1920  1.000,50 NOK\n  3000\n",
        "b.journal": "include c.journal\naccount penger  ; konto: 1920\n",
        "c.journal": "comment\nuten slutt\n", "d.journal": "include main.journal\n",
    ]

    static let includedBeancount = [
        "a.beancount": "2025-01-01 open Assets:Bank:1920 NOK\n  konto: \"1920\"\n",
        "d.beancount": "include \"main.journal\"\n",
    ]

    static let journals = [
        """
        ; 2025.journal
        commodity 1 000,00 NOK
        account aktiva:bank:1920        ; type:A
        account 3000 Salg               ; konto:3000, mva: 31
          ; avdeling: A1
        2025-01-03 * (1001) Kari AS | varer  ; bilagsart: FA
            1500 Kundefordringer      1 250,00 NOK  ; kunde: 10001, forfall: 2025-01-31
            3000 Salg                -1 000,00 NOK  ; mva: 3
            2700 Utgående mva                       ; -250,00

        """,
        "Y2025\nalias bank = 1920\nalias b = eiendel\n1/3 (1) Kari\n  bank  10.50 NOK = 10.50 NOK\n  3000\n"
            + "end aliases\napply account firma\n2025.01.4 (2)\n  * 1920  kr-1'000.25\n  3000\nend apply account\n",
        "decimal-mark ,\nD 1 000,00 NOK\ncommodity EUR\n  format 1.000,00 EUR\n2025-01-03=2025-01-05 (1)\n  1920  0,9 EUR @ "
            + "11,6667 NOK\n  3000  -10,50 NOK == -10,50 NOK\n",
        "2025-01-03 (1)\n  1920  1 EUR (@@) 10.50 NOK\n  a:1921  10. \"NOK\" =* 10 NOK\n  3000\n  (budsjett)  5 NOK\n"
            + "  [a]  5 NOK\n",
        "include *\ninclude journal:b.journal\npayee Kari\ntag mva\nP 2025-01-01 EUR 11.50 NOK\n--strict\ntest\nx\nend test\n"
            + "# a\n* b\n% c\n| d\n2025-01-02 (0) notat\n",
        "2025-01-03 (1)\n  1920  1 EUR {11.50 NOK} [2025-01-01] (kjøpt) @ 11 NOK  ; [2025-01-04]\n  3000  (5 * 3 NOK)\n",
        "~ monthly\n  1920  10 NOK\n= 3000\n  1920  10 NOK\napply tag mva: 3\nbucket 1920\ncapture 1920 bank\n"
            + "python\n  x = 1\ndefine x = 1\nalias /^bank/ = 1920\ni 2025-01-03 08:00 x\n",
    ]

    /// VAT inside the amounts, bare amounts, entries without a number.
    static var journalsByChoice: [[UInt8]] {
        let gross = "2025-01-03 (1)\n  1920  125.00 NOK\n  3000  -125.00 NOK  ; mva: 3 brutto\n"
        let bare = "2025-01-05 b\n  1920  10,50\n  3000\n2025-01-03 a\n  1920  1E3\n  3000\n"
        return chosenTexts(4, [gross]) + chosenTexts(1 + 64, [bare]) + chosenTexts(2, [journals[3]])
    }

    static let beancount = [
        """
        option "operating_currency" "NOK"
        2025-01-01 open Assets:Bank:1920 NOK
          konto: "1920"
        2025-01-01 open Assets:Kunder:1500
        2025-01-01 open Income:Salg:3000
        2025-01-01 open Liabilities:Mva:2700
        2025-01-03 * "Kari AS" "varer" #nett ^F5001
          bilag: "1001"
          Assets:Kunder:1500     1250.00 NOK
            kunde: "10001"
          Income:Salg:3000      -1000.00 NOK
            mva: "3"
          Liabilities:Mva:2700
        2025-02-01 balance Assets:Bank:1920  0.00 ~ 0.01 NOK

        """,
        "include \"a.beancount\"\nplugin \"x.check\"\npushtag #a\npushmeta bilag: \"1\"\n2025/01/03 txn \"Kari\nog \\\"Ola\\\"\"\n"
            + "  * Assets:Bank:1920  0.9 EUR @ 11.6667 NOK\n  Income:Salg:3000\npoptag #a\npopmeta bilag:\n",
        "option \"name_assets\" \"Eiendeler\"\n2025-01-03 P\n  bilag: \"1\"\n  Eiendeler:Bank:1920  1 EUR @@ 1,010.50 NOK\n"
            + "  Income:Salg:3000  (10/2) NOK\n2025-12-31 close Income:Salg:3000\n2025-01-04 commodity NOK\n",
        "* Overskrift\n2025-01-02 price EUR 11.50 NOK\n2025-01-02 pad Assets:Bank:1920 Equity:2050\n2025-01-03 ! \"x\"\n"
            + "  Assets:Bank:1920  1 EUR {11.50 NOK}\n  Income:Salg:3000\n2025-01-03 hei\n",
    ]
}
