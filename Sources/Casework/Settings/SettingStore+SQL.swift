import Foundation
import Kernel
import Platform
import Storage

extension CaseDesk {
    /// Histories made lately, by the fingerprint of the newest version.
    private static let histories = Memo<ID<Organisation>, RuleHistory>(limit: 1_000)

    /// The rules of the organisation through time. One row is read unless something new was approved.
    package func history(of organisation: ID<Organisation>, in db: any Connection) throws -> RuleHistory {
        let newest = try db.once("newest rules \(organisation)", from: ["setting_versions"]) {
            try db.first(
                """
                SELECT fingerprint FROM setting_versions WHERE organisation_id = \(organisation)
                ORDER BY place DESC LIMIT 1
                """)
        }
        guard let newest else { return RuleHistory(shipped: rules, versions: []) }
        return try CaseDesk.histories.value(organisation, newest.get("fingerprint")) {
            RuleHistory(shipped: rules, versions: try SettingVersion.list(of: organisation, in: db))
        }
    }

    /// The rules in force at this moment.
    package func rulesNow(of organisation: ID<Organisation>, in db: any Connection) throws -> CaseworkData {
        try history(of: organisation, in: db).rules(at: db.now)
    }

    /// Asks for a change. Throws `Problem` when another one waits, the version it was made from is no longer the
    /// newest, nothing differs, or the invariant would break.
    package func propose(
        _ document: SettingDocument, of subject: SettingSubject, from base: Int, wishedFrom: LocalDay?, reason: String,
        by actor: Actor, in db: any Connection
    ) throws -> SettingProposal {
        let (organisation, history) = (actor.organisationID, try history(of: actor.organisationID, in: db))
        guard try SettingProposal.open(subject, of: organisation, in: db) == nil else {
            throw Problem.conflict("casework.rules.refusal.another_waits")
        }
        try check(document, of: subject, from: base, history, organisation, in: db)
        let proposal = SettingProposal(
            id: db.newID(), organisationID: organisation, subject: subject, base: base, document: document,
            wishedFrom: wishedFrom, reason: reason, proposedBy: actor.signature, proposedAt: db.now)
        try proposal.save(in: db)
        try record("proposed", proposal, number: nil, from: nil, by: actor, in: db)
        return proposal
    }

    /// A second person's word on a proposal; approved, it becomes the next version. Throws `Problem` as `settle` does,
    /// and when it no longer holds what must hold.
    @discardableResult
    package func settle(
        _ id: ID<SettingProposal>, _ word: SettingProposal.State, remark: String?, by actor: Actor,
        in db: any Connection
    ) throws -> SettingVersion? {
        let organisation = actor.organisationID
        var proposal = try SettingProposal.find(id, of: organisation, in: db)
        try proposal.settle(word, by: actor, remark: remark, at: db.now)
        try proposal.save(in: db)
        try tellProposer(of: proposal, in: db)
        guard word == .approved else {
            try record(word.rawValue, proposal, number: nil, from: nil, by: actor, in: db)
            return nil
        }
        let history = try history(of: organisation, in: db)
        try check(proposal.document, of: proposal.subject, from: proposal.base, history, organisation, in: db)
        let version = try version(of: proposal, after: history, by: actor, in: db)
        try version.insert(in: db)
        try record(
            word.rawValue, proposal, number: version.number, from: version.effectiveFrom, by: actor, in: db)
        return version
    }

    private func check(
        _ document: SettingDocument, of subject: SettingSubject, from base: Int, _ history: RuleHistory,
        _ organisation: ID<Organisation>, in db: any Connection
    ) throws {
        guard base == history.newest(subject)?.number ?? 0 else {
            throw Problem.conflict("casework.rules.refusal.newer_version")
        }
        guard document != history.document(of: subject, number: base) else {
            throw Problem.invalid("form", Message("casework.rules.refusal.nothing_changed"))
        }
        let profile = try OrganisationProfile.find(organisation, in: db)
        let faults = SettingLine.faults(
            from: history.document(of: subject, number: base), to: document,
            subject.groups(history.latest, try SettingHouse.load(profile, in: db)))
        if !faults.isEmpty { throw Problem.invalid(faults) }
        try subject.check(document, after: history.latest, shipped: history.shipped, profile.kind)
    }

    private func version(
        of proposal: SettingProposal, after history: RuleHistory, by actor: Actor, in db: any Connection
    ) throws -> SettingVersion {
        let id: ID<SettingVersion> = db.newID()
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        let former = history.newest(proposal.subject)
        let from = proposal.effectiveFrom(after: former?.effectiveFrom, approvedAt: db.now, zone: zone)
        let fingerprint = SettingVersion.fingerprint(
            after: history.versions.last?.fingerprint ?? "",
            [
                id.text, proposal.id.text, try JSONText.of(proposal.document), String(from.milliseconds),
                actor.signature, proposal.proposedBy, proposal.reason, proposal.remark ?? "",
            ])
        return SettingVersion(
            id: id, organisationID: actor.organisationID, place: (history.versions.last?.place ?? 0) + 1,
            subject: proposal.subject, number: (former?.number ?? 0) + 1, document: proposal.document,
            effectiveFrom: from,
            proposedBy: proposal.proposedBy, proposedAt: proposal.proposedAt, approvedBy: actor.signature,
            approvedAt: db.now, reason: proposal.reason, remark: proposal.remark,
            fingerprint: fingerprint)
    }

