import Deadlines
import Kernel
import Platform
import Storage

/// Who has not read a published bulletin is reminded by itself, half-way to the day by which everybody should have and
/// on that day (通报阅读提醒, S0-20); whoever writes bulletins can remind besides.
extension Bulletin {
    static let readingDays = 10

    private static let ladder = [50, 100].map {
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent($0))
    }

    func startReminders(in db: any Connection) throws {
        guard let term = Term(Bulletin.readingDays, .workingDays) else { return }
        let promise = Promise(
            kind: "bulletin", term: term, warnings: [], ladder: Bulletin.ladder, ruleVersion: Grading.ruleVersion)
        try StoredClock(
            organisationID: organisationID, subject: subject,
            clock: Clock(promise: promise, startedAt: db.now, recordedAt: db.now), holderID: nil
        ).save(calendar: OrganisationCalendar.load(organisationID, in: db), in: db)
    }

    /// Reminds whoever has not read it. The clock ends when everybody has, or with its last reminder.
    static func remind(of stored: StoredClock, _ reading: Reading, at desk: Desk, in db: any Connection) throws {
        guard let id = ID<Bulletin>(stored.subject.id) else { return }
        let bulletin = try find(id, of: stored.organisationID, in: db)
        let profile = try OrganisationProfile.find(stored.organisationID, in: db)
        let today = db.now.day(in: profile.zone)
        let isRead = try bulletin.unread(on: today, in: db).isEmpty
        let system = Actor(organisationID: profile.id, kind: .system)
        try bulletin.remind(by: system, on: today, at: desk, in: db)
        guard isRead || reading.dueAt <= db.now else { return }
        var ended = stored
        try ended.clock.apply(isRead ? .met(db.now) : .cancelled(db.now))
        try ended.save(calendar: OrganisationCalendar.load(profile.id, in: db), in: db)
    }
}
