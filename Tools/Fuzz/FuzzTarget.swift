/// A reader that bytes from strangers reach.
enum FuzzTarget: String, CaseIterable {
    /// SAF-T Financial, alone or in an archive, imported into books in memory.
    case saft
    case xml
    case zip
    /// Vouchers as people and programs hand them in.
    case voucher
    /// The JSON reader, the cursor and the canonical form, which must agree.
    case json
    /// Entries of a log and what the ledger and the filings make of them.
    case export
    case configuration
    /// Bodies that the authorities answer with; the first byte chooses the reader.
    case answers
    /// Requests to our own loopback servers.
    case request
    /// Checkpoints, signed notes and verifier keys.
    case checkpoint
    /// Signatures and keys of SSH; the first byte chooses.
    case sshsig
    /// Audit bundles: the first byte chooses whether the rest is an archive, or one file of a bundle that is in order.
    case bundle
    /// Private keys and certificates as people hand them in; the first byte chooses.
    case keys
    /// CSV files of vouchers; the first byte chooses the layout and what the user decides.
    case csv
    /// Journals of hledger and Ledger, with a few files to include; the first byte chooses what the user decides.
    case journal
    case beancount

    /// Longer inputs find little that shorter ones do not.
    var mostBytes: Int {
        switch self {
        case .saft: 24_576
        case .xml, .zip, .export, .bundle: 8192
        default: 4096
        }
    }

    /// Reads the bytes. What is wrong with them is an error of the reader and passes; what is wrong with us traps.
    func read(_ bytes: [UInt8]) {
        switch self {
        case .saft: importSAFT(bytes)
        case .xml: readXML(bytes)
        case .zip: readZip(bytes)
        case .voucher: readVouchers(bytes)
        case .json: readJSON(bytes)
        case .export: readExport(bytes)
        case .configuration: readConfiguration(bytes)
        case .answers: readAnswer(bytes)
        case .request: readRequest(bytes)
        case .checkpoint: readCheckpoint(bytes)
        case .sshsig: readSSH(bytes)
        case .bundle: readBundle(bytes)
        case .keys: readKey(bytes)
        case .csv: importCSV(bytes)
        case .journal: importJournal(bytes, .journal)
        case .beancount: importJournal(bytes, .beancount)
        }
    }
}
