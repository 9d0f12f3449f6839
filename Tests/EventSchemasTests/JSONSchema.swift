import Formats
import Foundation
import Values

/// Judges values by the part of JSON Schema 2020-12 that the event schemas use. A schema with any other keyword is
/// refused, so that no rule is passed over in silence.
struct JSONSchema {
    private let root: JSON

    init(_ root: JSON) throws {
        self.root = root
        try JSONSchema.checkKeywords(of: root, at: "#")
    }

    /// What the value breaks, each with its place; empty when it conforms.
    func breaches(in value: JSON) throws -> [String] { try breaches(in: value, of: root, at: "$") }

    private func breaches(in value: JSON, of schema: JSON, at place: String) throws -> [String] {
        var found: [String] = []
        for keyword in schema.object?.members ?? [] {
            found += try breaches(in: value, of: keyword.name, keyword.value, schema, at: place)
        }
        return found
    }

    private func breaches(
        in value: JSON, of keyword: String, _ rule: JSON, _ schema: JSON, at place: String
    ) throws -> [String] {
        func check(_ isKept: Bool) -> [String] { isKept ? [] : ["\(place): \(keyword) \(rule.canonicalText)"] }
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then": return []
        case "$ref": return try breaches(in: value, of: try definition(rule), at: place)
        case "type": return check(try (rule.array ?? [rule]).contains { try JSONSchema.isType($0, value) })
        case "const": return check(value == rule)
        case "enum": return check(rule.array?.contains(value) ?? false)
        case "anyOf":
            return check(try rule.array?.contains { try breaches(in: value, of: $0, at: place).isEmpty } ?? false)
        case "if":
            guard try breaches(in: value, of: rule, at: place).isEmpty else { return [] }
            return try breaches(in: value, of: schema["then"] ?? [:], at: place)
        case "pattern": return check(try value.string.map { try JSONSchema.matches($0, rule) } ?? true)
        case "format": return check(try value.string.map { try JSONSchema.hasForm($0, rule) } ?? true)
        case "minLength": return check(Int64(value.string?.unicodeScalars.count ?? .max) >= rule.integer ?? 0)
        case "minimum": return check(value.integer ?? .max >= rule.integer ?? .min)
        case "maximum": return check(value.integer ?? .min <= rule.integer ?? .max)
        case "minItems": return check(Int64(value.array?.count ?? .max) >= rule.integer ?? 0)
        case "items":
            return try (value.array ?? []).enumerated().flatMap {
                try breaches(in: $0.element, of: rule, at: "\(place)[\($0.offset)]")
            }
        case "required":
            guard let object = value.object else { return [] }
            return (rule.array ?? []).compactMap(\.string).filter { object[$0] == nil }
                .map { "\(place): '\($0)' is missing" }
        case "properties":
            return try (rule.object?.members ?? []).flatMap { property in
                try value[property.name].map {
                    try breaches(in: $0, of: property.value, at: "\(place).\(property.name)")
                } ?? []
            }
        case "additionalProperties":
            let extra = (value.object?.members ?? []).filter { schema["properties"]?[$0.name] == nil }
            if rule.bool == false { return extra.map { "\(place): '\($0.name)' is too much" } }
            return try extra.flatMap { try breaches(in: $0.value, of: rule, at: "\(place).\($0.name)") }
        default: throw UnknownRule("\(keyword) at \(place)")
        }
    }

    private func definition(_ reference: JSON) throws -> JSON {
        let prefix = "#/$defs/"
        guard let text = reference.string, text.hasPrefix(prefix),
            let definition = root["$defs"]?[String(text.dropFirst(prefix.count))]
        else { throw UnknownRule("$ref \(reference.canonicalText)") }
        return definition
    }
}

struct UnknownRule: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSONSchema {
    private static let keywords: Set<String> = [
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "anyOf", "if", "then",
        "pattern", "format", "minLength", "minimum", "maximum", "minItems", "items", "required", "properties",
        "additionalProperties",
    ]

    /// Looks at every subschema, also those that no value reaches.
    private static func checkKeywords(of schema: JSON, at place: String) throws {
        if schema.bool != nil { return }
        guard let members = schema.object?.members else { throw UnknownRule("\(place) is no schema") }
        for keyword in members {
            let place = "\(place)/\(keyword.name)"
            guard keywords.contains(keyword.name) else { throw UnknownRule(place) }
            switch keyword.name {
            case "properties", "$defs":
                for member in keyword.value.object?.members ?? [] {
                    try checkKeywords(of: member.value, at: "\(place)/\(member.name)")
                }
            case "items", "if", "then", "additionalProperties": try checkKeywords(of: keyword.value, at: place)
            case "anyOf":
                for alternative in keyword.value.array ?? [] { try checkKeywords(of: alternative, at: place) }
            default: break
            }
        }
    }

    private static func isType(_ name: JSON, _ value: JSON) throws -> Bool {
        switch name.string {
        case "object": value.object != nil
        case "array": value.array != nil
        case "string": value.string != nil
        case "integer": value.integer != nil
        case "boolean": value.bool != nil
        case "null": value.isNull
        default: throw UnknownRule("type \(name.canonicalText)")
        }
    }

    private static func matches(_ text: String, _ pattern: JSON) throws -> Bool {
        guard let pattern = pattern.string else { throw UnknownRule("pattern \(pattern.canonicalText)") }
        return text.contains(try Regex(pattern).matchingSemantics(.unicodeScalar))
    }

    private static func hasForm(_ text: String, _ format: JSON) throws -> Bool {
        switch format.string {
        case "date": (try? CalendarDate(text)) != nil
        case "date-time": (try? Timestamp(text)) != nil
        case "uuid": UUID(uuidString: text) != nil
        default: throw UnknownRule("format \(format.canonicalText)")
        }
    }
}
