import Kernel
import Platform
import Storage

extension DutyDesk {
    static let absenceBatch = 200

    /// Gives open duties of those who are not here to whoever acts for them, and back when they are.
    package func followAbsences() async throws {
        let found = try await desk.read { db in
            try OrganisationProfile.list(in: db).flatMap { profile in
                try waitingOnNobody(profile, in: db).map { (profile.id, $0) }
            }
        }
        for (organisation, id) in found {
            try await desk.write { try follow(id, of: organisation, in: $0) }
        }
    }

    /// Begins with the few who are away, so that it takes as long with many open duties as with few.
    private func waitingOnNobody(_ profile: OrganisationProfile, in db: any Connection) throws -> [ID<Duty>] {
        let today = db.now.day(in: profile.zone)
        let isMissing = Presence.isMissing(at: db.now, on: today)
        return try db.rows(
            """
            SELECT d.id FROM staff s JOIN duties d ON d.organisation_id = s.organisation_id AND d.holder = s.id
                AND d.state = 'open' AND d.opens_on <= \(today)
            WHERE s.organisation_id = \(profile.id) AND \(isMissing)
            UNION SELECT d.id FROM duties d JOIN staff s ON s.id = d.absent_id
            WHERE d.organisation_id = \(profile.id) AND d.absent_id IS NOT NULL AND d.state = 'open'
                AND NOT \(isMissing)
            ORDER BY 1 LIMIT \(DutyDesk.absenceBatch)
            """
        ).map { try $0.get("id") }
    }

    private func follow(_ id: ID<Duty>, of organisation: ID<Organisation>, in db: any Connection) throws {
        var duty = try Duty.find(id, of: organisation, in: db)
        guard duty.state == .open else { return }
        let concerned = [duty.holder.staffID, duty.absentID].compactMap { $0 }
        let missing = try Presence.missing(among: concerned, of: organisation, in: db)
        let before = duty
        if let absent = duty.absentID, !missing.contains(absent) {
            duty.endStandIn()
        } else if let holder = duty.holder.staffID, missing.contains(holder) {
            let presence = try Presence.load(for: [duty.absentID ?? holder], of: organisation, in: db)
            let choice = presence.standIns(for: duty.absentID ?? holder).first
            duty.standIn(choice.map { .staff($0) } ?? .desk(.supervisor))
        }
        guard duty != before else { return }
        try duty.save(in: db)
        try settleClock(of: duty, in: db)
        try Event.record(
            duty.absentID == nil ? "duties.stand_in_ended" : "duties.stood_in", of: duty.subject, by: system(duty),
            facts: DutyFacts(to: duty.holder.key, from: before.absentID?.text ?? before.holder.key), at: desk, in: db)
        guard let staff = duty.holder.staffID else { return }
        try StaffNotice.leave(
            Message("duties.notice.stood_in", try naming(duty, in: db)), for: [staff], about: duty.subject,
            of: organisation, topic: "duty", in: db)
    }
}
