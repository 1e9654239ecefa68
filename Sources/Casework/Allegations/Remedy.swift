import Kernel

/// What is done to put things right (补救方式, 3.6); names stand in the catalogue under the codes.
package enum Remedy: String, Codable, Sendable, CaseIterable {
    case spokenApology = "R01"
    case writtenApology = "R02"
    case explanation = "R03"
    case redo = "R04"
    case otherCarer = "R05"
    case otherRoomOrThing = "R06"
    case repair = "R07"
    case carePlan = "R08"
    case medicalCheck = "R09"
    case refund = "R10"
    case reduction = "R11"
    case compensation = "R12"
    case damages = "R13"
    case financialHelp = "R14"
    case emotionalSupport = "R15"
    case token = "R16"
    case correction = "R17"
    case training = "R18"
    case staffMeasure = "R19"
    case processChange = "R20"
    case building = "R21"
    case reportToAuthority = "R22"
    case mediation = "R23"
    case publicStatement = "R24"
    case other = "R99"
}

/// Up to which sum a role may approve money remedies (补救金额权限, 3.6). Above the director's it is the chief executive.
package struct RemedyLimits: Hashable, Codable, Sendable {
    /// Of supervisors and complaint leaders.
    package var supervisor: Money
    package var director: Money

    /// Supervisor ¥500, director ¥5,000, above that the chief executive.
    package static let standard = RemedyLimits(supervisor: Money(yuan: 500), director: Money(yuan: 5000))

    /// `true` when there is no money in it or one of the roles may grant that much.
    package func allows(_ amount: Money?, to roles: Set<Role>) -> Bool {
        guard let amount, amount.fen > 0, !roles.contains(.chiefExecutive) else { return true }
        if roles.contains(.director), amount <= director { return true }
        return !roles.isDisjoint(with: [.supervisor, .complaintLeader]) && amount <= supervisor
    }
}
