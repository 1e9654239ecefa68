import Kernel
import Storage

/// The complainant's way to one case: number and PIN, no account. Wrong PINs are counted for the case strictly and for
/// the address generously, so that nobody can guess and nobody on the ward's shared network is shut out.
package enum CaseDoor {
    package enum Outcome: Hashable, Sendable {
        /// The token of the session that began.
        case opened(token: String)
        /// The same for an unknown case and a wrong PIN.
        case refused(Message)
    }

    /// What the slice knows of the case that was named.
    package struct Lock: Hashable, Sendable {
        package let caseID: String
        package let organisationID: ID<Organisation>
        /// What `PIN.digest` gave when the case was received.
        package let pinDigest: String
        /// Nothing of where the complainant came from may be written down: the case is anonymous.
        package let keepsNoTrace: Bool

        package init(
            caseID: String, organisationID: ID<Organisation>, pinDigest: String, keepsNoTrace: Bool = false
        ) {
            self.caseID = caseID
            self.organisationID = organisationID
            self.pinDigest = pinDigest
            self.keepsNoTrace = keepsNoTrace
        }
    }

    /// Opens the case or counts the failure. `lock` is `nil` when no case has that number. The outcome must be
    /// returned from the transaction's body, lest the count be lost. Throws `Problem.tooMany`.
    package static func enter(
        number: String, pin typed: String, lock: Lock?, from origin: Session.Origin, in db: any Connection,
        mac: ([UInt8]) -> [UInt8]
    ) throws -> Outcome {
        let name = String(number.prefix(60)).uppercased()
        let bounds: [(String, ThrottleLimit)] = [
            ("pin:\(name):\(origin.address)", .pinsPerCaseAndAddress),
            ("pin:\(name)", .pinsPerCase),
            ("pin_address:\(origin.address)", .pinsPerAddress),
        ]
        for (key, limit) in bounds { try Throttle.check(key, limit, in: db) }
        if let lock, let pin = PIN(typed), pin.opens(lock.caseID, stored: lock.pinDigest, mac: mac) {
            try Throttle.clear(bounds[0].0, in: db)
            let seen = lock.keepsNoTrace ? Session.Origin(device: "", address: "") : origin
            try SecurityEvent.record(.caseOpened, of: lock.organisationID, address: seen.address, in: db)
            let subject = Session.Subject.complainant(caseID: lock.caseID)
            return .opened(token: try Session.start(subject, of: lock.organisationID, from: seen, in: db).token)
        }
        for (key, limit) in bounds { try Throttle.count(key, limit, in: db) }
        try SecurityEvent.record(.casePINRefused, of: lock?.organisationID, address: origin.address, in: db)
        return .refused(Message("platform.identity.case_refused"))
    }
}
