import Foundation
import Kernel
import People
import Platform
import Storage

/// Everything one search finds, sorted by what it was found by (检索结果). Each list is a page at most; what the
/// searcher may not open is never in it, nor counted.
struct CaseFindings: Sendable {
    /// The case of exactly that number.
    let exact: CaseLine?
    /// Persons served who match, each with their cases.
    let persons: [(entry: PersonEntry, cases: CaseLines)]
    /// Cases whose complainant has that name or telephone.
    let complainant: CaseLines
    let words: WordFindings

    static let personLimit = 5
    static let perPerson = 10

    init(
        _ text: String, _ narrowing: CaseNarrowing = .none, after cursor: SearchCursor?, reader: CaseReader,
        at desk: Desk, in db: any Connection
    ) throws {
        let typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        exact = try CaseFindings.numbered(typed, reader, desk, db)
        let isFirstPage = cursor == nil && exact == nil
        persons = isFirstPage ? try CaseFindings.persons(typed, narrowing, reader, desk, db) : []
        complainant =
            isFirstPage
            ? try CaseFindings.complainant(typed, narrowing, reader, desk, db) : CaseLines(lines: [], next: nil)
        words =
            exact == nil
            ? try WordFindings(typed, narrowing, after: cursor, reader: reader, at: desk, in: db) : .none
    }

    var isEmpty: Bool {
        exact == nil && persons.allSatisfy(\.cases.lines.isEmpty) && complainant.lines.isEmpty && words.found.isEmpty
    }

    private static func numbered(
        _ text: String, _ reader: CaseReader, _ desk: Desk, _ db: any Connection
    ) throws -> CaseLine? {
        guard let number = CaseNumber(text),
            let found = try Case.first(number: number, of: reader.actor.organisationID, at: desk, in: db)
        else { return nil }
        return try CaseList.list([found.id], reader: reader, at: desk, in: db).first
    }

    private static func persons(
        _ text: String, _ narrowing: CaseNarrowing, _ reader: CaseReader, _ desk: Desk, _ db: any Connection
    ) throws -> [(PersonEntry, CaseLines)] {
        guard let query = PersonQuery(typed: text), desk.rights.allows(PeopleAction.find.rawValue, to: reader.actor)
        else { return [] }
        return try PersonFinder(reader.actor, desk).find(query, in: db).prefix(personLimit).map { entry in
            var filter = narrowing.filter
            filter.person = entry.id.text
            let found = try CaseList.register(
                filter, restricted: true, after: nil, limit: perPerson, reader: reader, at: desk, in: db)
            let fitting = found.lines.filter { narrowing.admits($0.opened) }
            return (entry, CaseLines(lines: fitting, next: found.next))
        }
    }

    private static func complainant(
        _ text: String, _ narrowing: CaseNarrowing, _ reader: CaseReader, _ desk: Desk, _ db: any Connection
    ) throws -> CaseLines {
        let keys = try desk.vault.keyring(for: reader.actor.organisationID, in: db)
        let digits = BlindField.phone.normalised(text)
        let isNumeric = !digits.isEmpty && !text.contains { $0.isLetter }
        let index: CaseList.ComplainantIndex
        if isNumeric {
            index =
                digits.count == 4
                ? .phoneEnding(keys.blindCodes(of: .phoneEnding, digits)) : .phone(keys.blindCodes(of: .phone, digits))
        } else {
            let codes = keys.blindCodes(of: .name, text)
            if codes.isEmpty { return CaseLines(lines: [], next: nil) }
            index = .name(codes)
        }
        return try CaseList.ofComplainant(
            index, limit: perPerson, reader: reader, at: desk, in: db, keep: narrowing.admits)
    }
}

/// Looks persons up for one employee, names as far as they may see them (S1-77).
struct PersonFinder {
    let actor: Actor
    private let desk: Desk

    init(_ actor: Actor, _ desk: Desk) {
        self.actor = actor
        self.desk = desk
    }

    var names: ViewGrant { desk.rights.allows(PeopleAction.readNames.rawValue, to: actor) ? .full : .masked }

    func find(_ query: PersonQuery, in db: any Connection) throws -> [PersonEntry] {
        let (day, keys) = try context(in: db)
        return try Person.search(query, names: names, on: day, of: actor.organisationID, keys: keys, in: db)
    }

    func context(in db: any Connection) throws -> (day: LocalDay, keys: Keyring) {
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        return (db.now.day(in: zone), try desk.vault.keyring(for: actor.organisationID, in: db))
    }
}

/// Cases found by their words, each with the place where they stand.
struct WordFindings: Sendable {
    struct Found: Sendable {
        let line: CaseLine
        let excerpt: [HighlightSegment]
    }

    let found: [Found]
    let next: SearchCursor?

    static let none = WordFindings(found: [], next: nil)
    static let pageSize = 20
    /// So many pages of hits are opened at most for one, readable or not; the search then goes on from there.
    private static let batches = 5

    private init(found: [Found], next: SearchCursor?) {
        self.found = found
        self.next = next
    }

    init(
        _ text: String, _ narrowing: CaseNarrowing, after start: SearchCursor?, limit: Int = WordFindings.pageSize,
        reader: CaseReader, at desk: Desk, in db: any Connection
    ) throws {
        let query = SearchQuery(text)
        let keys = try desk.vault.keyring(for: reader.actor.organisationID, in: db)
        var access: Set<SearchAccess> = [.open]
        if desk.rights.mayEver(CaseAction.readRestricted.rawValue, roles: reader.actor.roles) {
            access.insert(.restricted("case"))
        }
        let filter = narrowing.searchFilter(access: access)
        var found: [Found] = []
        var cursor = start
        for batch in 0..<WordFindings.batches where batch == 0 || (cursor != nil && found.count < limit) {
            let hits = try SearchIndex.find(
                query, keys: keys, filter, limit: limit - found.count, after: cursor, in: db)
            let ids = hits.hits.compactMap { ID<Case>($0.subjectID) }
            let lines = Dictionary(
                try CaseList.list(ids, reader: reader, at: desk, in: db).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            found += ids.compactMap { lines[$0] }.filter { narrowing.admits($0.opened) }
                .map { Found(line: $0, excerpt: $0.opened.excerpt(query)) }
            cursor = hits.next
            if hits.hits.isEmpty { break }
        }
        self.init(found: found, next: cursor)
    }
}

extension Case {
    /// The part of the case's texts around the first place where the query stands, cut to a line or two; nothing of a
    /// restricted case, which is found and not told.
    func excerpt(_ query: SearchQuery) -> [HighlightSegment] {
        if isRestricted { return [] }
        let texts = [narrative] + searchDocument.text.split(separator: "\n").map(String.init)
        for text in texts {
            let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            let segments = highlight(flat, query)
            guard let hit = segments.firstIndex(where: \.isHit) else { continue }
            return cut(segments, around: hit)
        }
        return [HighlightSegment(text: String(narrative.prefix(80)), isHit: false)]
    }

    private func cut(_ segments: [HighlightSegment], around hit: Int) -> [HighlightSegment] {
        var kept: [HighlightSegment] = []
        if hit > 0 {
            let before = segments[hit - 1].text
            kept.append(.init(text: before.count > 30 ? "…" + before.suffix(30) : before, isHit: false))
        }
        var length = 0
        for segment in segments[hit...] where length < 90 {
            let room = 90 - length
            let text = segment.isHit || segment.text.count <= room ? segment.text : segment.text.prefix(room) + "…"
            kept.append(.init(text: text, isHit: segment.isHit))
            length += segment.text.count
        }
        return kept
    }
}
