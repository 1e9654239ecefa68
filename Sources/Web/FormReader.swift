import Foundation
import Kernel

/// Turns the text of a form into checked values, and collects every fault so a person sees all at once.
package struct FormReader {
    package let form: FormData
    package private(set) var faults: [String: Message] = [:]

    /// A form of which only a part could be read has its fault from the start, so it is never acted upon.
    package init(_ form: FormData) {
        self.form = form
        if let limit = form.exceededLimit { faults["form"] = FormData.tooLarge(limit) }
    }

    /// Text without surrounding white space; line breaks are unified. Faults: missing though required, too long,
    /// unreadable bytes, control characters.
    package mutating func text(_ name: String, limit: Int = 200, required: Bool = false) -> String {
        var raw = form.value(name)
        if raw.utf8.contains(UInt8(ascii: "\r")) {
            raw = raw.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        }
        let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty, required { fault(name, Message("web.form.required")) }
        if text.count > limit {
            fault(name, Message("web.form.too_long", ["n": .number(text.count - limit), "limit": .number(limit)]))
        }
        if text.unicodeScalars.contains("\u{FFFD}") { fault(name, Message("web.form.not_utf8")) }
        if text.unicodeScalars.contains(where: FormReader.isForbidden) {
            fault(name, Message("web.form.control_characters"))
        }
        return text
    }

    package mutating func optionalText(_ name: String, limit: Int = 200) -> String? {
        let text = text(name, limit: limit)
        return text.isEmpty ? nil : text
    }

    /// One of our own listed values.
    package mutating func choice<Value: RawRepresentable>(_ name: String, as type: Value.Type = Value.self) -> Value?
    where Value.RawValue == String {
        let raw = form.value(name)
        if raw.isEmpty { return nil }
        if let value = Value(rawValue: raw) { return value }
        fault(name, Message("web.form.not_listed"))
        return nil
    }

    package mutating func requiredChoice<Value: RawRepresentable>(
        _ name: String, as type: Value.Type = Value.self
    ) -> Value? where Value.RawValue == String {
        if form.value(name).isEmpty { fault(name, Message("web.form.choose")) }
        return choice(name)
    }

    package mutating func number(_ name: String, in range: ClosedRange<Int>, required: Bool = false) -> Int? {
        let raw = form.value(name).trimmingCharacters(in: .whitespaces)
        if raw.isEmpty {
            if required { fault(name, Message("web.form.required")) }
            return nil
        }
        guard let number = Int(raw), range.contains(number) else {
            let bounds: [String: Message.Argument] = [
                "low": .number(range.lowerBound), "high": .number(range.upperBound),
            ]
            fault(name, Message("web.form.number_range", bounds))
            return nil
        }
        return number
    }

    package mutating func day(_ name: String, required: Bool = false) -> LocalDay? {
        let raw = form.value(name).trimmingCharacters(in: .whitespaces)
        if raw.isEmpty {
            if required { fault(name, Message("web.form.required")) }
            return nil
        }
        guard let day = LocalDay(raw), (1900...2200).contains(day.year) else {
            fault(name, Message("web.form.not_a_day"))
            return nil
        }
        return day
    }

    /// A moment as `<input type=datetime-local>` sends it, on the wall clock of `zone`.
    package mutating func moment(_ name: String, zone: Zone, required: Bool = false) -> Instant? {
        let raw = form.value(name).trimmingCharacters(in: .whitespaces)
        if raw.isEmpty {
            if required { fault(name, Message("web.form.required")) }
            return nil
        }
        let parts = raw.split(separator: "T", omittingEmptySubsequences: false)
        let clock = parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false) : []
        guard clock.count >= 2, let day = LocalDay(String(parts[0])), let hour = Int(clock[0]),
            let minute = Int(clock[1]),
            (0..<24).contains(hour), (0..<60).contains(minute), (1900...2200).contains(day.year)
        else {
            fault(name, Message("web.form.not_a_moment"))
            return nil
        }
        return zone.instant(of: day, minute: hour * 60 + minute)
    }

    package func flag(_ name: String) -> Bool { !form.value(name).isEmpty }

    package mutating func identity<Subject>(_ name: String, of type: Subject.Type = Subject.self) -> ID<Subject>? {
        let raw = form.value(name)
        if raw.isEmpty { return nil }
        if let id = ID<Subject>(raw) { return id }
        fault(name, Message("web.form.not_listed"))
        return nil
    }

    /// The same where something must be chosen.
    package mutating func requiredIdentity<Subject>(_ name: String, of type: Subject.Type) -> ID<Subject>? {
        if form.value(name).isEmpty { fault(name, Message("web.form.choose")) }
        return identity(name, of: type)
    }

    /// Adds a fault; the first one of a field stays.
    package mutating func fault(_ name: String, _ message: Message) {
        if faults[name] == nil { faults[name] = message }
    }

    /// Throws `Problem.invalid` with all faults found.
    package func finish() throws(Problem) {
        if !faults.isEmpty { throw .invalid(faults) }
    }

    /// Text for looking something up: without what a fault would be told of, since a lookup has nobody to tell.
    package static func searchable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !isForbidden($0) }))
    }

    /// What people write one after the other, whatever they put between: commas, pauses, semicolons, white space, of
    /// either script.
    package static func parts(of text: String) -> [String] {
        text.split { ",，、;；".contains($0) || $0.isWhitespace }.map(String.init)
    }

    /// Control characters, and the marks that reverse or hide text, have no place in what a person types.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: false
        case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
