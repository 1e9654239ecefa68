import Commitments
import Duties
import Kernel
import People
import Platform
import Storage

/// Duties that end when nothing is left to do for them, which no single deed says (自动办结): asked after each deed that
/// may be the last.
enum DutyEndings {
    static let reaction: Reaction = { event, db, desk in
        guard reissuing.contains(event.kind) else { return }
        let system = Actor(organisationID: event.organisationID, kind: .system)
        for letter in try LetterBook.load(of: event.organisationID, in: db).versions where letter.issued != nil {
            let duty: DutyCode = "letter_reissue"
            guard try Duties.isOpen(duty, startedBy: letter.subject, of: event.organisationID, in: db),
                try !isHeldBack(letter, of: event.organisationID, in: db)
            else { continue }
            try Duties.meet(duty, startedBy: letter.subject, by: system, at: desk, in: db)
        }
    }

    private static let reissuing: Set<String> = [
        "commitments.letter_published", "commitments.letter_given", "people.changed",
    ]

    /// Whether somebody in service holds an older letter and was not given this one or a newer; who was given it and
    /// would not sign is not waited for (S0-24).
    private static func isHeldBack(
        _ letter: CommitmentLetter, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Bool {
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        return try db.first(
            """
            SELECT h.person_id FROM commitment_holdings h JOIN persons p ON p.id = h.person_id
            WHERE h.organisation_id = \(organisation) AND h.signed_version < \(letter.version)
                AND h.last_version < \(letter.version) AND \(Person.inService(on: today))
            LIMIT 1
            """) != nil
    }
}
