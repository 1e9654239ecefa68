import CPostgres
import Storage

/// One statement with its values, as it goes to the server.
struct Statement {
    let text: String
    let parameters: Parameters
    /// Whether the server keeps it prepared: what the program says again and again.
    let isKept: Bool

    /// Throws `StorageError.badValue` for a value no engine may hold.
    init(_ sql: SQL) throws {
        let (text, values) = try sql.rendered(writesNulls: true, placeholder: { "$\($0)" }, fragment: { $0.text })
        self.text = text
        parameters = Parameters(values)
        isKept = parameters.count <= 32
    }

    /// What the engine says for itself.
    init(text: String) {
        self.text = text
        parameters = Parameters([])
        isKept = false
    }

    var size: Int { text.utf8.count + parameters.size }
}

extension SQL.Fragment {
    fileprivate var text: String {
        switch self {
        case .skipLocked: "FOR UPDATE SKIP LOCKED"
        }
    }
}
