import Kernel

/// Collects what is wrong with a step's fields, so a person is told everything at once.
struct FieldCheck {
    private var faults: [String: Message] = [:]

    /// Refuses blank text, and text longer than `limit` characters.
    mutating func text(_ field: String, _ value: String?, limit: Int = 4000) {
        let trimmed = (value ?? "").filter { !$0.isWhitespace }
        if trimmed.isEmpty { refuse(field, Message("casework.field.blank")) }
        optional(field, value, limit: limit)
    }

    /// Refuses only text longer than `limit` characters.
    mutating func optional(_ field: String, _ value: String?, limit: Int = 4000) {
        if (value ?? "").count > limit { refuse(field, Message("casework.field.too_long", ["n": .number(limit)])) }
    }

    mutating func refuse(_ field: String, _ message: Message) {
        if faults[field] == nil { faults[field] = message }
    }

    mutating func require(_ holds: Bool, _ field: String, _ key: String) {
        if !holds { refuse(field, Message("casework.field.\(key)")) }
    }

    /// Throws when anything was refused.
    func finish() throws(Problem) {
        if !faults.isEmpty { throw .invalid(faults) }
    }
}
