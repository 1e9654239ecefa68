import Foundation
import Kernel

/// The questions of a form as a JSON object (表单的 JSON 形): its schema, and the way from an object sent by a program
/// to the fields a browser would have sent, so that one reader and one set of rules serve both.
///
/// A name with dots is nested: `actions.0.text` is `{"actions": [{"text": …}]}`, `points.1` is `{"points": {"1": …}}`.
package struct JSONForm: Sendable {
    private enum Kind: Hashable { case text, integer, flag, day, moment, choices, files }

    private struct Question: Sendable {
        var kind: Kind
        var isRequired: Bool
        var options: [String]
        let limit: Int?
        let label: String
        let hint: String?
    }

    /// By name, numbers written as `#`.
    private var questions: [String: Question]
    private let order: [String]

    /// Made of the forms several records would show: what not every one asks is not required, and choices that differ
    /// are the record's own and stay open.
    package init(_ variants: [[Field]]) {
        var questions: [String: Question] = [:]
        var order: [String] = []
        var seen: [String: Int] = [:]
        for fields in variants {
            var here: Set<String> = []
            for field in fields where field.kind != .hidden && field.kind != .password {
                let name = JSONForm.pattern(field.name)
                let question = JSONForm.question(field)
                if here.insert(name).inserted { seen[name, default: 0] += 1 }
                guard var known = questions[name] else {
                    questions[name] = question
                    order.append(name)
                    continue
                }
                known.isRequired = known.isRequired && question.isRequired
                if question.kind == .integer { known.kind = .integer }
                known.options = JSONForm.merged(known.options, question.options, known.kind)
                questions[name] = known
            }
        }
        for (name, count) in seen where count < variants.count { questions[name]?.isRequired = false }
        self.questions = questions
        self.order = order
    }

    /// Numbers that differ are the record's own, so any may come; words that differ are parts of one list.
    private static func merged(_ known: [String], _ new: [String], _ kind: Kind) -> [String] {
        if known == new { return known }
        if known.isEmpty || new.isEmpty || kind == .integer { return [] }
        return known + new.filter { !known.contains($0) }
    }

    /// The same with the choices of these questions left open, because each organisation has its own.
    package func leavingOpen(_ names: Set<String>) -> JSONForm {
        var form = self
        for name in names { form.questions[name]?.options = [] }
        return form
    }

    /// A form with one question more that no page shows, such as the version of the record.
    package func adding(integer name: String, isRequired: Bool, label: String) -> JSONForm {
        var form = self
        form.questions[name] = Question(
            kind: .integer, isRequired: isRequired, options: [], limit: nil, label: label, hint: nil)
        return form
    }

    private static func question(_ field: Field) -> Question {
        let options = field.options.map(\.value).filter { !$0.isEmpty }
        let kind: Kind =
            switch field.kind {
            case .checkbox: .flag
            case .checkboxes: .choices
            case .file: .files
            case .select, .radio:
                !options.isEmpty && options.allSatisfy { Int($0) != nil && $0.count < 4 } ? .integer : .text
            case .input where field.type == "date": .day
            case .input where field.type == "datetime-local": .moment
            case .input where field.inputmode == "numeric" && field.type == "text": .integer
            case .input, .textarea, .hidden, .password: .text
            }
        return Question(
            kind: kind, isRequired: field.required, options: options, limit: field.limit, label: field.label,
            hint: field.hint)
    }

    private static func pattern(_ name: String) -> String {
        name.split(separator: ".").map { Int($0) == nil ? String($0) : "#" }.joined(separator: ".")
    }

    // What follows writes the schema.

    package var schema: JSON { object(under: "") }

    private func object(under prefix: String) -> JSON {
        var members: [String: JSON] = [:]
        var required: [String] = []
        let depth = prefix.isEmpty ? 0 : prefix.split(separator: ".").count
        for name in questions.keys.sorted() where name.hasPrefix(prefix) {
            let parts = name.split(separator: ".").map(String.init)
            let part = parts[depth]
            if parts.count == depth + 1 {
                members[part] = questions[name].map(JSONForm.schema)
                if questions[name]?.isRequired == true { required.append(part) }
            } else if members[part] == nil {
                members[part] = nested(prefix + part, parts: Array(parts[(depth + 1)...]))
                if questions.contains(where: { $0.key.hasPrefix("\(prefix)\(part).") && $0.value.isRequired }) {
                    required.append(part)
                }
            }
        }
        var schema: [String: JSON] = [
            "type": "object", "properties": .object(members), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .texts(required) }
        return .object(schema)
    }

    private func nested(_ name: String, parts: [String]) -> JSON {
        guard parts[0] == "#" else { return object(under: name + ".") }
        if parts.count == 1, let question = questions["\(name).#"] {
            return ["type": "object", "additionalProperties": JSONForm.schema(question)]
        }
        return Schema.list(object(under: "\(name).#."), limit: 50)
    }

    private static func schema(_ question: Question) -> JSON {
        var schema: [String: JSON] =
            switch question.kind {
            case .text: ["type": "string"]
            case .integer: ["type": "integer"]
            case .flag: ["type": "boolean"]
            case .day: Schema.day.members
            case .moment: Schema.moment.members
            case .choices: ["type": "array", "maxItems": 100, "uniqueItems": true]
            case .files: ["type": "array", "maxItems": .integer(FormData.maximumFiles), "items": file]
            }
        switch question.kind {
        case .text where !question.options.isEmpty:
            schema["enum"] = .texts(question.options)
        case .integer where !question.options.isEmpty:
            schema["enum"] = .list(question.options.compactMap { Int($0).map { .integer($0) } })
        case .choices:
            schema["items"] = Schema.text(choices: question.options)
        case .text:
            if let limit = question.limit { schema["maxLength"] = .integer(limit) }
        case .integer, .flag, .day, .moment, .files: break
        }
        let about = [question.label, question.hint].compactMap { $0 }.filter { !$0.isEmpty }
        if !about.isEmpty { schema["description"] = .text(about.joined(separator: " — ")) }
        return .object(schema)
    }

    private static let file = Schema.object(
        ["name": Schema.text(limit: 200), "content": ["type": "string", "contentEncoding": "base64"]])

    /// A body that fits the schema as far as a schema can say.
    package var example: JSON {
        var members: [String: JSON] = [:]
        for name in order where !name.contains(".") && questions[name]?.isRequired == true {
            members[name] = questions[name].map(JSONForm.example)
        }
        if questions["version"]?.isRequired == true { members["version"] = 1 }
        return .object(members)
    }

    private static func example(_ question: Question) -> JSON {
        switch question.kind {
        case .text: .text(question.options.first ?? "…")
        case .integer: .integer(question.options.first.flatMap { Int($0) } ?? 1)
        case .flag: true
        case .day: "2026-09-24"
        case .moment: "2026-09-24T10:30:00+08:00"
        case .choices: .texts(question.options.prefix(1))
        case .files: [["name": "note.txt", "content": "aGVsbG8="]]
        }
    }

    // What follows reads an object.

    /// The fields a browser would send for these answers; moments are told on the wall clock of `zone`. Throws
    /// `Problem.invalid` by field for names the form does not have and for values of another kind.
    package func fields(of body: JSON, zone: Zone) throws(Problem) -> FormData {
        guard case .object(let members) = body else {
            throw .invalid("body", Message("web.api.wrong_type", ["type": "object"]))
        }
        var reading = Reading(form: self, zone: zone)
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { reading.read(value, name) }
        if !reading.faults.isEmpty { throw .invalid(reading.faults) }
        guard reading.fields.count <= FormData.maximumFields, reading.files.count <= FormData.maximumFiles else {
            throw .invalid("body", Message("web.api.too_many"))
        }
        return FormData(fields: reading.fields, files: reading.files)
    }

    private struct Reading {
        let form: JSONForm
        let zone: Zone
        var fields: [(name: String, value: String)] = []
        var files: [(name: String, file: FormData.File)] = []
        var faults: [String: Message] = [:]

        mutating func read(_ value: JSON, _ name: String) {
            if let question = form.questions[JSONForm.pattern(name)] {
                answer(value, name, question)
                return
            }
            let prefix = JSONForm.pattern(name) + "."
            guard form.questions.keys.contains(where: { $0.hasPrefix(prefix) }) else {
                faults[String(name.prefix(100))] = Message("web.api.unknown_field")
                return
            }
            switch value {
            case .object(let members):
                for (part, value) in members.sorted(by: { $0.key < $1.key }) { read(value, "\(name).\(part)") }
            case .list(let values):
                for (index, value) in values.prefix(50).enumerated() { read(value, "\(name).\(index)") }
                if values.count > 50 { faults[name] = Message("web.api.too_many") }
            case .null: break
            case .flag, .integer, .number, .text: wrong(name, "object")
            }
        }

        private mutating func wrong(_ name: String, _ type: String) {
            faults[name] = Message("web.api.wrong_type", ["type": .text(type)])
        }

        private mutating func answer(_ value: JSON, _ name: String, _ question: Question) {
            switch (question.kind, value) {
            case (_, .null): break
            case (.flag, .flag(let isSet)): if isSet { fields.append((name, "yes")) }
            case (.flag, _): wrong(name, "boolean")
            case (.integer, .integer(let number)): fields.append((name, String(number)))
            case (.integer, _): wrong(name, "integer")
            case (.moment, .text(let text)): fields.append((name, local(text)))
            case (.text, .text(let text)), (.day, .text(let text)): fields.append((name, text))
            case (.text, _), (.day, _), (.moment, _): wrong(name, "string")
            case (.choices, .list(let values)): choices(values, name, question)
            case (.files, .list(let values)): attach(values, name)
            case (.choices, _), (.files, _): wrong(name, "array")
            }
        }

        private mutating func choices(_ values: [JSON], _ name: String, _ question: Question) {
            for value in values {
                guard let text = value.string else { return wrong(name, "array") }
                guard question.options.isEmpty || question.options.contains(text) else {
                    faults[name] = Message("web.form.not_listed")
                    return
                }
                fields.append((name, text))
            }
        }

        private mutating func attach(_ values: [JSON], _ name: String) {
            for value in values {
                guard value.members.keys.sorted() == ["content", "name"], let file = value["name"]?.string,
                    let content = value["content"]?.string.flatMap({ Data(base64Encoded: $0) })
                else { return wrong(name, "{name, content: base64}") }
                files.append((name, FormData.File(name: file, bytes: [UInt8](content))))
            }
        }

        /// ISO 8601 with an offset becomes the wall clock a page would send; anything else is left to the reader.
        private func local(_ text: String) -> String {
            guard let instant = Instant(iso8601: text) else { return text }
            let (day, minute) = instant.local(in: zone)
            return "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
        }
    }
}
