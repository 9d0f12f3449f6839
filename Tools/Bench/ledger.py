#!/usr/bin/env python3
"""Writes the ledger of a made-up company, the same for the same arguments:

    ledger.py POSTINGS FORMAT FILE      FORMAT: saft, journal (hledger and ledger), beancount or csv

One year of sales at three rates, purchases with input VAT, services from abroad with reverse charge, payments and
wages, on a chart of a hundred accounts as NS 4102 has them. About as many postings as asked for.
"""
import os
import random
import shutil
import sys

YEAR = 2026
ORGNR = "310000051"
SALES = {"3000": ("S25", "3", 25, "2700"), "3010": ("S15", "31", 15, "2701"), "3030": ("S12", "33", 12, "2702"),
         "3100": ("S0", "5", 0, None)}
COSTS = [str(n) for n in list(range(4000, 4400, 40)) + list(range(6000, 7800, 30))]
PURCHASE = ("K25", "1", 25)
FOREIGN = ("K86", "86", 25)
CODES = [("S25", "3", 25), ("S15", "31", 15), ("S12", "33", 12), ("S0", "5", 0), ("K25", "1", 25), ("K86", "86", 25)]
FIXED = ["1500", "1920", "2400", "2600", "2700", "2701", "2702", "2710", "2770", "2780", "5000", "5400"]
CHART = sorted(set(FIXED) | set(SALES) | set(COSTS))
CUSTOMERS, SUPPLIERS = 500, 200


