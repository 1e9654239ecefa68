import Kernel

/// An employee (员工). Whoever has an account is one; not every employee has an account.
package struct StaffMember: Hashable, Sendable {
    package let id: ID<Staff>
    package let organisationID: ID<Organisation>
    /// 工号, unique within the organisation.
    package var number: String
    package var name: String
    /// The telephone number as the Vault sealed it; this module never sees the key.
    package var phoneSealed: String?
    package var employedFrom: LocalDay
    /// The last day of employment; `nil` while employed.
    package var employedTo: LocalDay?
    /// 在岗
    package var isOnDuty: Bool

    package init(
        id: ID<Staff>, organisationID: ID<Organisation>, number: String, name: String, phoneSealed: String? = nil,
        employedFrom: LocalDay, employedTo: LocalDay? = nil, isOnDuty: Bool = true
    ) {
        self.id = id
        self.organisationID = organisationID
        self.number = number
        self.name = name
        self.phoneSealed = phoneSealed
        self.employedFrom = employedFrom
        self.employedTo = employedTo
        self.isOnDuty = isOnDuty
    }

    package func isEmployed(on day: LocalDay) -> Bool { employedFrom <= day && employedTo.map { day <= $0 } ?? true }

    /// Throws `Problem.invalid` naming every field that does not fit.
    package func checked() throws(Problem) -> StaffMember {
        var faults: [String: Message] = [:]
        for (field, text, longest) in [("number", number, 40), ("name", name, 100)]
        where !(1...longest).contains(text.count) {
            faults[field] = Message("platform.organisation.name_length", ["n": .number(longest)])
        }
        if let employedTo, employedTo < employedFrom {
            faults["employed_to"] = Message("platform.organisation.end_before_start", ["day": .day(employedFrom)])
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return self
    }

    /// Ends the employment with `day`. Refused for the last system administrator (reading 25, 等保).
    package mutating func leave(on day: LocalDay, roles: Set<Role>, systemAdministrators: Int) throws(Problem) {
        try Separation.checkRemoval(of: roles, systemAdministrators: systemAdministrators)
        guard day >= employedFrom else {
            throw .invalid(
                "employed_to", Message("platform.organisation.end_before_start", ["day": .day(employedFrom)]))
        }
        employedTo = day
        isOnDuty = false
    }
}

/// That an employee belongs to a unit, in a post, for a time (S0-14: membership with dates).
package struct Membership: Hashable, Sendable {
    package let id: ID<Membership>
    package let staffID: ID<Staff>
    package let unitID: ID<OrganisationUnit>
    package let postID: ID<Post>?
    package let from: LocalDay
    package private(set) var to: LocalDay?

    package init(
        id: ID<Membership>, staffID: ID<Staff>, unitID: ID<OrganisationUnit>, postID: ID<Post>? = nil,
        from: LocalDay, to: LocalDay? = nil
    ) {
        self.id = id
        self.staffID = staffID
        self.unitID = unitID
        self.postID = postID
        self.from = from
        self.to = to
    }

    package func holds(on day: LocalDay) -> Bool { from <= day && to.map { day <= $0 } ?? true }

    /// Throws `Problem` unless the membership lies within the life of its unit and overlaps no other of that unit.
    package func check(unit: OrganisationUnit, others: [Membership]) throws(Problem) {
        guard unit.activeFrom <= from, unit.activeTo == nil else {
            throw .conflict("platform.organisation.unit_ended")
        }
        let rival = others.contains { other in
            other.id != id && other.unitID == unitID && (other.to.map { $0 >= from } ?? true)
                && (to.map { $0 >= other.from } ?? true)
        }
        guard !rival else { throw .conflict("platform.organisation.member_already") }
    }

    package mutating func end(on day: LocalDay) throws(Problem) {
        guard day >= from else {
            throw .invalid("to", Message("platform.organisation.end_before_start", ["day": .day(from)]))
        }
        to = day
    }
}

/// Where an employee stands in the tree on one day: conflict of interest and the unit-head relation are read from it.
package struct StaffFacts: Hashable, Sendable {
    package let staffID: ID<Staff>
    /// The units the employee is a member of.
    package let memberOf: Set<ID<OrganisationUnit>>
    /// The same, with every unit above them: a complaint about a department is about its teams too.
    package let partOf: Set<ID<OrganisationUnit>>
    /// The units the employee is head of.
    package let headOf: Set<ID<OrganisationUnit>>
    /// The same, with every unit below them.
    package let headOver: Set<ID<OrganisationUnit>>
    /// The groups among `memberOf` (投诉处理小组, 统一协调小组).
    package let groups: Set<ID<OrganisationUnit>>

    /// Reads the facts of `day` out of the tree.
    package init(_ staffID: ID<Staff>, units: Set<ID<OrganisationUnit>>, tree: UnitTree, on day: LocalDay) {
        self.staffID = staffID
        memberOf = units.filter { tree[$0]?.isActive(on: day) ?? false }
        partOf = memberOf.union(memberOf.flatMap(tree.above))
        headOf = Set(tree.units.filter { $0.headID == staffID && $0.isActive(on: day) }.map(\.id))
        headOver = headOf.union(headOf.flatMap(tree.below))
        groups = memberOf.filter { tree[$0]?.kind == .group }
    }

    /// Whether a complaint about `unit` is one about the employee's own unit (separation, 3.8).
    package func isConcerned(by unit: ID<OrganisationUnit>) -> Bool {
        partOf.contains(unit) || headOver.contains(unit)
    }
}
