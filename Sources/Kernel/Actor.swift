/// Who does something, and for which organisation. Queries take `organisationID` from here, never from a request.
package struct Actor: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A signed-in employee.
        case staff(ID<Staff>, roles: Set<Role>)
        /// Whoever proved number and PIN of one case.
        case complainant(caseID: String)
        /// Somebody unknown who uses a public page.
        case visitor
        /// The program itself: sweep, jobs, commands of the shell.
        case system
    }

    package let organisationID: ID<Organisation>
    package let kind: Kind

    package init(organisationID: ID<Organisation>, kind: Kind) {
        self.organisationID = organisationID
        self.kind = kind
    }

    package var staffID: ID<Staff>? {
        if case .staff(let id, _) = kind { return id }
        return nil
    }

    package var roles: Set<Role> {
        if case .staff(_, let roles) = kind { return roles }
        return []
    }

    /// How the actor is written down in an event: `staff:…`, `complainant`, `visitor` or `system`.
    package var signature: String {
        switch kind {
        case .staff(let id, _): "staff:\(id)"
        case .complainant: "complainant"
        case .visitor: "visitor"
        case .system: "system"
        }
    }
}

/// Marks ids of organisations (机构); the record itself belongs to Platform.
package enum Organisation {}

/// Marks ids of employees (员工); the record itself belongs to Platform.
package enum Staff {}
