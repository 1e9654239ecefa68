import Foundation
import Testing

/// The engines a test runs on. SQLite always; PostgreSQL joins when `TEST_POSTGRES_URL` names a server that may be
/// written to, as `bin/with-postgres` does.
package enum Engine: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres

    package static var available: [Engine] { postgresURL == nil ? [.sqlite] : [.sqlite, .postgres] }

    /// Where the test server is, when there is one.
    package static var postgresURL: String? { ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"] }

    package var testDescription: String { rawValue }
}
