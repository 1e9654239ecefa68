import Deadlines
import Kernel
import Platform
import Storage

extension DutyDesk {
    static let mostTold = 50

    /// What happens when a duty's clock wants attention: the holder is reminded, the ladder is climbed.
    func attend(
        _ stored: StoredClock, _ attentions: [Attention], _ reading: Reading, in db: any Connection
    ) throws {
        guard let id = ID<Duty>(stored.subject.id) else { return }
        let duty = try Duty.find(id, of: stored.organisationID, in: db)
        guard duty.state == .open else { return }
        for attention in attentions {
            switch attention.kind {
            case .warning, .daysBefore: try remind(duty, "due_soon", in: db)
            case .due: try remind(duty, "overdue", in: db)
            case .ladder(let step) where step.level == 0: try remind(duty, "overdue", in: db)
            case .ladder(let step): try climb(duty, step, in: db)
            case .pauseEnded: break
            }
        }
    }

    private func remind(_ duty: Duty, _ key: String, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("duties.notice.\(key)", try naming(duty, in: db)),
            for: people(of: duty.holder, duty.organisationID, in: db), about: duty.subject, of: duty.organisationID,
            topic: "duty", in: db)
    }

    /// Tells the next one above: the head of the unit where there is one, else whoever holds the role.
    private func climb(_ duty: Duty, _ step: LadderStep, in db: any Connection) throws {
        guard let role = Role(rawValue: step.role) else { return }
        let tree = try UnitTree.load(of: duty.organisationID, in: db)
        let head = duty.unitID.flatMap { unit in ([unit] + tree.above(unit)).compactMap { tree[$0]?.headID }.first }
        let told: [ID<Staff>]
        if role == .unitHead, let head {
            told = [head]
        } else {
            told = try people(of: .desk(role), duty.organisationID, in: db)
        }
        try StaffNotice.leave(
            Message("duties.notice.escalated", try naming(duty, in: db)), for: told, about: duty.subject,
            of: duty.organisationID, topic: "duty", in: db)
        try Event.record(
            "duties.escalated", of: duty.subject, by: system(duty), facts: DutyFacts(role: step.role), at: desk, in: db)
    }

    /// The employees behind a holder.
    func people(
        of holder: DutyHolder, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Staff>] {
        switch holder {
        case .staff(let id): return [id]
        case .desk(let role):
            let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
            return try RoleGrant.holders(of: role, organisation: organisation, on: today, in: db)
                .prefix(DutyDesk.mostTold).map(\.id)
        }
    }
}
