#!/usr/bin/env python3
"""Writes a SAF-T 1.30 file of a made-up company with about as many lines as asked for: saft.py LINES > file.xml"""
import sys

wanted = int(sys.argv[1])
vouchers = wanted // 3
out = sys.stdout.write
out('<?xml version="1.0" encoding="UTF-8"?>\n<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">\n')
out("""<Header><AuditFileVersion>1.30</AuditFileVersion><AuditFileCountry>NO</AuditFileCountry>
<AuditFileDateCreated>2026-12-31</AuditFileDateCreated><SoftwareCompanyName>Bench</SoftwareCompanyName>
<SoftwareID>Bench</SoftwareID><SoftwareVersion>1</SoftwareVersion><Company>
<RegistrationNumber>310000051</RegistrationNumber><Name>Bench AS</Name><Contact><ContactPerson>
<FirstName>NotUsed</FirstName><LastName>Bench</LastName></ContactPerson><Telephone>55000000</Telephone></Contact>
</Company><DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria>
<SelectionStartDate>2026-01-01</SelectionStartDate><SelectionEndDate>2026-12-31</SelectionEndDate>
</SelectionCriteria><TaxAccountingBasis>A</TaxAccountingBasis></Header>\n""")

gross = [(index * 7919) % 900_000 + 10_000 for index in range(vouchers)]
bases = [amount * 4 // 5 for amount in gross]


def kroner(ore):
    return f"{ore // 100}.{ore % 100:02d}"


closing = {"1500": sum(gross), "3000": -sum(bases), "2700": -(sum(gross) - sum(bases))}
out("<MasterFiles><GeneralLedgerAccounts>\n")
for account, balance in closing.items():
    side = "Credit" if balance < 0 else "Debit"
    out(f"<Account><AccountID>{account}</AccountID><AccountDescription>Konto {account}</AccountDescription>"
        "<GroupingCategory>NA</GroupingCategory><GroupingCode>NA</GroupingCode><AccountType>GL</AccountType>"
        "<OpeningDebitBalance>0.00</OpeningDebitBalance>"
        f"<Closing{side}Balance>{kroner(abs(balance))}</Closing{side}Balance></Account>\n")
out("</GeneralLedgerAccounts><TaxTable><TaxTableEntry><TaxType>MVA</TaxType><Description>Merverdiavgift</Description>"
    "<TaxCodeDetails><TaxCode>S25</TaxCode><TaxPercentage>25</TaxPercentage><Country>NO</Country>"
    "<StandardTaxCode>3</StandardTaxCode><BaseRate>100</BaseRate></TaxCodeDetails></TaxTableEntry></TaxTable>"
    "</MasterFiles>\n")
total = kroner(sum(gross))
out(f"<GeneralLedgerEntries><NumberOfEntries>{vouchers}</NumberOfEntries><TotalDebit>{total}</TotalDebit>"
    f"<TotalCredit>{total}</TotalCredit><Journal><JournalID>SALG</JournalID><Description>Salg</Description>"
    "<Type>AR</Type>\n")
for index in range(vouchers):
    month = index * 12 // vouchers + 1
    date = f"2026-{month:02d}-{index % 28 + 1:02d}"
    tax = gross[index] - bases[index]
    text = f"Faktura {index + 1} til kunde {index % 997}"
    out(f"<Transaction><TransactionID>{index + 1}</TransactionID><Period>{month}</Period><PeriodYear>2026</PeriodYear>"
        f"<TransactionDate>{date}</TransactionDate><Description>{text}</Description>"
        f"<SystemEntryDate>{date}</SystemEntryDate><GLPostingDate>{date}</GLPostingDate>\n"
        f"<Line><RecordID>1</RecordID><AccountID>1500</AccountID><Description>{text}</Description>"
        f"<DebitAmount><Amount>{kroner(gross[index])}</Amount></DebitAmount></Line>\n"
        f"<Line><RecordID>2</RecordID><AccountID>3000</AccountID><Description>{text}</Description>"
        f"<CreditAmount><Amount>{kroner(bases[index])}</Amount></CreditAmount><TaxInformation><TaxType>MVA</TaxType>"
        f"<TaxCode>S25</TaxCode><TaxPercentage>25</TaxPercentage><Country>NO</Country>"
        f"<TaxBase>{kroner(bases[index])}</TaxBase><CreditTaxAmount><Amount>{kroner(tax)}</Amount></CreditTaxAmount>"
        f"</TaxInformation></Line>\n"
        f"<Line><RecordID>3</RecordID><AccountID>2700</AccountID><Description>{text}</Description>"
        f"<CreditAmount><Amount>{kroner(tax)}</Amount></CreditAmount></Line></Transaction>\n")
out("</Journal></GeneralLedgerEntries></AuditFile>\n")
