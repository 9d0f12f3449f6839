import Formats

/// Where an instance's process stands. Decisions are made on the task's type, never on its id, which is the app's own.
public enum ProcessState: Hashable, Sendable {
    case inTask(ProcessTask)
    /// The end was reached; whether with acceptance or refusal stands in the feedback.
    case ended
    /// Not started, or not told.
    case unknown

    /// Reads `process` of an instance, or the answer of the process calls.
    init(_ json: JSON) {
        if let task = json["currentTask"], task.object != nil {
            self = .inTask(ProcessTask(task))
        } else if json["ended"]?.string != nil {
            self = .ended
        } else {
            self = .unknown
        }
    }

    /// The name of the state in the journal: the task's type, `ended` or `unknown`.
    public var name: String {
        switch self {
        case .inTask(let task): task.kind.name
        case .ended: "ended"
        case .unknown: "unknown"
        }
    }
}

/// The task a process stands in, and what this caller may do in it.
public struct ProcessTask: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case data
        case confirmation
        case signing
        case feedback
        /// Payment, pdf and whatever else an app has.
        case other(String)

        var name: String {
            switch self {
            case .data: "data"
            case .confirmation: "confirmation"
            case .signing: "signing"
            case .feedback: "feedback"
            case .other(let name): name
            }
        }

        init(_ type: String?, taskName: String?) {
            switch (type ?? Kind.type(ofTaskNamed: taskName)).lowercased() {
            case "data": self = .data
            case "confirmation": self = .confirmation
            case "signing": self = .signing
            case "feedback": self = .feedback
            case let name: self = .other(name)
            }
        }

        /// Older answers leave the type out; the tax authority's tasks have these names.
        private static func type(ofTaskNamed name: String?) -> String {
            switch name {
            case "Utfylling": "data"
            case "Bekreftelse": "confirmation"
            case "Tilbakemelding": "feedback"
            default: name ?? "unnamed task"
            }
        }
    }

    /// What is known about the right to end a task.
    public enum Permission: Sendable {
        case allowed
        case refused
        case notTold
    }

    public let kind: Kind
    /// Action by name, and whether this caller may take it.
    public let actions: [String: Bool]

    init(_ json: JSON) {
        kind = Kind(json["altinnTaskType"]?.string, taskName: json["name"]?.string)
        var actions: [String: Bool] = [:]
        for member in json["actions"]?.object?.members ?? [] { actions[member.name] = member.value.bool }
        for action in json["userActions"]?.array ?? [] {
            guard let name = action["id"]?.string, let isAuthorized = action["authorized"]?.bool else { continue }
            actions[name] = isAuthorized && actions[name] != false
        }
        self.actions = actions
    }

    /// Whether this caller may end the task: data needs `write`, confirmation `confirm`, signing `sign`.
    public var permission: Permission {
        let name =
            switch kind {
            case .confirmation: "confirm"
            case .signing: "sign"
            default: "write"
            }
        return actions[name].map { $0 ? .allowed : .refused } ?? .notTold
    }
}
