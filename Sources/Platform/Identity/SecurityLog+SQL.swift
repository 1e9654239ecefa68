import Kernel
import Storage

/// The security events as those who watch the doors read them (安全日志): newest first, a page at a time, with the
/// login of whose account it was and nothing else about anybody (等保).
package struct SecurityLog: Sendable {
    package struct Entry: Sendable {
        package let event: SecurityEvent
        /// `nil` when nobody knows whose account was meant.
        package let login: String?
    }

    package let entries: [Entry]
    /// Where the next page begins; `nil` at the end.
    package let next: ID<SecurityEvent>?

    /// What can be asked for.
    package struct Filter: Sendable {
        package var kind: SecurityEvent.Kind?
        /// A login, as it was typed.
        package var login: String

        package init(kind: SecurityEvent.Kind? = nil, login: String = "") {
            self.kind = kind
            self.login = login
        }
    }

    /// A complainant looking at their own case is nobody's security event; everything else is shown.
    package static let kinds = SecurityEvent.Kind.allCases.filter { $0 != .caseOpened }

    package static func page(
        of organisation: ID<Organisation>, _ filter: Filter = Filter(), before cursor: ID<SecurityEvent>? = nil,
        limit: Int = 50, in db: any Connection
    ) throws -> SecurityLog {
        var bounds: SQL = ""
        if let kind = filter.kind {
            bounds = " AND kind = \(kind)"
        } else {
            bounds = " AND kind <> \(SecurityEvent.Kind.caseOpened)"
        }
        let login = filter.login.lowercased()
        if !login.isEmpty {
            let staff = try db.first(
                "SELECT staff_id FROM accounts WHERE organisation_id = \(organisation) AND login = \(login)")
            guard let staff else { return SecurityLog(entries: [], next: nil) }
            bounds = bounds + " AND staff_id = \(try staff.get("staff_id", as: ID<Staff>.self))"
        }
        if let cursor { bounds = bounds + " AND id < \(cursor)" }
        let found = try db.rows(query(organisation, bounds, limit: limit + 1, in: db))
        let entries = try found.prefix(limit).map { row in
            Entry(event: try SecurityEvent(row), login: try row.get("login"))
        }
        return SecurityLog(entries: entries, next: found.count > limit ? entries.last?.event.id : nil)
    }

    /// Events of nobody known belong to the only organisation, where there is only one. Two bounded index walks
    /// joined, for one condition with OR would read the whole table.
    private static func query(
        _ organisation: ID<Organisation>, _ bounds: SQL, limit: Int, in db: any Connection
    ) throws -> SQL {
        let isAlone = try db.count("SELECT count(*) AS n FROM organisations") == 1
        let known: SQL = """
            SELECT * FROM (SELECT * FROM security_events WHERE organisation_id = \(organisation)\(bounds)
                ORDER BY id DESC LIMIT \(limit)) AS known
            """
        let unknown: SQL = """
             UNION ALL SELECT * FROM (SELECT * FROM security_events WHERE organisation_id IS NULL\(bounds)
                ORDER BY id DESC LIMIT \(limit)) AS nameless
            """
        let all = isAlone ? known + unknown : known
        return """
            SELECT e.*, a.login AS login FROM (\(all)) AS e LEFT JOIN accounts a ON a.staff_id = e.staff_id
            ORDER BY e.id DESC LIMIT \(limit)
            """
    }
}
