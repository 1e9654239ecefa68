import Deadlines
import Kernel
import Platform
import Storage

/// Who must learn of a step (提醒对象).
enum CaseAudience: Hashable, Sendable {
    case staff(ID<Staff>)
    case role(Role)
    case group(ID<OrganisationUnit>)
}

extension Case {
    /// Whom a fact concerns and the sentence for them. The author is told nothing of their own step.
    func notices(after fact: CaseFact) -> [(CaseAudience, Message)] {
        let about: [String: Message.Argument] = ["number": .text(number.description)]
        func notice(_ key: String) -> Message { Message("casework.notice.\(key)", about) }
        let holding: CaseAudience = holder.staffID.map { .staff($0) } ?? .group(holder.groupID ?? accountableGroup)
        switch fact.step {
        case .registration(let step):
            // A restricted case is not for the head of a unit to open until it is assigned there.
            let head = isRestricted ? nil : step.route?.head
            let routed = head.map { [(CaseAudience.staff($0), notice("routed"))] } ?? []
            return routed + (holder.groupID.map { [(.group($0), notice("received"))] } ?? [])
        case .assignment(let step): return [(.staff(step.handler), notice("assigned"))]
        case .arbitration(let step): return [(.staff(step.handler), notice("assigned"))]
        case .returning:
            return teamwork.isDisputed
                ? [(.role(.coordinator), notice("ruling_wanted")), (.group(accountableGroup), notice("disputed"))]
                : [(.group(accountableGroup), notice("returned"))]
        case .standIn(let step): return step.by.staffID.map { [(.staff($0), notice("stand_in"))] } ?? []
        case .joining(let step): return [(.staff(step.owner), notice("part_asked"))]
        case .partReport: return responsible.map { (.staff($0), notice("part_reported")) }
        case .partWaiver: return responsible.map { (.staff($0), notice("part_waived")) }
        case .task(let step): return [(.staff(step.owner), notice("task_given"))]
        case .taskCompletion: return responsible.map { (.staff($0), notice("task_done")) }
        case .supervision: return [(holding, notice("supervised"))]
        case .supervisionReturn: return [(holding, notice("supervision_returned"))]
        case .supervisionAnswer(let step):
            return note(step.number)?.issuedBy.staffID.map { [(.staff($0), notice("supervision_answered"))] } ?? []
        case .supervisionAcceptance(let step):
            return note(step.number)?.answeredBy.map { [(.staff($0), notice("supervision_accepted"))] } ?? []
        case .emergency(let step):
            return [(.role(.chiefExecutive), notice("emergency_declared"))]
                + step.members.sorted().map { (.staff($0), notice("emergency_member")) }
        case .emergencyReport: return [(.role(.chiefExecutive), notice("emergency_reported"))]
        case .attribution:
            return [(holding, notice("about_corrected")), (.role(.qualitySupervisor), notice("about_corrected"))]
        case .otherTold: return responsible.map { (.staff($0), notice("other_told")) }
        case .account:
            return [.director, .humanResources].map { (.role($0), notice("account_proposed")) }
        case .accountHearing: return [.chiefExecutive, .director].map { (.role($0), notice("account_heard")) }
        case .proposal: return approverRoles.sorted().map { (.role($0), notice("awaiting_approval")) }
        case .approval:
            let payers: [(CaseAudience, Message)] =
                moneyOwed.fen > 0 ? [(.group(accountableGroup), notice("money_to_pay"))] : []
            return solvers.sorted().map { (.staff($0), notice("approved")) } + payers
        case .reportDemands:
            return responsible.map { (.staff($0), notice("report_to_make")) }
                + approverRoles.sorted().map { (.role($0), notice("report_to_make")) }
        case .rejection: return solvers.sorted().map { (.staff($0), notice("rejected")) }
        case .escalation(let step):
            return [
                (
                    .role(step.role),
                    Message("casework.notice.escalated", about.merging(["reason": .message(step.reason)]) { $1 })
                )
            ]
        case .answer: return responsible.map { (.staff($0), notice("answered")) }
        case .reviewer(let step): return [(.staff(step.reviewer), notice("review"))]
        case .reopening: return [(holding, notice("reopened"))]
        case .merger: return responsible.map { (.staff($0), notice("merged")) }
        case .absorption: return responsible.map { (.staff($0), notice("absorbed")) }
        case .separation: return responsible.map { (.staff($0), notice("unmerged")) }
        case .detachment: return responsible.map { (.staff($0), notice("let_go")) }
        case .split: return responsible.map { (.staff($0), notice("split")) }
        case .conductProposal: return [(.role(.director), notice("limit_proposed"))]
        case .note(let note) where note.from != nil:
            return responsible.map { (.staff($0), notice("complainant_wrote")) }
        case .note(let step) where fact.by.staffID != nil:
            return (step.mentions ?? []).sorted().map { (.staff($0), notice("mentioned")) }
        case .note:
            return fact.by == .complainant ? responsible.map { (.staff($0), notice("complainant_wrote")) } : []
        case .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade, .allegation,
            .classification, .conversion, .acceptance, .communication, .evidence, .finding, .letter, .notice,
            .settlement, .release, .agreement, .completion, .secondConfirmation, .closure, .reviewRequest,
            .reviewConclusion, .dispute, .disputeEnd, .withdrawal, .refusal, .extensionOfTime, .pause, .resumption,
            .attachment, .reissue, .link, .unlinking, .correction, .outsideReport, .conductApproval, .conductReview,
            .standInEnd, .taskRemoval, .emergencyDecision, .accountRuling, .ownLetter, .ownNotice, .payment,
            .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .authorityReport, .reportWaiver:
            return []
        }
    }

