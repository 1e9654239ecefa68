import Kernel
import Platform
import Storage
import Web

/// What narrows a register's list (台账筛选); the address keeps it.
struct EntryFilter: Hashable, Sendable {
    var text = ""
    var state = ""
    var from: LocalDay?
    var until: LocalDay?
    /// By field, the answer wanted.
    var answers: [String: String] = [:]
    var isOldestFirst = false

    static let none = EntryFilter()

    /// Reads the conditions of an address; what cannot be read narrows nothing.
    init(_ query: FormData, of definition: RegisterDefinition) {
        text = String(FormReader.searchable(query.value("q")).prefix(100)).trimmingCharacters(in: .whitespaces)
        state = definition.state(query.value("state")) == nil ? "" : query.value("state")
        from = LocalDay(query.value("from"))
        until = LocalDay(query.value("until"))
        isOldestFirst = query.value("order") == "oldest"
        for field in definition.filters {
            let value = query.value(field.code)
            if !value.isEmpty, value.utf8.count <= 80 { answers[field.code] = value }
        }
    }

    init() {}

    var isNone: Bool { self == .none }

    /// The address of the list so narrowed.
    func address(_ path: String, after cursor: EntryCursor? = nil) -> String {
        var fields: [(name: String, value: String)] = []
        if !text.isEmpty { fields.append(("q", text)) }
        if !state.isEmpty { fields.append(("state", state)) }
        if let from { fields.append(("from", from.description)) }
        if let until { fields.append(("until", until.description)) }
        for (code, value) in answers.sorted(by: { $0.key < $1.key }) { fields.append((code, value)) }
        if isOldestFirst { fields.append(("order", "oldest")) }
        if let cursor { fields.append(("after", cursor.text)) }
        return fields.isEmpty ? path : path + "?" + FormData.urlEncoded(fields)
    }
}

/// Where the next page of a register begins (翻页位置): the day and id of the line looked at last, or a place in the
/// index of words.
enum EntryCursor: Hashable, Sendable {
    case line(LocalDay, String)
    case hit(SearchCursor)

    init?(_ text: String) {
        if let cursor = SearchCursor(text) {
            self = .hit(cursor)
            return
        }
        let parts = text.split(separator: "_", maxSplits: 1).map(String.init)
        guard parts.count == 2, let day = LocalDay(parts[0]), let id = ID<RegisterEntry>(parts[1]) else { return nil }
        self = .line(day, id.text)
    }

    var text: String {
        switch self {
        case .line(let day, let id): "\(day)_\(id)"
        case .hit(let cursor): cursor.text
        }
    }
}

/// A page of a register (台账列表). A page may be short and yet not the last: no more than so many lines are looked at.
struct EntryPage: Sendable {
    let entries: [RegisterEntry]
    let next: EntryCursor?

    static let size = 30
    /// Lines looked at for one page.
    static let mostLooked = 600

    /// The lines the actor may read, the newest day first unless the filter says otherwise.
    static func load(
        _ filter: EntryFilter, of definition: RegisterDefinition, for standing: RegisterStanding,
        after cursor: EntryCursor? = nil, limit: Int = size, at registers: RegisterDesk, in db: any Connection
    ) throws -> EntryPage {
        if !filter.text.isEmpty {
            return try found(
                filter, of: definition, for: standing, after: cursor, limit: limit, at: registers, in: db)
        }
        var (entries, place, looked): ([RegisterEntry], EntryCursor?, Int) = ([], cursor, 0)
        while looked < mostLooked {
            let wanted = looked == 0 ? limit + 1 : 200
            let lines = try driven(by: filter, of: definition, standing.actor, after: place, limit: wanted, in: db)
            for entry in try load(lines, filter, definition, standing, in: db) {
                if entries.count == limit {
                    return EntryPage(entries: entries, next: entries.last.map { .line($0.day, $0.id.text) })
                }
                entries.append(entry)
            }
            looked += lines.count
            guard lines.count == wanted, let last = lines.last else { return EntryPage(entries: entries, next: nil) }
            place = .line(last.day, last.id)
        }
        return EntryPage(entries: entries, next: place)
    }

    /// Places in the order of the list, found by the index that narrows most: an answer, a state, or the days alone.
    private static func driven(
        by filter: EntryFilter, of definition: RegisterDefinition, _ actor: Actor, after cursor: EntryCursor?,
        limit: Int, in db: any Connection
    ) throws -> [(day: LocalDay, id: String)] {
        var (source, id): (SQL, SQL) = ("register_entries p", "p.id")
        var condition: SQL = "p.organisation_id = \(actor.organisationID) AND p.register = \(definition.code)"
        if let (code, value) = filter.answers.min(by: { $0.key < $1.key }) {
            (source, id) = ("register_values p", "p.entry_id")
            condition = condition + " AND p.field = \(code) AND p.value = \(value)"
        } else if !filter.state.isEmpty {
            condition = condition + " AND p.state = \(filter.state)"
        }
        if let from = filter.from { condition = condition + " AND p.day_on >= \(from)" }
        if let until = filter.until { condition = condition + " AND p.day_on <= \(until)" }
        let isOldestFirst = filter.isOldestFirst
        if case .line(let day, let last)? = cursor {
            let sign: SQL = isOldestFirst ? ">" : "<"
            condition = condition + " AND (p.day_on, \(id)) \(sign) (\(day), \(last))"
        }
        let order: SQL = isOldestFirst ? "p.day_on, \(id)" : "p.day_on DESC, \(id) DESC"
        return try db.rows(
            "SELECT p.day_on, \(id) AS place FROM \(source) WHERE \(condition) ORDER BY \(order) LIMIT \(limit)"
        ).map { (try $0.get("day_on"), try $0.get("place")) }
    }

