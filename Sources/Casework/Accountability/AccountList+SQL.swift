import Kernel
import Platform
import Storage

/// One matter of accountability in a list, with its case (问责记录).
struct AccountLine: Sendable {
    let subject: Case
    let account: Accountability

    static let pageSize = 50

    /// Everybody who is or was held to account, the latest first. A case the reader is named in is passed over.
    static func list(
        after cursor: TeamCursor?, reader: CaseReader, at desk: Desk, in db: any Connection
    ) throws -> (lines: [AccountLine], next: TeamCursor?) {
        var rest: SQL = ""
        if let cursor {
            rest = " AND (a.proposed_at, a.case_id, a.number) < (\(cursor.at), \(cursor.id), \(cursor.number))"
        }
        let rows = try db.rows(
            """
            SELECT c.id, c.document, a.number, a.proposed_at FROM case_accounts a JOIN cases c ON c.id = a.case_id
            WHERE a.organisation_id = \(reader.actor.organisationID)\(rest)
            ORDER BY a.proposed_at DESC, a.case_id DESC, a.number DESC LIMIT \(pageSize + 1)
            """)
        let lines = try rows.prefix(pageSize).compactMap { try line($0, reader, desk, db) }.filter { line in
            CaseworkRights.allows(
                .readAccountability, reader.actor, as: line.subject.relations(of: reader.standing))
        }
        let last = try rows.count > pageSize ? rows.prefix(pageSize).last.map(cursor(of:)) : nil
        return (lines, last)
    }

    /// What concerns the reader, the latest first, at most a page.
    static func own(_ reader: CaseReader, at desk: Desk, in db: any Connection) throws -> [AccountLine] {
        try db.rows(
            """
            SELECT c.id, c.document, a.number FROM case_accounts a JOIN cases c ON c.id = a.case_id
            WHERE a.organisation_id = \(reader.actor.organisationID) AND a.staff_id = \(reader.standing.staffID)
            ORDER BY a.proposed_at DESC, a.case_id DESC, a.number DESC LIMIT \(pageSize)
            """
        ).compactMap { try line($0, reader, desk, db) }
    }

    private static func cursor(of row: Row) throws -> TeamCursor {
        TeamCursor(
            at: try row.get("proposed_at"), id: try row.get("id"), kind: "account", number: try row.get("number"))
    }

    private static func line(
        _ row: Row, _ reader: CaseReader, _ desk: Desk, _ db: any Connection
    ) throws -> AccountLine? {
        let subject = try Case(row, of: reader.actor.organisationID, at: desk, in: db)
        let number: Int = try row.get("number")
        return subject.watch.accounts.first { $0.number == number }.map { AccountLine(subject: subject, account: $0) }
    }
}
