import Kernel
import Platform
import Storage

/// What somebody asks for, checked (办理请求).
struct DutyDeed: Sendable {
    let step: DutyStep
    var note = ""
    var to: ID<Staff>?
    var kind: WaiverKind?
    var evidence: Event.Subject?
    /// Contents that lie in the store of files already.
    var files: [(file: CheckedFile, digest: ContentDigest)] = []
}

extension DutyDesk {
    /// Takes a step: asks the rights and the state, changes the duty and its clock, writes the event, tells whom it
    /// concerns.
    @discardableResult
    func take(_ deed: DutyDeed, on id: ID<Duty>, by actor: Actor, in db: any Connection) throws -> Duty {
        var duty = try Duty.find(id, of: actor.organisationID, in: db)
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        try desk.rights.must(deed.step.action, actor, as: relations(of: actor, to: duty, in: db))
        if let problem = duty.refusal(of: deed.step, by: actor, today: db.now.day(in: zone)) { throw problem }
        let before = duty
        let event = try change(&duty, deed, by: actor, in: db)
        try duty.save(in: db)
        try settleClock(of: duty, in: db)
        var facts = DutyFacts(note: deed.note.isEmpty ? nil : deed.note, kind: deed.kind?.rawValue)
        facts.to = (deed.to ?? (deed.step == .claim || deed.step == .acceptance ? actor.staffID : nil))?.text
        facts.evidence = deed.evidence.map { "\($0.kind)/\($0.id)" }
        facts.files = try attach(deed, to: duty, by: actor, in: db)
        try Event.record(event, of: duty.subject, by: actor, facts: facts, at: desk, in: db)
        try tell(deed.step, duty, before, by: actor, in: db)
        return duty
    }

    private func change(
        _ duty: inout Duty, _ deed: DutyDeed, by actor: Actor, in db: any Connection
    ) throws -> String {
        switch deed.step {
        case .completion:
            try checkEvidence(deed, for: duty, in: db)
            duty.complete(deed.evidence, by: actor.signature, at: db.now)
            return "duties.completed"
        case .claim:
            guard let staff = actor.staffID else { throw Problem.signedOut }
            duty.give(to: .staff(staff))
            return "duties.claimed"
        case .offer:
            guard let to = deed.to, to != duty.holder.staffID else {
                throw Problem.invalid("to", Message("duties.fault.to"))
            }
            let member = try StaffMember.find(to, of: duty.organisationID, in: db)
            let zone = try OrganisationProfile.find(duty.organisationID, in: db).zone
            guard member.isEmployed(on: db.now.day(in: zone)),
                try Presence.missing(among: [to], of: duty.organisationID, in: db).isEmpty
            else { throw Problem.invalid("to", Message("duties.fault.away")) }
            duty.offeredTo = to
            return "duties.offered"
        case .acceptance:
            guard let staff = actor.staffID else { throw Problem.signedOut }
            duty.give(to: .staff(staff))
            return "duties.accepted"
        case .decline:
            duty.offeredTo = nil
            return "duties.declined"
        case .waiver:
            guard let kind = deed.kind else { throw Problem.invalid("kind", Message("web.form.choose")) }
            duty.waiver = Duty.Waiver(kind: kind, by: actor.signature)
            return "duties.waiver_asked"
        case .approval:
            duty.waive(by: actor.signature, at: db.now)
            return "duties.waived"
        case .rejection:
            duty.waiver = nil
            return "duties.waiver_rejected"
        case .reopening:
            duty.reopen()
            return "duties.reopened"
        }
    }

    /// A note or a file is asked for as the rule says; what another part of the program shows needs neither.
    private func checkEvidence(_ deed: DutyDeed, for duty: Duty, in db: any Connection) throws {
        guard deed.evidence == nil else { return }
        let history = try RuleHistory.find(duty.code, of: duty.organisationID, in: db)
        guard let rule = history[number: duty.ruleNumber]?.rule else { throw Problem.notFound }
        if rule.evidence == .file, deed.files.isEmpty {
            throw Problem.invalid("files", Message("duties.fault.file"))
        }
        if deed.note.isEmpty { throw Problem.invalid("note", Message("web.form.required")) }
    }

    private func attach(
        _ deed: DutyDeed, to duty: Duty, by actor: Actor, in db: any Connection
    ) throws -> [String]? {
        for (file, digest) in deed.files {
            try Attachment(
                id: db.newID(), file, digest: digest, subjectKind: Duty.subjectKind, subjectID: duty.id.text, by: actor,
                at: db.now
            ).record(in: db)
        }
        return deed.files.isEmpty ? nil : deed.files.map(\.file.name)
    }

    /// What ties the actor to the duty.
    func relations(of actor: Actor, to duty: Duty, in db: any Connection) throws -> Set<Relation> {
        var relations: Set<Relation> = []
        guard let staff = actor.staffID else { return relations }
        if duty.holder.isHeld(by: actor) || duty.absentID == staff { relations.insert(.holder) }
        if duty.offeredTo == staff { relations.insert(.own) }
        if let unit = duty.unitID {
            let tree = try UnitTree.load(of: duty.organisationID, in: db)
            if ([unit] + tree.above(unit)).contains(where: { tree[$0]?.headID == staff }) {
                relations.insert(.unitHead)
            }
        }
        return relations
    }

    /// Whether notes and files of the duty are for this reader: of a resident's only for those who work on it or lead.
    func maySeeNotes(of duty: Duty, _ actor: Actor, as relations: Set<Relation>) -> Bool {
        duty.scope.kind != .resident || !relations.isEmpty
            || desk.rights.allows(DutyAction.readPunctuality.rawValue, to: actor)
    }

    private func tell(
        _ step: DutyStep, _ duty: Duty, _ before: Duty, by actor: Actor, in db: any Connection
    ) throws {
        let told: [ID<Staff>]
        switch step {
        case .offer: told = duty.offeredTo.map { [$0] } ?? []
        case .acceptance, .decline, .approval, .rejection, .reopening:
            let asker = before.waiver.flatMap { StaffSignature.staff($0.by) }
            told = [before.holder.staffID, asker].compactMap { $0 }
        case .completion, .claim, .waiver: told = []
        }
        let others = told.filter { $0 != actor.staffID }
        guard !others.isEmpty else { return }
        try StaffNotice.leave(
            Message("duties.notice.\(step.rawValue)", try naming(duty, in: db)), for: others, about: duty.subject,
            of: duty.organisationID, topic: "duty", in: db)
    }

    /// How a sentence names a duty: its rule and its period, never a resident.
    func naming(_ duty: Duty, in db: any Connection) throws -> [String: Message.Argument] {
        let rule = try RuleHistory.find(duty.code, of: duty.organisationID, in: db)[number: duty.ruleNumber]?.rule
        return [
            "name": .message(rule?.name.message ?? Message("duties.title")), "period": .message(duty.period.message),
            "due": .due(duty.dueAt),
        ]
    }
}

/// The employee a signature names.
enum StaffSignature {
    static func staff(_ signature: String) -> ID<Staff>? {
        signature.hasPrefix("staff:") ? ID<Staff>(String(signature.dropFirst(6))) : nil
    }
}
