import Kernel

/// Who has a record open at this moment, and who is writing (在场). Kept in memory only, of the other nodes' pages too; an entry that is not renewed
/// is gone after `viewingMilliseconds`, so nobody is shown who left.
package struct PageCompany: Sendable {
    /// Somebody else at the record, as the others are told: a name and nothing of what they write.
    package struct Person: Sendable, Hashable, Encodable {
        package let name: String
        package let typing: Bool
    }

    private struct Entry: Sendable {
        let staff: ID<Staff>
        let name: String
        var seenAt: Instant
        var typedAt: Instant?
        /// When the other nodes were told last.
        var toldAt: Instant?
    }

    /// The other nodes are told anew so often that an entry outlives one that is lost.
    static let tellMilliseconds: Int64 = 15_000
    /// Records and pages known at one time; beyond it what is new is not shown.
    static let mostRecords = 20_000

    static let viewingMilliseconds: Int64 = 40_000
    static let typingMilliseconds: Int64 = 12_000
    /// So many are named at one record; more are not told.
    static let limit = 20

    /// By record and by the open page.
    private var entries: [String: [String: Entry]] = [:]

    package init() {}

    /// Notes that a page of the record is open; says whether that is news.
    mutating func see(_ page: String, at record: String, _ staff: ID<Staff>, name: String, now: Instant) -> Bool {
        forget(record, now: now)
        if entries.count >= PageCompany.mostRecords { for record in Array(entries.keys) { forget(record, now: now) } }
        if entries.count >= PageCompany.mostRecords, entries[record] == nil { return false }
        let isNew = entries[record]?[page] == nil
        entries[record, default: [:]][page, default: Entry(staff: staff, name: name, seenAt: now)].seenAt = now
        return isNew
    }

    /// Whether the other nodes should be told of an open page; once said, not again for a while.
    mutating func isToTell(_ page: String, at record: String, now: Instant) -> Bool {
        guard let entry = entries[record]?[page] else { return false }
        if let toldAt = entry.toldAt, now < toldAt.advanced(byMilliseconds: PageCompany.tellMilliseconds) {
            return false
        }
        entries[record]?[page]?.toldAt = now
        return true
    }

    /// Notes that an employee writes at the record; without an open page of theirs nothing happens. Says whether the
    /// others did not know.
    mutating func type(at record: String, _ staff: ID<Staff>, now: Instant) -> Bool {
        var isNew = false
        for (page, entry) in entries[record] ?? [:] where entry.staff == staff {
            if !PageCompany.isTyping(entry, now) { isNew = true }
            entries[record]?[page]?.typedAt = now
        }
        return isNew
    }

    /// Forgets a page that was closed.
    mutating func leave(_ page: String, record: String) {
        entries[record]?[page] = nil
        if entries[record]?.isEmpty ?? false { entries[record] = nil }
    }

    /// Everybody at the record but one, each once, by name.
    func others(than staff: ID<Staff>, at record: String, now: Instant) -> [Person] {
        var typing: [ID<Staff>: (name: String, typing: Bool)] = [:]
        for entry in (entries[record] ?? [:]).values where entry.staff != staff && PageCompany.isThere(entry, now) {
            typing[entry.staff] = (
                entry.name, (typing[entry.staff]?.typing ?? false) || PageCompany.isTyping(entry, now)
            )
        }
        let people = typing.sorted { ($0.value.name, $0.key) < ($1.value.name, $1.key) }
        return people.prefix(PageCompany.limit).map { Person(name: $0.value.name, typing: $0.value.typing) }
    }

    private mutating func forget(_ record: String, now: Instant) {
        entries[record] = entries[record]?.filter { PageCompany.isThere($0.value, now) }
        if entries[record]?.isEmpty ?? false { entries[record] = nil }
    }

    private static func isThere(_ entry: Entry, _ now: Instant) -> Bool {
        now < entry.seenAt.advanced(byMilliseconds: viewingMilliseconds)
    }

    private static func isTyping(_ entry: Entry, _ now: Instant) -> Bool {
        entry.typedAt.map { now < $0.advanced(byMilliseconds: typingMilliseconds) } ?? false
    }
}
