import Kernel
import Platform
import Storage

extension CaseDesk {
    /// Throws `Problem.forbidden` when the actor may not see who complained: nobody can recognise whom they may not
    /// know.
    func checkKnows(_ subject: Case, _ actor: Actor, in db: any Connection) throws {
        guard subject.complainant(seenBy: try Standing.of(actor, in: db)) != nil else {
            throw Problem.forbidden("casework.refusal.identity_hidden")
        }
    }

    /// Puts the PIN of the next round in force and ends whatever was opened with the old one.
    func turnPIN(of subject: Case, in db: any Connection) throws {
        let round = try pinRound(of: subject.id, subject.organisationID, in: db) + 1
        let digest = pin(of: subject.id, round: round).digest(of: subject.id.text) {
            desk.vault.mac(purpose: "pin", $0)
        }
        try db.run(
            """
            UPDATE cases SET pin_round = \(round), pin_digest = \(digest)
            WHERE organisation_id = \(subject.organisationID) AND id = \(subject.id)
            """)
        try Session.endAll(ofCase: subject.id.text, organisation: subject.organisationID, in: db)
    }

    /// Which PIN of the case is in force, the first one being 1.
    func pinRound(of id: ID<Case>, _ organisation: ID<Organisation>, in db: any Connection) throws -> Int {
        try db.one("SELECT pin_round FROM cases WHERE organisation_id = \(organisation) AND id = \(id)")
            .get("pin_round")
    }

    /// Whether the actor made the PIN in force and nobody printed it yet: they may hand it over this once.
    func holdsNewPIN(of id: ID<Case>, _ actor: Actor, in db: any Connection) throws -> Bool {
        let kinds = [CaseAction.reissuePIN.rawValue, "casework.receipt_printed"]
        let last = try db.first(
            """
            SELECT kind, actor FROM events
            WHERE subject_kind = 'case' AND subject_id = \(id) AND kind IN \(kinds) ORDER BY sequence DESC LIMIT 1
            """)
        guard let last else { return false }
        return try last.get("kind") == CaseAction.reissuePIN.rawValue && last.get("actor") == actor.signature
    }
}
