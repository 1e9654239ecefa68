import Kernel
import Platform
import Storage

extension CaseDesk {
    /// One look at open cases that lie with somebody who is not here, and at people who are back: each case once.
    package func followAbsences() async throws {
        let ids = try await desk.read { db in
            try OrganisationProfile.list(in: db).flatMap { profile in
                try waitingOnNobody(of: profile, in: db).map { (profile.id, $0) }
            }
        }
        for (organisation, id) in ids {
            try await desk.write { db in
                var subject = try Case.find(id, of: organisation, at: desk, in: db)
                let before = subject
                try followAbsences(&subject, in: db)
                guard subject.version != before.version else { return }
                let profile = try OrganisationProfile.find(organisation, in: db)
                try settle(subject, after: before, from: before.version, profile: profile, in: db)
            }
        }
    }

    static let absenceBatch = 200

    /// Reads open cases and open errands alone, never the archive.
    private func waitingOnNobody(of profile: OrganisationProfile, in db: any Connection) throws -> [ID<Case>] {
        let (organisation, today) = (profile.id, db.now.day(in: profile.zone))
        let isMissing = Presence.isMissing(at: db.now, on: today)
        let rows = try db.rows(
            """
            SELECT c.id FROM cases c JOIN staff s ON s.id = c.holder_id
            WHERE c.organisation_id = \(organisation) AND c.is_open = 1 AND \(isMissing)
            UNION SELECT c.id FROM cases c JOIN staff s ON s.id = c.offered_to_id
            WHERE c.organisation_id = \(organisation) AND c.offered_to_id IS NOT NULL AND c.is_open = 1
                AND \(isMissing)
            UNION SELECT e.case_id AS id FROM case_errands e JOIN staff s ON s.id = e.desk_id
            WHERE e.organisation_id = \(organisation) AND e.is_open = 1 AND \(isMissing)
            UNION SELECT r.case_id AS id FROM case_stand_ins r JOIN staff s ON s.id = r.absent_id
            WHERE r.organisation_id = \(organisation) AND NOT \(isMissing)
            ORDER BY 1 LIMIT \(CaseDesk.absenceBatch)
            """)
        return try rows.map { try $0.get("id") }
    }

    /// Gives what lies with somebody who is not here to whoever acts for them, and back to those who are here again.
    func followAbsences(_ subject: inout Case, in db: any Connection) throws {
        guard subject.state.isOpen else { return }
        let organisation = subject.organisationID
        let absent = Set(subject.teamwork.standIns.map(\.absent))
        let asked = subject.neededStaff.union(absent)
        let missing = try Presence.missing(among: asked.sorted(), of: organisation, in: db)
        let system = Actor(organisationID: organisation, kind: .system)
        for staff in absent.subtracting(missing).sorted() {
            try apply(.standInEnd(StandInEnd(absent: staff)), to: &subject, by: system, in: db)
        }
        let gone = subject.neededStaff.intersection(missing).sorted()
        guard !gone.isEmpty else { return }
        let presence = try Presence.load(for: gone, of: organisation, in: db)
        let today = db.now.day(in: subject.zone)
        let members = try StaffMember.find(all: gone, of: organisation, in: db)
        for staff in gone {
            let choices = try Standing.all(presence.standIns(for: staff), of: organisation, on: today, in: db)
            let by = subject.standIn(for: staff, among: choices)
            // An offer can wait for nobody but a person: it stays where it is and climbs the ladder.
            if by.staffID == nil, subject.holder != .staff(staff), !subject.ownsOpenWork(staff) { continue }
            let hasLeft = members[staff].map { !$0.isEmployed(on: today) } ?? true
            try apply(
                .standIn(StandIn(absent: staff, by: by, reason: hasLeft ? .left : .away)), to: &subject, by: system,
                in: db)
        }
    }

    /// Work in a case is given to nobody who is named in it, by themselves, by their unit or by their office.
    func checkGivenWork(by step: CaseStep, on subject: Case, in db: any Connection) throws {
        guard let (field, staff) = step.givesWork else { return }
        let today = db.now.day(in: subject.zone)
        for member in staff { _ = try StaffMember.find(member, of: subject.organisationID, in: db) }
        let standings = try Standing.all(staff, of: subject.organisationID, on: today, in: db)
        guard standings.allSatisfy(subject.mayBeGivenWork) else {
            throw Problem.invalid(field, Message("casework.field.person_is_named"))
        }
    }

    /// Freezes with an assignment what the rules say of its return, and the unit it counts for.
    func completed(_ given: Assignment, for subject: Case, in db: any Connection) throws -> Assignment {
        var assignment = given
        assignment.answerWithin = try rulesNow(of: subject.organisationID, in: db).levels[
            subject.level.current ?? .three
        ].answerOfferWithin
        if assignment.responsibleUnit == nil {
            let facts = try StaffFacts.relationsFacts(
                for: assignment.handler, of: subject.organisationID, on: db.now.day(in: subject.zone), in: db)
            assignment.countedUnit =
                facts.headOf.min() ?? facts.memberOf.subtracting(facts.groups).min()
                ?? facts.memberOf.min()
        }
        return assignment
    }
}

extension Case {
    /// Who acts for somebody: the first choice who may be given work in the case; a review goes back to the group,
    /// which appoints another reviewer.
    fileprivate func standIn(for staff: ID<Staff>, among choices: [Standing]) -> Holder {
        if state == .internalReview, handling.review?.reviewer == staff { return .group(accountableGroup) }
        return choices.first(where: mayBeGivenWork).map { .staff($0.staffID) } ?? .group(accountableGroup)
    }

    fileprivate func ownsOpenWork(_ staff: ID<Staff>) -> Bool {
        (teamwork.openParts.map(\.owner) + teamwork.openTasks.map(\.owner)).contains {
            acting(for: $0) == .staff(staff)
        }
    }
}

extension CaseStep {
    /// Whom the step gives work in the case, and the field that says so.
    fileprivate var givesWork: (field: String, staff: [ID<Staff>])? {
        switch self {
        case .assignment(let step): ("handler", [step.handler])
        case .arbitration(let step): ("handler", [step.handler])
        case .reviewer(let step): ("reviewer", [step.reviewer])
        case .joining(let step): ("owner", [step.owner])
        case .task(let step): ("owner", [step.owner])
        case .standIn(let step): step.by.staffID.map { ("by", [$0]) }
        case .emergency(let step): ("members", step.members.sorted())
        case .registration, .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade,
            .allegation, .classification, .conversion, .acceptance, .returning, .communication, .evidence, .finding,
            .proposal, .approval, .rejection, .letter, .notice, .settlement, .answer, .release, .agreement,
            .completion, .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewConclusion, .dispute,
            .disputeEnd, .withdrawal, .refusal, .merger, .separation, .extensionOfTime, .pause, .resumption,
            .escalation, .note, .attachment, .reissue, .absorption, .detachment, .split, .link, .unlinking,
            .correction, .outsideReport, .conductProposal, .conductApproval, .conductReview, .standInEnd, .partReport,
            .partWaiver, .taskCompletion, .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance,
            .supervisionReturn, .emergencyDecision, .emergencyReport, .attribution, .account, .accountHearing,
            .accountRuling, .ownLetter, .ownNotice, .otherTold, .payment, .paymentReversal, .recovery, .recoveryTick,
            .recoveryRating, .reportDemands, .authorityReport, .reportWaiver:
            nil
        }
    }
}
