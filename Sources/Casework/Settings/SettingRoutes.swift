import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The organisation's own rules (规则与时限): what is in force, every earlier version, a change with its preview, and a
/// second person's word (S4-13, S4-26, S4-52).
enum SettingRoutes {
    static let address = "/admin/rules"
    private static let bodyLimit = 512 * 1024

    static func all(_ cases: CaseDesk) -> [Route] {
        let (read, propose) = (Access.right(SettingAction.read), Access.right(SettingAction.propose))
        return [
            .get(address, read) { visit in try await overview(visit, cases) },
            .get("\(address)/:subject", read) { visit in try await show(visit, cases) },
            .get("\(address)/:subject/versions/:number", read) { visit in try await version(visit, cases) },
            .get("\(address)/:subject/change", propose) { visit in try await change(visit, cases) },
            .post("\(address)/:subject/preview", propose, bodyLimit: bodyLimit) { visit in
                try await preview(visit, cases)
            },
            .post("\(address)/:subject/proposals", propose, bodyLimit: bodyLimit) { visit in
                try await self.propose(visit, cases)
            },
            .post("\(address)/:subject/approval", .right(SettingAction.approve)) { visit in
                try await settle(visit, cases, .approved)
            },
            .post("\(address)/:subject/rejection", .right(SettingAction.approve)) { visit in
                try await settle(visit, cases, .rejected)
            },
            .post("\(address)/:subject/withdrawal", propose) { visit in try await settle(visit, cases, .withdrawn) },
        ]
    }

    static func subject(_ visit: Visit) throws(Problem) -> SettingSubject {
        guard let subject = SettingSubject(rawValue: visit.parameters.get("subject") ?? "") else { throw .notFound }
        return subject
    }

    static func writer(
        _ visit: Visit, _ signatures: [String], _ profile: OrganisationProfile, in db: any Connection
    ) throws -> SettingWriter {
        let ids = Set(signatures).compactMap { ID<Staff>(String($0.dropFirst("staff:".count))) }.sorted()
        let staff = try StaffMember.find(all: ids, of: profile.id, in: db)
        return SettingWriter(
            words: visit.words, house: try .load(profile, in: db),
            names: Dictionary(uniqueKeysWithValues: staff.map { ("staff:\($0.key)", $0.value.name) }))
    }

    private static func overview(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SettingAction.read, visit.actor)
        let organisation = visit.actor.organisationID
        let page = try await cases.desk.read { db in
            let history = try cases.history(of: organisation, in: db)
            let profile = try OrganisationProfile.find(organisation, in: db)
            let writer = try writer(visit, history.versions.map(\.approvedBy), profile, in: db)
            return writer.overview(history, waiting: try SettingProposal.open(of: organisation, in: db), at: db.now)
        }
        return try visit.page(page)
    }

    /// What is in force, what waits with its preview, and the versions.
    static func show(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try cases.desk.rights.must(SettingAction.read, visit.actor)
        let (subject, actor) = (try subject(visit), visit.actor)
        let may = { @Sendable (action: SettingAction) in cases.desk.rights.allows(action.rawValue, to: actor) }
        let page = try await cases.desk.read { db in
            let history = try cases.history(of: actor.organisationID, in: db)
            let profile = try OrganisationProfile.find(actor.organisationID, in: db)
            let waiting = try SettingProposal.open(subject, of: actor.organisationID, in: db)
            let declined = try SettingProposal.declined(subject, of: actor.organisationID, in: db)
            let proposals = declined + (waiting.map { [$0] } ?? [])
            let signatures =
                history.versions.flatMap { [$0.proposedBy, $0.approvedBy] }
                + proposals.flatMap { [$0.proposedBy, $0.settledBy ?? ""] }
            let writer = try writer(visit, signatures, profile, in: db)
            var sections: [PageSection] = []
            if let waiting {
                sections = writer.waiting(waiting, may: may, visit, faults: faults)
                let shown = try judged(waiting, history, writer, actor, cases, in: db)
                sections.insert(contentsOf: shown, at: 1)
            }
            sections += writer.inForce(subject, history, at: db.now) + writer.list(subject, history.rules(at: db.now))
            if subject == .grading {
                sections.append(writer.review(try .recent(of: profile.id, at: cases.desk, in: db)))
            }
            sections.append(writer.versions(subject, history, at: db.now))
            sections += writer.declined(declined)
            let name = visit.words(subject.message)
            return RecordPage(
                name, breadcrumb: Breadcrumb([(address, writer.word("nav"))], here: name),
                lead: writer.word("about.\(subject.rawValue)"),
                actions: may(.propose) && waiting == nil
                    ? [ActionLink("\(address)/\(subject.rawValue)/change", writer.word("change"), icon: "pencil")]
                    : [], sections)
        }
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What a proposal would change and touch, for whoever has to judge it.
    private static func judged(
        _ proposal: SettingProposal, _ history: RuleHistory, _ writer: SettingWriter, _ actor: Actor,
        _ cases: CaseDesk, in db: any Connection
    ) throws -> [PageSection] {
        let subject = proposal.subject
        let list = SettingDifference.list(
            from: history.document(of: subject, number: proposal.base), to: proposal.document,
            subject.groups(history.latest, writer.house))
        let reader = try CaseReader.of(actor, in: db)
        let found = try cases.preview(proposal.document, of: subject, proposal.organisationID, in: db)
        return [writer.differences(list), writer.preview(found, of: subject, mayRead: reader.mayRead)]
    }

    private static func version(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SettingAction.read, visit.actor)
        let (subject, organisation) = (try subject(visit), visit.actor.organisationID)
        guard let number = Int(visit.parameters.get("number") ?? "") else { throw Problem.notFound }
        let page = try await cases.desk.read { db in
            let history = try cases.history(of: organisation, in: db)
            guard let version = history.versions.first(where: { $0.subject == subject && $0.number == number }) else {
                throw Problem.notFound
            }
            let profile = try OrganisationProfile.find(organisation, in: db)
            let writer = try writer(visit, [version.proposedBy, version.approvedBy], profile, in: db)
            let groups = subject.groups(history.latest, writer.house)
            let list = SettingDifference.list(
                from: history.document(of: subject, number: number - 1), to: version.document, groups)
            let name = visit.words(subject.message)
            let title = "\(name) · \(writer.version(number))"
            return RecordPage(
                title,
                breadcrumb: Breadcrumb(
                    [(address, writer.word("nav")), ("\(address)/\(subject.rawValue)", name)],
                    here: writer.version(number)),
                state: writer.state(version, current: history.version(of: subject, at: db.now), at: db.now),
                [writer.facts(version), writer.differences(list, heading: writer.word("against_former"))]
                    + writer.values(version.document, subject, groups))
        }
        return try visit.page(page)
    }
}
