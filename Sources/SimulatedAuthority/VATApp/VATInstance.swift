import Formats
import Values

/// One submission in the VAT app, from its creation to the authority's answer.
struct VATInstance: Sendable {
    /// Where the process stands. The app's own ids and names follow each.
    enum Task: String, Sendable {
        case data, confirmation, feedback

        var elementID: String {
            switch self {
            case .data: "Task_1"
            case .confirmation: "Task_2"
            case .feedback: "Task_3"
            }
        }

        var name: String {
            switch self {
            case .data: "Utfylling"
            case .confirmation: "Bekreftelse"
            case .feedback: "Tilbakemelding"
            }
        }

        /// The action that ends the task.
        var action: String { self == .confirmation ? "confirm" : "write" }
    }

    struct DataElement: Sendable {
        let id: String
        let type: String
        var filename: String?
        var contentType: String
        var bytes: [UInt8]
        var isLocked = false
        let created: Timestamp
        let createdBy: String
        var lastChanged: Timestamp
        var lastChangedBy: String
    }

    struct Step: Sendable {
        let task: Task
        let started: Timestamp
        var ended: Timestamp?
    }

    let partyID: Int64
    let guid: String
    let owner: OrganisationNumber
    let created: Timestamp
    let createdBy: String
    var dataValues: [String: String]
    var data: [DataElement]
    /// The last one is the current task, unless it has ended.
    var steps: [Step]
    var ended: Timestamp?
    var lastChanged: Timestamp
    var lastChangedBy: String
    var isSoftDeleted = false
    /// How often somebody looked since the return was sent.
    var looks = 0
    /// Documents of the authority that are not there yet, and how many more looks they take.
    var delayed: [(looks: Int, element: DataElement)] = []

    var id: String { "\(partyID)/\(guid)" }

    /// Nil when the process has ended.
    var task: Task? { ended == nil ? steps.last?.task : nil }

    mutating func begin(_ task: Task, at now: Timestamp) {
        if let last = steps.indices.last { steps[last].ended = now }
        steps.append(Step(task: task, started: now))
    }

    mutating func end(at now: Timestamp) {
        if let last = steps.indices.last { steps[last].ended = now }
        ended = now
    }

    mutating func touch(by name: String, at now: Timestamp) {
        lastChanged = now
        lastChangedBy = name
    }

    func elements(_ type: String) -> [DataElement] { data.filter { $0.type == type } }
}

/// The data types of the VAT app.
enum VATDataType {
    static let envelope = "no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.v1.0"
    static let vatReturn = "mvamelding"
    static let attachment = "binaerVedlegg"
    static let payment = "betalingsinformasjon"
    static let result = "valideringsresultat"
    static let receipt = "kvittering"
    static let fillingLog = "utfyllingslogg"
    static let signingLog = "signeringslogg"
}
