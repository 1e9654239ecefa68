import CPostgres
import Storage

/// What the server or the connection answered instead of a result.
struct Refusal: Error {
    let storage: StorageError
    /// A serialisation failure or a deadlock: the transaction may be run again from its start.
    let mayBeRepeated: Bool
    /// A prepared statement that no longer fits the schema, after a migration by another node.
    var isOutdatedPlan = false

    /// The connection is gone, or never came about.
    let isLost: Bool

    init(storage: StorageError, mayBeRepeated: Bool, isLost: Bool = false) {
        self.storage = storage
        self.mayBeRepeated = mayBeRepeated
        self.isLost = isLost
    }

    init(_ result: OpaquePointer?, linkMessage: String) {
        // The letters are libpq's names for the parts of a report: state, message, constraint.
        func field(_ letter: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
        }
        let state = field("C") ?? ""
        let message = field("M") ?? linkMessage
        isOutdatedPlan = state == "0A000" || state == "26000"
        mayBeRepeated = state == "40001" || state == "40P01" || isOutdatedPlan
        // 25P03: the server ended a transaction that lay idle.
        isLost = state.isEmpty || state == "25P03" || state.hasPrefix("08") || state.hasPrefix("57P")
        storage = StorageError(state: state, message: message, constraint: field("n") ?? "")
    }
}

extension StorageError {
    /// What a SQLSTATE means in the words of both engines. No state at all means that the connection was lost.
    fileprivate init(state: String, message: String, constraint: String) {
        switch state {
        case "23505": self = .uniqueViolation(constraint)
        case "23503": self = .foreignKeyViolation
        case "23514": self = .checkViolation
        case "23502": self = .notNullViolation
        case "25006": self = .readOnly
        case "", "40001", "40P01", "0A000", "26000", "57014", "53300", "25P03": self = .unavailable(message)
        case _ where state.hasPrefix("08") || state.hasPrefix("57P"): self = .unavailable(message)
        default: self = .other(message)
        }
    }
}
