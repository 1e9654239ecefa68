import Casework
import Foundation
import Kernel
import Platform
import Storage

extension ArchiveTemplate {
    /// The tables a case leaves rows in that are copied, the case itself first.
    static let tables = [
        "cases", "allegations", "case_named_staff", "case_named_units", "case_named_roles", "case_hops", "case_errands",
        "case_stand_ins", "case_reports", "supervision_notes", "case_accounts", "case_waivers", "case_recoveries",
        "case_figures", "case_emergency_members",
    ]

    /// What ties a case to another, to money or to files: such a case is not copied.
    private static let ties = [
        "case_links", "case_money", "fund_entries", "conduct_limits", "legal_holds",
    ]

    /// Reads a played case; `nil` for one that cannot stand for itself.
    static func read(
        _ id: ID<Case>, keys: Keyring, at desk: Desk, in db: any Connection
    ) throws -> ArchiveTemplate? {
        for table in ties {
            let isTied = try db.first("SELECT 1 AS n FROM \(SQL(raw: table)) WHERE case_id = \(id) LIMIT 1") != nil
            if isTied { return nil }
        }
        if try db.first("SELECT 1 AS n FROM case_links WHERE other_id = \(id) LIMIT 1") != nil { return nil }
        if try db.first("SELECT 1 AS n FROM attachments WHERE subject_id = \(id) LIMIT 1") != nil { return nil }
        let subject = try Case.find(id, of: World.organisation, at: desk, in: db)
        let row = try db.one("SELECT * FROM cases WHERE id = \(id)")
        // It tells of the case it went into.
        if try row.get("state") == CaseState.merged.rawValue { return nil }
        let (narrative, complainant) = subject.told
        let original = TextPattern.Original(
            id: id.text, number: try row.get("number"), name: complainant.name, phone: complainant.phone,
            narrative: try escaped(narrative))
        let sealed: Sealed = try row.get("document")
        let document = TextPattern(
            try keys.open(sealed, context: "cases.document.\(id)"), of: original)
        var lines: [Line] = []
        for table in tables {
            let key = table == "cases" ? "id" : "case_id"
            lines += try db.rows("SELECT * FROM \(SQL(raw: table)) WHERE \(SQL(raw: key)) = \(id)").map {
                try line(of: table, $0, document, original)
            }
        }
        lines += try db.rows("SELECT * FROM clocks WHERE subject_kind = 'case' AND subject_id = \(id)").map {
            try line(of: "clocks", $0, document, original)
        }
        let events = try Event.list(of: Event.Subject(kind: "case", id: id.text), at: desk, in: db)
        let happenings = events.map {
            Happening(
                kind: $0.kind, actor: $0.actor, happenedAt: $0.happenedAt, recordedAt: $0.recordedAt,
                facts: TextPattern($0.facts, of: original))
        }
        let staff = Set(World.yearCast.staff.values.map(\.id.text))
        let holder: String = try row.get("holder_id")
        let receiver: String? = try row.get("first_receiver_id")
        let eventBytes = happenings.reduce(0) { sum, event in sum + event.facts.size * 4 / 3 + 400 }
        return ArchiveTemplate(
            id: id.text, receivedAt: try row.get("received_at"), isOpen: try row.get("is_open"),
            desks: Set([holder, receiver ?? holder]).intersection(staff), hasName: complainant.name != nil,
            hasPhone: complainant.phone != nil, lines: lines, events: happenings,
            terms: CopiedTerms(subject.indexed, number: original.number, narrative: narrative, keys: keys),
            size: document.size * 4 / 3 + eventBytes + lines.count * 500)
    }

    /// As JSON writes a text, without the quotes around it.
    private static func escaped(_ text: String) throws -> String {
        String(try JSONText.of(text).dropFirst().dropLast())
    }

    private static func line(
        of table: String, _ row: Row, _ document: TextPattern, _ original: TextPattern.Original
    ) throws -> Line {
        let columns = row.names
        return Line(
            table: table, columns: columns,
            cells: try columns.map { column in
                let value: SQLValue = try row.get(column)
                switch (column, value) {
                case (_, .null): return .fixed(.null)
                case ("document", _): return .document(document)
                case ("pin_digest", _): return .pinDigest(round: try row.get("pin_round"))
                case ("complainant_phone_index", _): return .phoneIndex
                case ("complainant_phone_ending_index", _): return .phoneEndingIndex
                case ("complainant_name_index", _): return .nameIndex
                case (_, .integer(let number)) where column.hasSuffix("_at"): return .moment(number)
                case (_, .text(let text)) where column.hasSuffix("_on"):
                    return LocalDay(text).map { .day($0) } ?? .fixed(value)
                case (_, .text(let text)):
                    let pattern = TextPattern(text, of: original)
                    return pattern.isPlain ? .fixed(value) : .text(pattern)
                case (_, .integer), (_, .real), (_, .bytes): return .fixed(value)
                }
            })
    }
}

extension TextPattern {
    /// Whether every copy has the same text.
    fileprivate var isPlain: Bool {
        pieces.allSatisfy { if case .text = $0 { true } else { false } }
    }
}