    /// Who is told of what is due on a desk: the employee it is, or the group.
    func audience(ofDesk id: String?) -> CaseAudience {
        if let id, id != holder.idText, id != accountableGroup.text, let staff = ID<Staff>(id) { return .staff(staff) }
        return holder.staffID.map(CaseAudience.staff) ?? .group(accountableGroup)
    }

    /// The people who answer for the case day by day.
    var responsible: [ID<Staff>] { Set([holder.staffID, handler, firstReceiver].compactMap { $0 }).sorted() }
}

extension CaseDesk {
    func leaveNotices(after fact: CaseFact, about subject: Case, in db: any Connection) throws {
        try leaveOwnNotice(after: fact, about: subject, in: db)
        for (audience, message) in subject.notices(after: fact) {
            let members = try members(of: audience, subject, in: db).filter { $0 != fact.by.staffID }
            try StaffNotice.leave(
                message, for: members, about: subject.eventSubject, of: subject.organisationID, in: db)
        }
    }

    /// The employees of an audience who may read the case: nobody learns of it by a notice alone.
    func members(of audience: CaseAudience, _ subject: Case, in db: any Connection) throws -> [ID<Staff>] {
        let today = db.now.day(in: subject.zone)
        let found: [ID<Staff>]
        switch audience {
        case .staff(let id): return subject.complainedAbout.staff.contains(id) ? [] : [id]
        case .role(.unitHead): return try heads(of: subject, in: db)
        case .role(let role):
            found = try RoleGrant.holders(of: role, organisation: subject.organisationID, on: today, in: db).map(\.id)
        case .group(let unit):
            found = try Membership.members(
                of: unit, organisation: subject.organisationID, on: today, in: db
            ).map(\.id)
        }
        return try readers(of: subject, among: found, in: db)
    }

    /// The head of the responsible unit; while no unit is responsible, the leaders of the complaint group.
    private func heads(of subject: Case, in db: any Connection) throws -> [ID<Staff>] {
        guard let unit = subject.responsibleUnit else {
            return try members(of: .role(.complaintLeader), subject, in: db)
        }
        let head = try OrganisationUnit.find(unit, of: subject.organisationID, in: db).headID
        return try readers(of: subject, among: [head].compactMap { $0 }, in: db)
    }

