import Kernel
import Platform
import Storage

/// Keeps the lines indicators are counted from (指标跟踪), off the way of every request: it follows the events, looks
/// again at what time alone changes, and walks through all records for what neither told. Whoever is stopped is followed
/// by the next; two at once do work twice and nothing wrong (docs/indicators.md).
package struct Follower: Sendable {
    let desk: Desk
    let organisation: ID<Organisation>

    package init(_ organisation: ID<Organisation>, at desk: Desk) {
        self.desk = desk
        self.organisation = organisation
    }

    /// So many records are read, and then written, at once.
    static let batch = 20
    /// So many pages of events, and of the walk through a kind, in one round, so that no round goes on for ever.
    static let pages = 40
    static let walkPages = 10
    /// Another wrote in between so many times: the next round goes on.
    private static let tries = 5

    /// One round for every organisation.
    package static func run(at desk: Desk) async throws {
        for profile in try await desk.read({ try OrganisationProfile.list(in: $0) }) {
            let follower = Follower(profile.id, at: desk)
            try await follower.run(walking: try await follower.turn())
        }
    }

    /// The kinds whose turn it is to be walked through.
    private func turn() async throws -> [ObservedKind] {
        let organisation = organisation
        return try await desk.read { try FollowerWalk.turn(of: organisation, in: $0) }
    }

    package func run(walking kinds: [ObservedKind] = ObservedKind.allCases) async throws {
        for _ in 0..<Follower.pages where try await followPage() == false { break }
        for _ in 0..<Follower.pages where try await renewDue() < Follower.batch { break }
        for kind in kinds {
            for _ in 0..<Follower.walkPages where try await walkPage(kind) == false { break }
        }
    }

    /// Follows one page of events; true when there may be more.
    package func followPage() async throws -> Bool {
        let organisation = organisation
        let page = try await desk.read { try EventPage(of: organisation, in: $0) }
        let subjects = Array(Set(page.subjects)).sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
        guard try await renew(subjects) else { return false }
        try await desk.write { try page.markSeen(of: organisation, in: $0) }
        return page.isFull
    }

    /// Looks again at records that wait for a moment that has come; returns how many there were.
    func renewDue() async throws -> Int {
        let organisation = organisation
        let due = try await desk.read { try FollowerWalk.due(of: organisation, limit: Follower.batch, in: $0) }
        return try await renew(due) ? due.count : 0
    }

    /// Walks through one page of a kind of record, and looks at those that are not as they were when they were counted;
    /// true when there was something to do and there may be more.
    func walkPage(_ kind: ObservedKind) async throws -> Bool {
        let (organisation, desk) = (organisation, desk)
        let walk = try await desk.read { db in
            try FollowerWalk(kind, ObservingContext(organisation, at: desk, in: db), in: db)
        }
        guard try await renew(walk.stale) else { return false }
        try await desk.write { try walk.save(of: organisation, in: $0) }
        return !walk.stale.isEmpty && !walk.isWhole
    }

    /// Brings the lines of those records to what they say now. False when others were always quicker.
    package func renew(_ subjects: [ObservedSubject]) async throws -> Bool {
        var waiting = subjects
        var left = Follower.tries
        while !waiting.isEmpty {
            if left == 0 { return false }
            left -= 1
            var again: [ObservedSubject] = []
            for start in stride(from: 0, to: waiting.count, by: Follower.batch) {
                again += try await renewSome(Array(waiting[start..<min(start + Follower.batch, waiting.count)]))
            }
            waiting = again
        }
        return true
    }

    /// Gives back those another wrote at the same time. A record that cannot be read is left to the next walk: it must
    /// not stop what is owed to all others in the same round of the sweep.
    private func renewSome(_ subjects: [ObservedSubject]) async throws -> [ObservedSubject] {
        do { return try await renewTogether(subjects) } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            if subjects.count == 1 { return [] }
        }
        var again: [ObservedSubject] = []
        for subject in subjects { again += try await renewSome([subject]) }
        return again
    }

    private func renewTogether(_ subjects: [ObservedSubject]) async throws -> [ObservedSubject] {
        let (organisation, desk) = (organisation, desk)
        let renewals = try await desk.read { db in
            let context = try ObservingContext(organisation, at: desk, in: db)
            return try subjects.map { try Renewal($0, context, in: db) }
        }
        return try await desk.write { db in
            try renewals.filter { try !$0.write(of: organisation, in: db) }.map(\.subject)
        }
    }
}
