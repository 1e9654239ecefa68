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

/// Up to which sum a role may approve money remedies (补救金额权限, 3.6).
package struct RemedyLimits: Hashable, Sendable {
    package let limits: [Role: Money]
    /// Roles without a limit.
    package let unlimited: Set<Role>

    package init(limits: [Role: Money], unlimited: Set<Role>) {
        self.limits = limits
        self.unlimited = unlimited
    }

    /// Supervisor ¥500, director ¥5,000, above that the chief executive.
    package static let standard = RemedyLimits(
        limits: [
            .supervisor: Money(yuan: 500), .complaintLeader: Money(yuan: 500), .director: Money(yuan: 5000),
        ], unlimited: [.chiefExecutive])

    /// `true` when there is no money in it or one of the roles may grant that much.
    package func allows(_ amount: Money?, to roles: Set<Role>) -> Bool {
        guard let amount, amount.fen > 0 else { return true }
        if !unlimited.isDisjoint(with: roles) { return true }
        return roles.contains { role in limits[role].map { amount <= $0 } ?? false }
    }
}
