import Kernel
import Platform

/// Whose desk a case is on (当前持有人). Always exactly one, so nobody can say it was nobody's (S4-4).
package enum Holder: Hashable, Codable, Sendable {
    case staff(ID<Staff>)
    case group(ID<OrganisationUnit>)

    package var staffID: ID<Staff>? {
        switch self {
        case .staff(let id): id
        case .group: nil
        }
    }

    package var groupID: ID<OrganisationUnit>? {
        switch self {
        case .staff: nil
        case .group(let id): id
        }
    }
}

/// Whom and what a case is about, for conflicts of interest (被投诉对象).
package struct ComplainedAbout: Hashable, Codable, Sendable {
    package var staff: Set<ID<Staff>>
    package var units: Set<ID<OrganisationUnit>>
    /// Offices of the leadership complained about: they cannot decide, the next higher does (reading 39).
    package var roles: Set<Role>

    package init(staff: Set<ID<Staff>> = [], units: Set<ID<OrganisationUnit>> = [], roles: Set<Role> = []) {
        self.staff = staff
        self.units = units
        self.roles = roles
    }
}

/// Who took a step, as it is kept in a fact.
package enum Author: Hashable, Codable, Sendable {
    case staff(ID<Staff>)
    case complainant
    case visitor
    case system

    package init(_ actor: Actor) {
        switch actor.kind {
        case .staff(let id, _): self = .staff(id)
        case .complainant: self = .complainant
        case .visitor: self = .visitor
        case .system: self = .system
        }
    }

    package var staffID: ID<Staff>? {
        switch self {
        case .staff(let id): id
        case .complainant, .visitor, .system: nil
        }
    }
}