    /// The entries of these places that fit the whole filter and may be read, in their order.
    private static func load(
        _ lines: [(day: LocalDay, id: String)], _ filter: EntryFilter, _ definition: RegisterDefinition,
        _ standing: RegisterStanding, in db: any Connection
    ) throws -> [RegisterEntry] {
        if lines.isEmpty { return [] }
        let entries = try db.rows(
            """
            SELECT \(RegisterEntry.columns) FROM register_entries e
            WHERE e.organisation_id = \(standing.actor.organisationID) AND e.id IN \(lines.map(\.id))
            """
        ).map(RegisterEntry.init)
        let byID = Dictionary(entries.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        return lines.compactMap { byID[$0.id] }.filter { entry in
            (filter.state.isEmpty || entry.state == filter.state)
                && filter.answers.allSatisfy { entry.values[$0.key] == $0.value }
                && (filter.from.map { entry.day >= $0 } ?? true) && (filter.until.map { entry.day <= $0 } ?? true)
                && entry.register == definition.code
                && definition.rights.read.allow(standing.actor, as: entry.relations(of: standing, under: definition))
        }
    }

    private static func found(
        _ filter: EntryFilter, of definition: RegisterDefinition, for standing: RegisterStanding,
        after cursor: EntryCursor?, limit: Int, at registers: RegisterDesk, in db: any Connection
    ) throws -> EntryPage {
        var place: SearchCursor?
        if case .hit(let hit)? = cursor { place = hit }
        let keys = try registers.desk.vault.keyring(for: standing.actor.organisationID, in: db)
        let hits = try SearchIndex.find(
            SearchQuery(filter.text), keys: keys,
            SearchFilter(
                kinds: [RegisterEntry.subjectKind], access: [RegisterEntry.access(definition.code)],
                signs: [[SearchSign("register", definition.code)]]), limit: limit, after: place, in: db)
        let lines = hits.hits.map { (day: $0.happenedAt.day(in: .utc), id: $0.subjectID) }
        let entries = try load(lines, filter, definition, standing, in: db)
        return EntryPage(entries: entries, next: hits.next.map { .hit($0) })
    }

    /// How many entries a register holds, counted no further than `most`.
    static func count(
        of register: String, _ organisation: ID<Organisation>, most: Int = 500, in db: any Connection
    ) throws -> Int {
        try db.count(
            """
            SELECT count(*) AS n FROM (SELECT e.id FROM register_entries e
                WHERE e.organisation_id = \(organisation) AND e.register = \(register) LIMIT \(most + 1)) AS counted
            """)
    }
}

extension RegisterEntry {
    /// Whether the organisation has entries at all.
    package static func any(of organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.first("SELECT 1 AS n FROM register_entries WHERE organisation_id = \(organisation) LIMIT 1") != nil
    }
}

/// The entries that point to something (关联记录): for the page of a case, a person, an employee or a unit.
package enum RegisterLinks {
    /// The newest entries of registers the actor may read, at most `limit`; numbers and names of registers only.
    package static func list(
        of target: RegisterTarget, _ id: String, for actor: Actor, on day: LocalDay, limit: Int = 20,
        at registers: RegisterDesk, in db: any Connection
    ) throws -> [Link] {
        let standing = try registers.standing(actor, on: day, in: db)
        let entries = try db.rows(
            """
            SELECT \(RegisterEntry.columns) FROM register_entries e
            WHERE e.id IN (SELECT l.entry_id FROM register_links l
                WHERE l.organisation_id = \(actor.organisationID) AND l.target_kind = \(target)
                    AND l.target_id = \(id) ORDER BY l.day_on DESC, l.entry_id DESC LIMIT \(min(limit, 100)))
            ORDER BY e.day_on DESC, e.id DESC
            """
        ).map(RegisterEntry.init)
        return try entries.compactMap { entry in
            let definition = try registers.shelf.version(
                entry.definitionVersion, of: entry.register, actor.organisationID, in: db
            ).definition
            let relations = entry.relations(of: standing, under: definition)
            guard definition.rights.read.allow(actor, as: relations) else { return nil }
            return Link(
                entryID: entry.id, number: entry.number, register: definition.name,
                state: definition.state(entry.state)?.name,
                day: entry.day, address: entry.address)
        }
    }

    /// One entry that points there.
    package struct Link: Hashable, Sendable {
        package let entryID: ID<RegisterEntry>
        package let number: String
        package let register: BothLanguages
        package let state: BothLanguages?
        package let day: LocalDay
        package let address: String
    }
}
