import Deadlines
import Kernel
import Platform
import Storage

extension CaseDesk {
    func due(inWorkingDays days: Int, for subject: Case, in db: any Connection) throws -> Instant? {
        guard let term = Term(days, .workingDays) else { return nil }
        let calendar = try OrganisationCalendar.load(subject.organisationID, in: db)
        let promise = Promise(kind: "supervision", term: term, ruleVersion: Grading.ruleVersion)
        return Clock(promise: promise, startedAt: db.now, recordedAt: db.now).reading(at: db.now, in: calendar).dueAt
    }

    /// Who works on the case and is in conflict, by unit or office, once it is about these.
    func leaving(_ step: Attribution, _ subject: Case, in db: any Connection) throws -> Set<ID<Staff>> {
        _ = try step.units.map { try OrganisationUnit.find($0, of: subject.organisationID, in: db) }
        for member in step.staff { _ = try StaffMember.find(member, of: subject.organisationID, in: db) }
        let today = db.now.day(in: subject.zone)
        let after = subject.about(step)
        let standings = try Standing.all(
            subject.staffAtWork.sorted(), of: subject.organisationID, on: today, in: db)
        return Set(standings.filter { !after.mayBeGivenWork($0) }.map(\.staffID))
    }

    /// Refuses to hold to account whoever complained, in the same words as for anybody else who cannot be, so that
    /// nobody finds out who reported.
    func checkAnswerable(_ staff: ID<Staff>, for subject: Case, in db: any Connection) throws {
        let person = try StaffMember.find(staff, of: subject.organisationID, in: db)
        let phone = try person.phone(at: desk, in: db)
        let asComplainant = Complainant(kind: .employee, phone: phone.isEmpty ? nil : phone)
        if subject.complainant.name == person.name || asComplainant.isSamePerson(as: subject.complainant) {
            throw Problem.invalid("person", Message("casework.field.not_answerable"))
        }
    }

    /// A complainant of a merged case is answered once the case that goes on is decided.
    func checkSurvivorDecided(_ merged: Case, in db: any Connection) throws {
        let survivor = try survivor(of: merged, in: db)
        guard survivor.decision.isApproved || survivor.decision.settlement != nil else {
            throw Problem.conflict(
                "casework.refusal.survivor_undecided", ["number": .text(survivor.number.description)])
        }
    }

    /// The case this one was merged into learns that its complainant has the answer.
    func noteTold(_ merged: Case, in db: any Connection) throws {
        guard let into = merged.mergedInto else { return }
        let system = Actor(organisationID: merged.organisationID, kind: .system)
        try take(.otherTold(OtherTold(of: merged.id, number: merged.number)), on: into, by: system, in: db)
    }

    /// Tells the person concerned that they are to be heard, or what was decided: on a page of their own, since they
    /// may not open the case.
    func leaveOwnNotice(after fact: CaseFact, about subject: Case, in db: any Connection) throws {
        guard let (account, key) = subject.accountTold(by: fact.step) else { return }
        try StaffNotice.leave(
            Message("casework.notice.\(key)"), for: [account.person],
            about: Event.Subject(kind: "accountability", id: account.person.text), of: subject.organisationID, in: db)
    }
}

extension Case {
    /// The account whose person a step tells of, and the sentence for them; `nil` for every other step.
    fileprivate func accountTold(by step: CaseStep) -> (account: Accountability, key: String)? {
        switch step {
        case .account: return watch.accounts.last.map { ($0, "own_account") }
        case .accountRuling(let ruling):
            return watch.accounts.first { $0.number == ruling.number }.map { ($0, "own_account_decided") }
        case .registration, .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade,
            .allegation, .classification, .conversion, .assignment, .arbitration, .acceptance, .returning,
            .communication, .evidence, .finding, .proposal, .approval, .rejection, .letter, .notice, .settlement,
            .answer, .release, .agreement, .completion, .secondConfirmation, .closure, .reopening, .reviewRequest,
            .reviewer, .reviewConclusion, .dispute, .disputeEnd, .withdrawal, .refusal, .merger, .separation,
            .extensionOfTime, .pause, .resumption, .escalation, .note, .attachment, .reissue, .absorption,
            .detachment, .split, .link, .unlinking, .correction, .outsideReport, .conductProposal, .conductApproval,
            .conductReview, .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion,
            .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn, .emergency,
            .emergencyDecision, .emergencyReport, .attribution, .accountHearing, .ownLetter, .ownNotice, .otherTold,
            .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            return nil
        }
    }

    /// Writes the tables that lists of notes and accounts are read from, and whom the case is about when that changed.
    func saveWatch(after before: Case?, in db: any Connection) throws {
        if let before, before.complainedAbout != complainedAbout { try saveNamed(in: db) }
        guard watchKept != nil else { return }
        try saveEmergencyGroup(after: before, in: db)
        for note in watch.notes { try save(note, in: db) }
        for account in watch.accounts where before?.watch.accounts.contains(account) != true {
            try db.send(
                """
                INSERT INTO case_accounts (case_id, number, organisation_id, staff_id, proposed_at, is_open)
                VALUES (\(id), \(account.number), \(organisationID), \(account.person), \(account.proposedAt),
                    \(account.isOpen))
                ON CONFLICT (case_id, number) DO UPDATE SET is_open = excluded.is_open
                """)
        }
    }

    /// Writes who may act at once in the case, when the group of its emergency changed.
    private func saveEmergencyGroup(after before: Case?, in db: any Connection) throws {
        let members = watch.emergency?.members ?? []
        guard members != before?.watch.emergency?.members ?? [] else { return }
        try db.send("DELETE FROM case_emergency_members WHERE case_id = \(id)")
        for member in members.sorted() {
            try db.send("INSERT INTO case_emergency_members (case_id, staff_id) VALUES (\(id), \(member))")
        }
    }

    private func save(_ note: SupervisionNote, in db: any Connection) throws {
        let awaits = note.awaitsAnswer ? "answer" : note.awaitsAcceptance ? "judgement" : "nothing"
        try db.send(
            """
            INSERT INTO supervision_notes (case_id, number, organisation_id, unit_id, desk_id, issuer_id, issued_at,
                due_at, awaits, is_open)
            VALUES (\(id), \(note.number), \(organisationID), \(supervisedUnit), \(holder.idText),
                \(note.issuedBy.staffID), \(note.issuedAt), \(note.dueAt), \(awaits), \(note.isOpen && state.isOpen))
            ON CONFLICT (case_id, number) DO UPDATE SET unit_id = excluded.unit_id, desk_id = excluded.desk_id,
                due_at = excluded.due_at, awaits = excluded.awaits, is_open = excluded.is_open
            """)
    }

    private func saveNamed(in db: any Connection) throws {
        try db.send("DELETE FROM case_named_staff WHERE case_id = \(id)")
        try db.send("DELETE FROM case_named_units WHERE case_id = \(id)")
        for member in complainedAbout.staff.sorted() {
            try db.send("INSERT INTO case_named_staff (case_id, staff_id) VALUES (\(id), \(member))")
        }
        for unit in complainedAbout.units.sorted() {
            try db.send("INSERT INTO case_named_units (case_id, unit_id) VALUES (\(id), \(unit))")
        }
        if !state.isOpen { try saveOpennessOfNamed(in: db) }
        // What they were told of the case before leaves their desks as well.
        for member in complainedAbout.staff.union(watch.attributions.last?.attribution.leaving ?? []).sorted() {
            let actor = Actor(organisationID: organisationID, kind: .staff(member, roles: []))
            try StaffNotice.markSeen(eventSubject, by: actor, in: db)
        }
    }
}
