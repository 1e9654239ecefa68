import Deadlines
import Kernel
import Platform
import Storage

extension CaseDesk {
    /// What merging one case into another would do at this moment.
    package func mergerPlan(of merged: Case, into other: Case, in db: any Connection) throws -> MergerPlan {
        MergerPlan(
            of: merged, open: try openClocks(of: merged, in: db), into: other, try openClocks(of: other, in: db))
    }

    private func openClocks(of subject: Case, in db: any Connection) throws -> [(CaseClock, Instant)] {
        let profile = try OrganisationProfile.find(subject.organisationID, in: db)
        let calendar = try OrganisationCalendar.load(subject.organisationID, in: db)
        let history = try history(of: subject.organisationID, in: db)
        return try subject.clocks(by: history.levels, organisation: profile.kind, at: db.now)
            .filter { $0.clock.finishedAt == nil }
            .map { ($0, $0.clock.reading(at: db.now, in: calendar).dueAt) }
    }

    /// The other half of a merger: the survivor takes over what was still owed. Throws when it is no longer worked on, or
    /// the actor may not merge there.
    func absorb(_ merged: Case, _ merger: Merger, by actor: Actor, in db: any Connection) throws {
        let other = try Case.find(merger.into, of: actor.organisationID, at: desk, in: db)
        guard Transitions.line(other.state, .absorb) != nil else {
            throw Problem.conflict("casework.refusal.merge_target_told")
        }
        let plan = try mergerPlan(of: merged, into: other, in: db)
        let files = try Attachment.list(of: "case", merged.id.text, merged.organisationID, in: db).count
        let step = Absorption(
            of: merged.id, number: merged.number, reason: merger.reason, clocks: plan.clocks, outside: plan.outside,
            files: files, isOtherPerson: !plan.isSamePerson)
        try take(.absorption(step), on: other.id, by: actor, in: db)
    }

    /// The other half of undoing a merger.
    func letGo(_ merged: Case, by actor: Actor, in db: any Connection) throws {
        guard let into = merged.mergedInto else { return }
        try take(.detachment(Detachment(of: merged.id, number: merged.number)), on: into, by: actor, in: db)
    }

    /// The case that lives on after any number of mergers; the case itself when it was not merged.
    package func survivor(of subject: Case, in db: any Connection) throws -> Case {
        var found = subject
        for _ in 0..<20 {
            guard found.state == .merged, let next = found.mergedInto else { break }
            found = try Case.find(next, of: subject.organisationID, at: desk, in: db)
        }
        return found
    }

    /// What a complainant wrote to a merged case arrives where it is worked on, marked with the number it was written to.
    func forward(_ note: Note, from merged: Case, in db: any Connection) throws {
        let survivor = try survivor(of: merged, in: db)
        guard survivor.id != merged.id else { return }
        let system = Actor(organisationID: merged.organisationID, kind: .system)
        try take(.note(Note(text: note.text, from: merged.number)), on: survivor.id, by: system, in: db)
    }

    /// Begins the case some points of this one go to, and gives the split its number.
    func begin(_ split: Split, of subject: Case, by actor: Actor, in db: any Connection) throws -> Split {
        var complete = split
        let received = try receive(by: actor, in: db, id: split.into) { _, number in
            complete.number = number
            return subject.splitOff(split, number: number)
        }
        complete.number = received.subject.number
        return complete
    }
}

extension Case {
    /// Writes the ties of the case, so that they are found from the other end.
    func saveLinks(in db: any Connection) throws {
        try db.run("DELETE FROM case_links WHERE case_id = \(id)")
        for link in identity.links {
            try db.run(
                """
                INSERT INTO case_links (case_id, other_id, kind, organisation_id)
                VALUES (\(id), \(link.to), \(link.kind.rawValue), \(organisationID))
                """)
        }
    }

    /// Takes points that were moved away out of the index of categories.
    func dropMovedAllegations(in db: any Connection) throws {
        for moved in identity.moved {
            try db.run("DELETE FROM allegations WHERE case_id = \(id) AND place = \(moved.allegation.number)")
        }
    }

    /// Writes the limits on contact, for their page and for the next voice of the same person.
    func saveLimits(in db: any Connection) throws {
        for (place, limit) in identity.limits.enumerated() {
            try db.run(
                """
                INSERT INTO conduct_limits (case_id, place, organisation_id, is_open, from_on, until_on, review_on)
                VALUES (\(id), \(place), \(organisationID), \(limit.endedAt == nil), \(limit.proposal.from),
                    \(limit.proposal.until), \(limit.reviewOn))
                ON CONFLICT (case_id, place) DO UPDATE SET is_open = excluded.is_open, review_on = excluded.review_on
                """)
        }
    }
}

/// A tie of a case as one reader sees it (关联个案).
struct SeenLink: Sendable {
    let line: CaseLine
    let key: String

    /// Ties in both directions, as far as the reader may open the other case; with what was merged in.
    static func list(_ subject: Case, reader: CaseReader, at desk: Desk, in db: any Connection) throws -> [SeenLink] {
        let rows = try db.rows(
            """
            SELECT case_id, other_id, kind FROM case_links
            WHERE organisation_id = \(subject.organisationID) AND (case_id = \(subject.id) OR other_id = \(subject.id))
            ORDER BY case_id, other_id LIMIT 200
            """)
        var keys: [(ID<Case>, String)] = try rows.compactMap { row in
            guard let kind = LinkKind(rawValue: try row.get("kind")) else { return nil }
            let (from, to): (ID<Case>, ID<Case>) = (try row.get("case_id"), try row.get("other_id"))
            return from == subject.id ? (to, kind.key) : (from, kind.inverseKey)
        }
        if let origin = subject.splitFrom { keys.append((origin.from, "casework.link.split_from")) }
        var seen: Set<ID<Case>> = []
        keys += subject.identity.moved.map(\.to).filter { seen.insert($0).inserted }.map {
            ($0, "casework.link_inverse.split_from")
        }
        keys += subject.identity.absorbed.map { ($0.of, "casework.link.absorbed") }
        if let into = subject.mergedInto { keys.append((into, "casework.link.merged_into")) }
        let lines = try CaseList.list(keys.map(\.0), reader: reader, at: desk, in: db)
        let byID = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return keys.compactMap { id, key in byID[id].map { SeenLink(line: $0, key: key) } }
    }
}
