extension CommandRegistry {
    /// Every command of `bilag`, in the order the work is done.
    public static let bilag = CommandRegistry([
        Noun(
            "books", "A company's books, in one file.",
            [
                BooksInitCommand.self, BooksStatusCommand.self, BooksPolicyCommand.self, BooksApproverCommand.self,
                BooksCheckCommand.self, BooksBackupCommand.self, BooksRestoreCommand.self, BooksCompactCommand.self,
            ]),
        Noun(
            "import", "Ledgers from other systems.",
            [
                ImportSAFTCommand.self, ImportCSVCommand.self, ImportJournalCommand.self, ImportBeancountCommand.self,
                ImportMapCommand.self,
            ]),
        Noun(
            "export", "The books for others: authorities, accountants, other systems.",
            [ExportSAFTCommand.self, ExportJournalCommand.self, ExportCSVCommand.self]),
        Noun("account", "Accounts of the general ledger.", [AccountOpenCommand.self, AccountListCommand.self]),
        Noun(
            "voucher", "Vouchers (bilag) and their postings.",
            [
                VoucherPostCommand.self, VoucherReverseCommand.self, VoucherShowCommand.self,
                VoucherRevalueCommand.self, VoucherAttachCommand.self, VoucherDocumentationCommand.self,
                VoucherWithdrawDocumentationCommand.self,
            ]),
        Noun(
            "vat", "How postings are treated for value added tax.",
            [
                VATSpecificationListCommand.self, VATSpecificationMapCommand.self, VATSpecificationUnmapCommand.self,
            ]),
        Noun(
            "period", "Periods that are closed for posting.",
            [PeriodCloseCommand.self, PeriodReopenCommand.self, PeriodListCommand.self]),
        Noun(
            "report", "Figures from the books, as text, JSON or CSV.",
            [
                ReportIncomeCommand.self, ReportBalanceCommand.self, ReportVATCommand.self,
                ReportTrialBalanceCommand.self, ReportLedgerCommand.self, ReportJournalCommand.self,
                ReportPartiesCommand.self, ReportDeadlinesCommand.self, ReportTrailCommand.self,
                ReportDocumentationCommand.self, ReportHTMLCommand.self,
            ]),
        Noun(
            "filing", "Returns to the authorities, from draft to receipt.",
            [
                FilingDraftCommand.self, FilingCheckCommand.self, FilingShowCommand.self, FilingListCommand.self,
                FilingReadyCommand.self, FilingStatementCommand.self, FilingApproveCommand.self,
                FilingWithdrawCommand.self,
                FilingSubmitCommand.self, FilingStatusCommand.self, FilingAwaitCommand.self,
                FilingReplayCommand.self, FilingXMLCommand.self, FilingBundleCommand.self, FilingDiffCommand.self,
                FilingExceptionsCommand.self,
            ]),
        Noun(
            "log", "The log itself: verify, copy and prove it.",
            [
                LogVerifyCommand.self, LogCheckpointCommand.self, LogKeyCommand.self, LogProveCommand.self,
                LogExportCommand.self, LogShowCommand.self,
            ]),
        Noun(
            "authority", "Keys, logins and rights with the authorities.",
            [
                AuthorityKeysCreateCommand.self, AuthorityKeysImportCommand.self, AuthorityKeysShowCommand.self,
                AuthorityKeysJWKCommand.self, AuthorityTokenCommand.self, AuthorityLoginCommand.self,
                AuthorityWhoamiCommand.self, AuthorityLogoutCommand.self, AuthoritySystemRegisterCommand.self,
                AuthoritySystemShowCommand.self, AuthoritySystemUpdateCommand.self, AuthorityUserRequestCommand.self,
                AuthorityUserStatusCommand.self, AuthorityUserListCommand.self, AuthorityUserChangeCommand.self,
                AuthorityUserWithdrawCommand.self, AuthorityCheckCommand.self,
            ]),
        Noun("bundle", "Audit bundles of filings, checked without any books.", [BundleVerifyCommand.self]),
        Noun("company", "Companies in the central register.", [CompanyLookupCommand.self]),
        Noun("rates", "Exchange rates.", [RatesFetchCommand.self, RatesListCommand.self, RatesRecordCommand.self]),
        Noun(
            "completion", "Scripts that complete bilag's words in a shell.",
            [CompletionBashCommand.self, CompletionZshCommand.self, CompletionFishCommand.self]),
        Noun("sandbox", "The simulated authority on this machine.", [SandboxServeCommand.self]),
    ])
}
