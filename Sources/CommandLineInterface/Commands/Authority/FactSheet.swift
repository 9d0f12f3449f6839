import Formats
import Reports
import Values

/// What is known of one thing: each fact with its name, in two columns.
struct FactSheet: Sheet {
    private let title: Phrase
    private var facts: [(name: String, heading: Phrase, value: Phrase)] = []
    let json: JSON

    init(_ title: Phrase, json: JSON) {
        self.title = title
        self.json = json
    }

    /// Adds a fact that reads alike in both languages: a name, a number, an official term.
    /// - Parameter name: the name in CSV. A fact without value is left out.
    mutating func add(_ name: String, _ english: String, _ norwegian: String, _ value: String?) {
        if let value, !value.isEmpty { add(name, english, norwegian, Phrase(value)) }
    }

    /// Adds a fact that is told in words of ours.
    mutating func add(_ name: String, _ english: String, _ norwegian: String, _ value: Phrase) {
        facts.append((name, Phrase(en: english, nb: norwegian), value))
    }

    /// Adds a fact that is so or is not.
    mutating func add(_ name: String, _ english: String, _ norwegian: String, _ value: Bool) {
        add(name, english, norwegian, value ? Phrase(en: "yes", nb: "ja") : Phrase(en: "no", nb: "nei"))
    }

    func text(in language: Language) -> String {
        var table = ReportTable([.init("what", title), .init("value", Phrase(""), widest: 1000)])
        for fact in facts {
            table.add([.phrase(fact.heading), .text(visibleText(fact.value.text(in: language)))])
        }
        return table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([.init("name", Phrase("name")), .init("value", Phrase("value"))])
        for fact in facts { table.add([.text(fact.name), .text(fact.value.text(in: .english))]) }
        return table
    }
}
