import Kernel
import Platform
import Storage

extension Case {
    /// What proves that somebody is the complainant of the case with that number; `nil` when there is none.
    static func lock(
        _ number: CaseNumber, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> CaseDoor.Lock? {
        let row = try db.first(
            """
            SELECT id, pin_digest, secrecy FROM cases
            WHERE organisation_id = \(organisation) AND number = \(number.description)
            """)
        return try row.map { row in
            CaseDoor.Lock(
                caseID: try row.get("id"), organisationID: organisation, pinDigest: try row.get("pin_digest"),
                keepsNoTrace: try row.get("secrecy", as: String.self) == Secrecy.anonymous.rawValue)
        }
    }

    /// How many times the PIN was made anew, the first included.
    static func pinRound(_ id: ID<Case>, of organisation: ID<Organisation>, in db: any Connection) throws -> Int {
        try db.one("SELECT pin_round FROM cases WHERE organisation_id = \(organisation) AND id = \(id)").get(
            "pin_round")
    }
}

extension CaseDesk {
    /// Lets a complainant in who proves to be one by the number of the case and its PIN, as they typed them. Return
    /// the outcome from the transaction's body, lest a failure be forgotten. Throws `Problem.tooMany`.
    func admit(
        _ typed: String, pin: String, of organisation: ID<Organisation>, from origin: Session.Origin,
        in db: any Connection
    ) throws -> CaseDoor.Outcome {
        let number = CaseNumber(typed)
        let lock = try number.flatMap { try Case.lock($0, of: organisation, in: db) }
        return try CaseDoor.enter(
            number: number?.description ?? typed, pin: pin, lock: lock, from: origin, in: db,
            mac: { desk.vault.mac(purpose: "pin", $0) })
    }
}