def vouchers(postings):
    """Each as (number, month, day, text, lines); a line is (account, øre, VAT or None, party or None), and VAT is
    (the ledger's code, percent, base in øre, VAT in øre)."""
    rng = random.Random(20260101)
    pick, between = rng.random, rng.randrange
    # The vouchers below have three postings on average, so that the year is over when they are.
    total = max(12, round(postings / 3.02))
    made = 0
    number = 0
    while made < postings:
        number += 1
        day_of_year = min(364, (number - 1) * 365 // total)
        month, day = min(12, day_of_year // 30 + 1), min(28, day_of_year % 30 + 1)
        kind = pick()
        if kind < 0.52:
            roll = pick()
            account = "3000" if roll < 0.75 else "3010" if roll < 0.87 else "3030" if roll < 0.94 else "3100"
            code, _, percent, vat_account = SALES[account]
            base = between(10_000, 2_000_000)
            vat = base * percent // 100
            lines = [("1500", base + vat, None, ("K", between(CUSTOMERS))),
                     (account, -base, (code, percent, -base, -vat), None)]
            if vat:
                lines.append((vat_account, -vat, None, None))
            text = f"Faktura {number}"
        elif kind < 0.78:
            base = between(5_000, 800_000)
            vat = base // 4
            lines = [(COSTS[between(len(COSTS))], base, ("K25", 25, base, vat), None), ("2710", vat, None, None),
                     ("2400", -base - vat, None, ("L", between(SUPPLIERS)))]
            text = f"Inngående faktura {number}"
        elif kind < 0.80:
            base = between(5_000, 400_000)
            vat = base // 4
            lines = [(COSTS[between(len(COSTS))], base, ("K86", 25, base, vat), None), ("2710", vat, None, None),
                     ("2700", -vat, None, None), ("2400", -base, None, ("L", between(SUPPLIERS)))]
            text = f"Tjeneste fra utlandet {number}"
        elif kind < 0.90:
            amount = between(10_000, 2_000_000)
            lines = [("1920", amount, None, None), ("1500", -amount, None, ("K", between(CUSTOMERS)))]
            text = "Innbetaling"
        elif kind < 0.96:
            amount = between(5_000, 800_000)
            lines = [("2400", amount, None, ("L", between(SUPPLIERS))), ("1920", -amount, None, None)]
            text = "Utbetaling"
        else:
            wage = between(300_000, 600_000)
            tax, fee = wage * 30 // 100, wage * 141 // 1000
            lines = [("5000", wage, None, None), ("2600", -tax, None, None), ("1920", tax - wage, None, None),
                     ("5400", fee, None, None), ("2770", -fee, None, None)]
            text = f"Lønn {number}"
        made += len(lines)
        yield number, month, day, text, lines


def kroner(ore):
    sign, ore = ("-", -ore) if ore < 0 else ("", ore)
    return f"{sign}{ore // 100}.{ore % 100:02d}"


def write_saft(postings, path):
    balances = dict.fromkeys(CHART, 0)
    owed = {}
    count = debit = 0
    with open(path + ".part", "w", encoding="utf-8") as out:
        for number, month, day, text, lines in vouchers(postings):
            count += 1
            date = f"{YEAR}-{month:02d}-{day:02d}"
            parts = [f"<Transaction><TransactionID>{number}</TransactionID><Period>{month}</Period>"
                     f"<PeriodYear>{YEAR}</PeriodYear><TransactionDate>{date}</TransactionDate>"
                     f"<Description>{text}</Description><SystemEntryDate>{date}</SystemEntryDate>"
                     f"<GLPostingDate>{date}</GLPostingDate>\n"]
            for index, (account, ore, vat, party) in enumerate(lines):
                balances[account] += ore
                debit += max(ore, 0)
                side = "Credit" if ore < 0 else "Debit"
                parts.append(f"<Line><RecordID>{index + 1}</RecordID><AccountID>{account}</AccountID>")
                if party:
                    owed[party] = owed.get(party, 0) + ore
                    name = "CustomerID" if party[0] == "K" else "SupplierID"
                    parts.append(f"<{name}>{party[0]}{party[1]}</{name}>")
                parts.append(f"<Description>{text}</Description><{side}Amount><Amount>{kroner(abs(ore))}</Amount>"
                             f"</{side}Amount>")
                if vat:
                    code, percent, base, tax = vat
                    parts.append(f"<TaxInformation><TaxType>MVA</TaxType><TaxCode>{code}</TaxCode><TaxPercentage>"
                                 f"{percent}</TaxPercentage><Country>NO</Country><TaxBase>{kroner(abs(base))}</TaxBase>"
                                 f"<{side}TaxAmount><Amount>{kroner(abs(tax))}</Amount></{side}TaxAmount>"
                                 "</TaxInformation>")
                parts.append("</Line>\n")
            parts.append("</Transaction>\n")
            out.write("".join(parts))
        out.write("</Journal></GeneralLedgerEntries></AuditFile>\n")
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n'
                  '<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">\n'
                  "<Header><AuditFileVersion>1.30</AuditFileVersion><AuditFileCountry>NO</AuditFileCountry>"
                  f"<AuditFileDateCreated>{YEAR}-12-31</AuditFileDateCreated><SoftwareCompanyName>Bench"
                  "</SoftwareCompanyName><SoftwareID>Bench</SoftwareID><SoftwareVersion>1</SoftwareVersion><Company>"
                  f"<RegistrationNumber>{ORGNR}</RegistrationNumber><Name>Bench AS</Name><Contact><ContactPerson>"
                  "<FirstName>NotUsed</FirstName><LastName>Bench</LastName></ContactPerson><Telephone>55000000"
                  "</Telephone></Contact></Company><DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria>"
                  f"<SelectionStartDate>{YEAR}-01-01</SelectionStartDate><SelectionEndDate>{YEAR}-12-31"
                  "</SelectionEndDate></SelectionCriteria><TaxAccountingBasis>A</TaxAccountingBasis></Header>\n"
                  "<MasterFiles><GeneralLedgerAccounts>\n")
        for account in CHART:
            side = "Credit" if balances[account] < 0 else "Debit"
            out.write(f"<Account><AccountID>{account}</AccountID><AccountDescription>Konto {account}"
                      "</AccountDescription><GroupingCategory>NA</GroupingCategory><GroupingCode>NA</GroupingCode>"
                      "<AccountType>GL</AccountType><OpeningDebitBalance>0.00</OpeningDebitBalance>"
                      f"<Closing{side}Balance>{kroner(abs(balances[account]))}</Closing{side}Balance></Account>\n")
        out.write("</GeneralLedgerAccounts><Customers>")
        for letter, name, many, control in [("K", "Customer", CUSTOMERS, "1500"), ("L", "Supplier", SUPPLIERS, "2400")]:
            for index in range(many):
                balance = owed.get((letter, index), 0)
                side = "Credit" if balance < 0 else "Debit"
                out.write(f"<{name}><Name>{name} {index}</Name><{name}ID>{letter}{index}</{name}ID><BalanceAccount>"
                          f"<AccountID>{control}</AccountID><OpeningDebitBalance>0.00</OpeningDebitBalance>"
                          f"<Closing{side}Balance>{kroner(abs(balance))}</Closing{side}Balance></BalanceAccount>"
                          f"</{name}>\n")
            out.write("</Customers><Suppliers>" if letter == "K" else "</Suppliers>")
        out.write("<TaxTable><TaxTableEntry><TaxType>MVA</TaxType><Description>Merverdiavgift</Description>")
        for code, standard, percent in CODES:
            out.write(f"<TaxCodeDetails><TaxCode>{code}</TaxCode><TaxPercentage>{percent}</TaxPercentage><Country>NO"
                      f"</Country><StandardTaxCode>{standard}</StandardTaxCode><BaseRate>100</BaseRate>"
                      "</TaxCodeDetails>")
        out.write(f"</TaxTableEntry></TaxTable></MasterFiles>\n<GeneralLedgerEntries><NumberOfEntries>{count}"
                  f"</NumberOfEntries><TotalDebit>{kroner(debit)}</TotalDebit><TotalCredit>{kroner(debit)}"
                  "</TotalCredit><Journal><JournalID>GL</JournalID><Description>Hovedbok</Description>"
                  "<Type>GL</Type>\n")
    with open(path, "ab") as out, open(path + ".part", "rb") as part:
        shutil.copyfileobj(part, out, 1 << 20)
    os.remove(path + ".part")


ROOTS = {"1": "Assets", "2": "Liabilities", "3": "Income"}


def write_plain(postings, path, root, head, entry, line):
    names = {account: f"{root(account)}:{'A' if head else ''}{account}" for account in CHART}
    with open(path, "w", encoding="utf-8") as out:
        if head:
            out.write('option "operating_currency" "NOK"\n')
            for account in CHART:
                out.write(f"{YEAR}-01-01 open {names[account]} NOK\n")
        for number, month, day, text, lines in vouchers(postings):
            out.write(entry(f"{YEAR}-{month:02d}-{day:02d}", number, text)
                      + "".join(line(names[account], kroner(ore)) for account, ore, _, _ in lines) + "\n")


def write_csv(postings, path):
    with open(path, "w", encoding="utf-8") as out:
        out.write("bilag;dato;tekst;konto;kontonavn;debet;kredit;mvakode;mvagrunnlag;mvabeløp\n")
        standard = {code: number for code, number, _ in CODES}
        for number, month, day, text, lines in vouchers(postings):
            for account, ore, vat, _ in lines:
                debit, credit = (kroner(ore), "") if ore >= 0 else ("", kroner(-ore))
                tail = f"{standard[vat[0]]};{kroner(abs(vat[2]))};{kroner(abs(vat[3]))}" if vat else ";;"
                out.write(f"{number};{YEAR}-{month:02d}-{day:02d};{text};{account};Konto {account};{debit};{credit};{tail}\n"
                          .replace(".", ","))


def main():
    postings, form, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    if form == "saft":
        write_saft(postings, path)
    elif form == "csv":
        write_csv(postings, path)
    else:
        is_beancount = form == "beancount"
        write_plain(
            postings, path, lambda account: ROOTS.get(account[0], "Expenses"), is_beancount,
            (lambda date, number, text: f'{date} * "{text}"\n') if is_beancount
            else (lambda date, number, text: f"{date} ({number}) {text}\n"),
            (lambda name, amount: f"  {name}  {amount} NOK\n") if is_beancount
            else (lambda name, amount: f"    {name}  {amount} NOK\n"))


main()
