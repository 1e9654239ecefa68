import Foundation

/// One numbered `.sql` file of a slice, applied once, never edited once merged.
package struct Migration: Sendable, Hashable {
    /// `casework/001_cases`
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// The migrations in a folder, in the order of their numbers. `NAME.sqlite.sql` and `NAME.postgres.sql` are twins
    /// for the rare place where the engines truly differ; a plain `NAME.sql` serves both.
    package static func load(slice: String, folder: URL, dialect: Dialect) throws -> [Migration] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
        return try files.compactMap { file in
            var stem = file.deletingPathExtension().lastPathComponent
            if let twin = Dialect.allCases.first(where: { stem.hasSuffix(".\($0.rawValue)") }) {
                guard twin == dialect else { return nil }
                stem.removeLast(twin.rawValue.count + 1)
            }
            return Migration(name: "\(slice)/\(stem)", sql: try String(contentsOf: file, encoding: .utf8))
        }
    }
}

/// The tongue a migration twin is written in.
package enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}

/// A database that can be brought to the newest schema.
package protocol Migratable {
    var dialect: Dialect { get }
    /// Applies what is missing, each in its own transaction, and returns the names applied.
    /// Throws `StorageError.migration` when an applied migration is unknown or was edited.
    func migrate(_ migrations: [Migration]) async throws -> [String]
}
