import Kernel
import Platform
import Storage

/// One line of a list of cases (个案列表行): what can be told without opening the case.
package struct CaseLine: Sendable, Hashable, Identifiable {
    package let id: ID<Case>
    package let number: String
    package let kind: CaseKind
    package let state: CaseState
    package let level: ResponseLevel?
    package let isLevelConfirmed: Bool
    package let isRestricted: Bool
    package let isEscalated: Bool
    package let receivedAt: Instant
    /// The earliest due moment of its open clocks; far away when none runs.
    package let nextDueAt: Instant
    package let nextDueKind: String?
    package let holderID: String
    package let handler: ID<Staff>?
    package let subject: String
}

/// Where the next page of a list begins: the last line's moment and id, written `MILLISECONDS.ID`.
package struct CaseCursor: Sendable, Hashable {
    package let at: Instant
    package let id: ID<Case>

    package init(at: Instant, id: ID<Case>) {
        self.at = at
        self.id = id
    }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = ID<Case>(String(parts[1])) else {
            return nil
        }
        self.init(at: Instant(milliseconds: milliseconds), id: id)
    }

    package var text: String { "\(at.milliseconds).\(id)" }
}

/// What narrows the register (登记簿筛选).
package struct CaseFilter: Sendable, Hashable {
    package var kind: CaseKind?
    package var state: CaseState?
    package var level: ResponseLevel?
    package var from: Instant?
    package var until: Instant?
    package var person: String?
    package var isOpen: Bool?

    package init() {}
}

/// Lists of cases. Each is read by an index made for it and is at most a page long, whatever the archive holds.
package enum CaseList {
    package static let pageSize = 50
    private static let columns: SQL = """
        c.id, c.number, c.kind, c.state, c.level, c.level_confirmed, c.restricted, c.escalated, c.received_at,
        c.next_due_at, c.next_due_kind, c.holder_id, c.handler_id, c.document
        """

    /// Open cases on somebody's desk, what expires next first: an employee's own, or their groups'.
    package static func held(
        by holders: [String], after cursor: CaseCursor? = nil, limit: Int = pageSize, actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> [CaseLine] {
        try open("c.holder_id IN \(holders)", cursor, limit, actor, desk, db)
    }

    /// Cases offered to an employee and not yet taken.
    package static func offered(to staff: ID<Staff>, actor: Actor, at desk: Desk, in db: any Connection) throws
        -> [CaseLine]
    {
        try open("c.offered_to_id = \(staff)", nil, pageSize, actor, desk, db)
    }

    /// Open cases an employee first received that lie on another's desk (S4-30).
    package static func received(by staff: ID<Staff>, actor: Actor, at desk: Desk, in db: any Connection) throws
        -> [CaseLine]
    {
        try open(
            "c.first_receiver_id = \(staff) AND c.holder_id <> \(staff.text)", nil, pageSize, actor, desk,
            db)
    }

    /// Open cases in a state, what expires next first: approvals, confirmations.
    package static func inState(
        _ state: CaseState, levels: [ResponseLevel], actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> [CaseLine] {
        try lines(
            """
            SELECT \(columns) FROM cases c
            WHERE c.organisation_id = \(actor.organisationID) AND c.state = \(state.rawValue)
                AND c.level IN \(levels.map(\.rawValue))
            ORDER BY c.received_at, c.id LIMIT \(pageSize)
            """, actor, desk, db)
    }

    /// The register (登记簿): newest first. `restricted` lets restricted cases in; those in which the actor is named
    /// never come.
    package static func register(
        _ filter: CaseFilter, restricted: Bool, after cursor: CaseCursor?, limit: Int = pageSize, actor: Actor,
        at desk: Desk, in db: any Connection
    ) throws -> [CaseLine] {
        var conditions: SQL = "c.organisation_id = \(actor.organisationID)"
        if let kind = filter.kind { conditions = conditions + " AND c.kind = \(kind.rawValue)" }
        if let state = filter.state { conditions = conditions + " AND c.state = \(state.rawValue)" }
        if let level = filter.level { conditions = conditions + " AND c.level = \(level.rawValue)" }
        if let isOpen = filter.isOpen { conditions = conditions + " AND c.is_open = \(isOpen)" }
        if let from = filter.from { conditions = conditions + " AND c.received_at >= \(from)" }
        if let until = filter.until { conditions = conditions + " AND c.received_at < \(until)" }
        if let person = filter.person { conditions = conditions + " AND c.person_id = \(person)" }
        if !restricted { conditions = conditions + " AND c.restricted = 0" }
        if let cursor {
            conditions = conditions + " AND (c.received_at, c.id) < (\(cursor.at), \(cursor.id))"
        }
        return try lines(
            """
            SELECT \(columns) FROM cases c WHERE \(conditions)
                AND NOT EXISTS (SELECT 1 FROM case_named_staff n WHERE n.case_id = c.id AND n.staff_id = \(actor.staffID))
            ORDER BY c.received_at DESC, c.id DESC LIMIT \(limit)
            """, actor, desk, db)
    }

    /// Cases of a complainant by blind index of phone or name, newest first.
    package static func ofComplainant(
        phone: String?, name: String?, actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> [CaseLine] {
        try lines(
            """
            SELECT \(columns) FROM cases c WHERE c.organisation_id = \(actor.organisationID)
                AND (c.complainant_phone_index = \(phone ?? "") OR c.complainant_name_index = \(name ?? ""))
            ORDER BY c.received_at DESC, c.id DESC LIMIT \(pageSize)
            """, actor, desk, db)
    }

    /// Cases by their ids; unknown ones are left out.
    package static func list(_ ids: [ID<Case>], actor: Actor, at desk: Desk, in db: any Connection) throws -> [CaseLine]
    {
        try lines(
            "SELECT \(columns) FROM cases c WHERE c.organisation_id = \(actor.organisationID) AND c.id IN \(ids)",
            actor,
            desk, db)
    }

    private static func open(
        _ condition: SQL, _ cursor: CaseCursor?, _ limit: Int, _ actor: Actor, _ desk: Desk,
        _ db: any Connection
    ) throws -> [CaseLine] {
        var rest: SQL = ""
        if let cursor { rest = " AND (c.next_due_at, c.id) > (\(cursor.at), \(cursor.id))" }
        return try lines(
            """
            SELECT \(columns) FROM cases c
            WHERE c.organisation_id = \(actor.organisationID) AND c.is_open = 1 AND \(condition)\(rest)
            ORDER BY c.next_due_at, c.id LIMIT \(limit)
            """, actor, desk, db)
    }

    private static func lines(
        _ sql: SQL, _ actor: Actor, _ desk: Desk, _ db: any Connection
    ) throws -> [CaseLine] {
        try db.rows(sql).map { row in
            let subject = try Case(row, of: actor.organisationID, at: desk, in: db)
            return CaseLine(
                id: subject.id, number: subject.number.description, kind: subject.kind, state: subject.state,
                level: subject.level.current, isLevelConfirmed: subject.level.confirmed != nil,
                isRestricted: subject.isRestricted, isEscalated: subject.timing.isEscalated,
                receivedAt: subject.firstReceivedAt, nextDueAt: try row.get("next_due_at"),
                nextDueKind: try row.get("next_due_kind"), holderID: try row.get("holder_id"),
                handler: subject.handler, subject: subject.subject)
        }
    }
}
