import Formats
import Values

/// One comparison of a document with its schema.
struct SchemaCheck {
    private let schema: DocumentSchema
    private(set) var problems: [SchemaProblem] = []
    /// A document that is something else altogether need not be explained line by line.
    private static let most = 50

    /// The places where a document breaks its schema, in the order of the document.
    static func problems(in root: XMLElement, _ schema: DocumentSchema) -> [SchemaProblem] {
        var check = SchemaCheck(schema: schema)
        check.checkRoot(root)
        return check.problems
    }

    private init(schema: DocumentSchema) { self.schema = schema }

    private mutating func checkRoot(_ root: XMLElement) {
        guard root.name == schema.root.name else {
            return report(
                root.name, root,
                Phrase(
                    en: "the root element should be \(schema.root.name)",
                    nb: "skulle rotelementet vært \(schema.root.name)"))
        }
        if root.namespace != schema.namespace {
            report(
                root.name, root,
                Phrase(
                    en: "the namespace should be \(schema.namespace)",
                    nb: "skulle navnerommet vært \(schema.namespace)"))
        }
        check(root, schema.root.content, path: root.name, namespace: root.namespace)
    }

    private mutating func check(
        _ element: XMLElement, _ content: DocumentSchema.Content, path: String, namespace: String?
    ) {
        guard problems.count < SchemaCheck.most else { return }
        // A wrong namespace is told once, at the outermost element that has it.
        if element.namespace != namespace {
            report(
                path, element,
                Phrase(
                    en: "the element is in another namespace than its parent",
                    nb: "står elementet i et annet navnerom enn elementet utenfor"))
        }
        checkAttributes(element, path)
        switch content {
        case .text(let text):
            if let child = element.children.first {
                report(
                    "\(path)/\(child.name)", child,
                    Phrase(
                        en: "no element may stand inside \(element.name)",
                        nb: "kan ingen elementer stå inne i \(element.name)"))
            }
            if let fault = text.fault(in: element.text) { report(path, element, fault) }
        case .sequence(let elements):
            checkNoText(element, path)
            checkSequence(element, elements, path)
        case .choice(let elements):
            checkNoText(element, path)
            checkChoice(element, elements, path)
        }
    }

    private mutating func checkSequence(_ parent: XMLElement, _ elements: [DocumentSchema.Element], _ path: String) {
        var place = 0
        var counts = Array(repeating: 0, count: elements.count)
        var told: Set<Int> = []
        for child in parent.children {
            guard let index = elements.firstIndex(where: { $0.name == child.name }) else {
                report(
                    "\(path)/\(child.name)", child,
                    Phrase(en: "the element is not known here", nb: "er elementet ukjent"))
                continue
            }
            counts[index] += 1
            let childPath = "\(path)/\(child.name)" + (elements[index].mayRepeat ? "[\(counts[index])]" : "")
            // Once for each name: a list that stands too late is one mistake.
            if index < place {
                guard told.insert(index).inserted else { continue }
                report(
                    childPath, child,
                    Phrase(
                        en: "the element stands too late; it belongs before \(elements[place].name)",
                        nb: "står elementet for sent; det hører til før \(elements[place].name)"))
            } else if counts[index] > 1, !elements[index].mayRepeat {
                report(
                    childPath, child,
                    Phrase(en: "the element stands more than once", nb: "står elementet mer enn én gang"))
            }
            place = max(place, index)
            check(child, elements[index].content, path: childPath, namespace: parent.namespace)
        }
        for (element, count) in zip(elements, counts) where element.isRequired && count == 0 {
            report(
                path, parent,
                Phrase(en: "the element \(element.name) is missing", nb: "mangler elementet \(element.name)"))
        }
    }

    private mutating func checkChoice(_ parent: XMLElement, _ elements: [DocumentSchema.Element], _ path: String) {
        let names = elements.map(\.name).joined(separator: ", ")
        guard parent.children.count == 1, let child = parent.children.first else {
            return report(
                path, parent,
                Phrase(
                    en: "exactly one of \(names) should stand here",
                    nb: "skulle det stått nøyaktig ett av \(names)"))
        }
        guard let element = elements.first(where: { $0.name == child.name }) else {
            return report(
                "\(path)/\(child.name)", child,
                Phrase(en: "one of \(names) should stand here", nb: "skulle det stått ett av \(names)"))
        }
        check(child, element.content, path: "\(path)/\(child.name)", namespace: parent.namespace)
    }

    private mutating func checkNoText(_ element: XMLElement, _ path: String) {
        guard !element.trimmedText.isEmpty else { return }
        report(
            path, element,
            Phrase(
                en: "text stands between the elements; remove it", nb: "står det tekst mellom elementene; fjern den"))
    }

    /// Only the attributes that every document may carry (XML Schema part 1, section 3.2.7).
    private mutating func checkAttributes(_ element: XMLElement, _ path: String) {
        let instance = "http://www.w3.org/2001/XMLSchema-instance"
        for attribute in element.attributes {
            let isHint = attribute.namespace == instance && attribute.name.lowercased().hasSuffix("schemalocation")
            guard !isHint else { continue }
            report(
                path, element,
                Phrase(
                    en: "the attribute \(attribute.name) is not known here",
                    nb: "er attributtet \(attribute.name) ukjent"))
        }
    }

    private mutating func report(_ path: String, _ element: XMLElement, _ reason: Phrase) {
        guard problems.count < SchemaCheck.most else { return }
        problems.append(SchemaProblem(path: path, line: element.line, reason: reason))
    }
}
