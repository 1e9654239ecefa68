import Kernel
import Platform
import Storage

/// What training looks after by itself (培训维护): new courses of the product are laid down, old answers forgotten, and the
/// records of people long gone deleted.
enum TrainingUpkeep {
    /// The most rows one round takes away.
    static let batch = 200

    static func work(_ shelf: CourseShelf, at desk: Desk) async throws {
        try await desk.write { db in
            for home in try OrganisationProfile.list(in: db) {
                try shelf.lay(of: home, in: db)
                try forget(of: home, by: shelf.rules, in: db)
            }
        }
    }

    /// Answers go after their months; a leaver's records after their years.
    static func forget(of home: OrganisationProfile, by rules: TrainingRules, in db: any Connection) throws {
        let today = db.now.day(in: home.zone)
        let answered = home.zone.instant(of: today.advanced(byMonths: -rules.answersMonths))
        try db.run(
            """
            UPDATE training_sittings SET answers_sealed = NULL WHERE id IN (
                SELECT id FROM training_sittings WHERE organisation_id = \(home.id) AND answers_sealed IS NOT NULL
                    AND handed_in_at < \(answered) ORDER BY handed_in_at LIMIT \(batch))
            """)
        let left = today.advanced(byMonths: -12 * rules.leaverYears)
        let leavers: SQL = """
            SELECT id FROM staff WHERE organisation_id = \(home.id) AND employed_to_on < \(left)
            """
        try db.run(
            """
            DELETE FROM training_records WHERE id IN (
                SELECT id FROM training_records WHERE organisation_id = \(home.id) AND staff_id IN (\(leavers))
                ORDER BY id LIMIT \(batch))
            """)
        try db.run(
            """
            DELETE FROM training_sittings WHERE id IN (
                SELECT id FROM training_sittings q WHERE q.organisation_id = \(home.id) AND q.staff_id IN (\(leavers))
                    AND NOT EXISTS (SELECT 1 FROM training_records r WHERE r.sitting_id = q.id)
                ORDER BY q.id LIMIT \(batch))
            """)
        try db.run(
            """
            DELETE FROM training_attendances WHERE organisation_id = \(home.id) AND staff_id IN (\(leavers))
            """)
    }
}