    func readers(of subject: Case, among staff: [ID<Staff>], in db: any Connection) throws -> [ID<Staff>] {
        let today = db.now.day(in: subject.zone)
        return try Standing.all(staff, of: subject.organisationID, on: today, in: db).filter { standing in
            let actor = Actor(
                organisationID: subject.organisationID, kind: .staff(standing.staffID, roles: standing.roles))
            return CaseworkRights.allows(subject.readingAction, actor, as: subject.relations(of: standing))
        }.map(\.staffID)
    }

    /// What the sweep found due on a case's clock: the holder is warned, the ladder is climbed, each once.
    package func attend(
        _ stored: StoredClock, _ attentions: [Attention], _ reading: Reading, in db: any Connection
    ) throws {
        guard let id = ID<Case>(stored.subject.id) else { return }
        let subject = try Case.find(id, of: stored.organisationID, at: desk, in: db)
        let system = Actor(organisationID: stored.organisationID, kind: .system)
        let facts: [String: Message.Argument] = [
            "number": .text(subject.number.description), "due": .due(reading.dueAt),
            "clock": .message(Message("casework.clock.\(CaseClock.baseName(stored.kind))")),
        ]
        var isHolderTold = false
        for attention in attentions {
            switch attention.kind {
            case .ladder(let step) where step.level > 0:
                guard let role = Role(rawValue: step.role) else { continue }
                // A case that was merged, withdrawn or ended climbs no ladder, whatever clock is left.
                guard Transitions.line(subject.state, .escalate) != nil else { continue }
                let reason = Message("casework.escalation.clock", facts)
                try take(.escalation(Escalation(role: role, reason: reason)), on: id, by: system, in: db)
            case .warning, .daysBefore, .due, .ladder:
                isHolderTold = true
                try Event.record(
                    "casework.warned", of: stored.subject, by: system,
                    facts: ["clock": stored.kind.rawValue, "attention": attention.id], sealed: false, at: desk, in: db)
            case .pauseEnded:
                if subject.timing.isPaused { try take(.resumption(Resumption()), on: id, by: system, in: db) }
            }
        }
        guard isHolderTold else { return }
        // Whatever fell due on a case, its holder has one line about it.
        let audience = subject.audience(ofDesk: stored.holderID)
        try StaffNotice.leave(
            try dueNotice(of: subject, after: stored, in: db), for: try members(of: audience, subject, in: db),
            about: stored.subject, of: stored.organisationID, topic: "due", in: db)
    }

    /// What a case has due, worded by the clock that is due first of those the holder was warned of.
    private func dueNotice(of subject: Case, after stored: StoredClock, in db: any Connection) throws -> Message {
        let calendar = try OrganisationCalendar.load(stored.organisationID, in: db)
        func reading(_ one: StoredClock) -> Reading { one.clock.reading(at: db.now, in: calendar) }
        func dueAt(_ one: StoredClock) -> Instant { reading(one).dueAt }
        func isPaused(_ one: StoredClock) -> Bool { if case .paused = reading(one).state { true } else { false } }
        let warned = try StoredClock.list(of: stored.subject, in: db).filter { one in
            one.kind != stored.kind && one.clock.finishedAt == nil && !one.clock.handled.isEmpty
                && one.holderID == stored.holderID && !isPaused(one)
        }
        let first = warned.reduce(stored) { dueAt($1) < dueAt($0) ? $1 : $0 }
        let due = dueAt(first)
        let key = (due <= db.now ? "overdue" : "due_soon") + (warned.isEmpty ? "" : "_more")
        return Message(
            "casework.notice.\(key)",
            [
                "number": .text(subject.number.description), "due": .due(due), "n": .number(warned.count),
                "clock": .message(Message("casework.clock.\(CaseClock.baseName(first.kind))")),
            ])
    }
}

extension CaseClock {
    /// `decision` for `decision-2@3`, `task` for `task.4`.
    package static func baseName(_ kind: Promise.Kind) -> String { baseName(kind.rawValue) }

    static func baseName(_ name: String) -> String {
        String(name.prefix { $0 != "-" && $0 != "@" && $0 != "." })
    }
}