    private struct Fact: Encodable {
        let proposal: ID<SettingProposal>
        let base: Int
        let document: SettingDocument
        let reason: String
        let remark: String?
        let number: Int?
        let effectiveFrom: Instant?
    }

    private func record(
        _ word: String, _ proposal: SettingProposal, number: Int?, from: Instant?, by actor: Actor,
        in db: any Connection
    ) throws {
        let subject = Event.Subject(
            kind: "setting", id: "\(proposal.organisationID).\(proposal.subject.rawValue)")
        let fact = Fact(
            proposal: proposal.id, base: proposal.base, document: proposal.document, reason: proposal.reason,
            remark: proposal.remark, number: number, effectiveFrom: from)
        try Event.record(
            "casework.setting_\(word)", of: subject, by: actor, facts: fact, sealed: false, at: desk, in: db)
    }
}

extension SettingVersion {
    /// Most versions one organisation may have; more would mean a change every day for years.
    static let most = 2_000

    /// All versions in the order they were approved.
    static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [SettingVersion] {
        try db.rows(
            "SELECT * FROM setting_versions WHERE organisation_id = \(organisation) ORDER BY place LIMIT \(most)"
        ).compactMap(SettingVersion.init)
    }

    func insert(in db: any Connection) throws {
        guard place <= SettingVersion.most else { throw Problem.conflict("casework.rules.refusal.too_many") }
        try db.run(
            """
            INSERT INTO setting_versions (organisation_id, place, id, subject, number, document, effective_from_at,
                proposed_by, proposed_at, approved_by, approved_at, reason, remark, fingerprint)
            VALUES (\(organisationID), \(place), \(id), \(subject.rawValue), \(number),
                \(try JSONText.of(document)), \(effectiveFrom), \(proposedBy), \(proposedAt), \(approvedBy),
                \(approvedAt), \(reason), \(remark), \(fingerprint))
            """)
    }

    static func document(_ json: String) throws -> SettingDocument {
        try JSONDecoder().decode(SettingDocument.self, from: Data(json.utf8))
    }

    /// `nil` for a subject of a later program.
    private init?(_ row: Row) throws {
        guard let subject = SettingSubject(rawValue: try row.get("subject")) else { return nil }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), place: try row.get("place"),
            subject: subject, number: try row.get("number"),
            document: try SettingVersion.document(row.get("document")),
            effectiveFrom: try row.get("effective_from_at"), proposedBy: try row.get("proposed_by"),
            proposedAt: try row.get("proposed_at"), approvedBy: try row.get("approved_by"),
            approvedAt: try row.get("approved_at"), reason: try row.get("reason"), remark: try row.get("remark"),
            fingerprint: try row.get("fingerprint"))
    }
}

extension SettingProposal {
    /// The one that waits for a word, if any.
    package static func open(
        _ subject: SettingSubject, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> SettingProposal? {
        try db.first(
            """
            SELECT * FROM setting_proposals
            WHERE organisation_id = \(organisation) AND subject = \(subject.rawValue) AND state = 'open'
            """
        ).map(SettingProposal.init)
    }

    /// Every proposal that waits.
    package static func open(of organisation: ID<Organisation>, in db: any Connection) throws -> [SettingProposal] {
        try db.rows(
            """
            SELECT * FROM setting_proposals WHERE organisation_id = \(organisation) AND state = 'open'
            ORDER BY subject LIMIT 50
            """
        ).map(SettingProposal.init)
    }

    /// What was refused or taken back lately, the newest first.
    package static func declined(
        _ subject: SettingSubject, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [SettingProposal] {
        try db.rows(
            """
            SELECT * FROM setting_proposals
            WHERE organisation_id = \(organisation) AND subject = \(subject.rawValue)
                AND state IN ('rejected', 'withdrawn')
            ORDER BY proposed_at DESC, id DESC LIMIT 20
            """
        ).map(SettingProposal.init)
    }

    /// Throws `Problem.notFound`.
    package static func find(
        _ id: ID<SettingProposal>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> SettingProposal {
        try SettingProposal(
            db.one("SELECT * FROM setting_proposals WHERE id = \(id) AND organisation_id = \(organisation)"))
    }

    /// Writes a new proposal, or the word that was given on it.
    func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO setting_proposals (id, organisation_id, subject, base, document, wished_from_on, reason,
                proposed_by, proposed_at, state, settled_by, settled_at, remark)
            VALUES (\(id), \(organisationID), \(subject.rawValue), \(base), \(try JSONText.of(document)),
                \(wishedFrom), \(reason), \(proposedBy), \(proposedAt), \(state.rawValue), \(settledBy),
                \(settledAt), \(remark))
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, settled_by = excluded.settled_by,
                settled_at = excluded.settled_at, remark = excluded.remark
            """)
    }

    private init(_ row: Row) throws {
        guard let subject = SettingSubject(rawValue: try row.get("subject")),
            let state = State(rawValue: try row.get("state"))
        else { throw StorageError.badColumn("subject") }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), subject: subject,
            base: try row.get("base"), document: try SettingVersion.document(row.get("document")),
            wishedFrom: try row.get("wished_from_on"), reason: try row.get("reason"),
            proposedBy: try row.get("proposed_by"), proposedAt: try row.get("proposed_at"), state: state,
            settledBy: try row.get("settled_by"), settledAt: try row.get("settled_at"), remark: try row.get("remark"))
    }
}
