import Kernel
import People
import Platform

/// Who and what the made year is about: the house as it is when the year begins.
package struct YearCast: Sendable {
    package let organisation: ID<Organisation>
    package let staff: [String: Member]
    package let units: [String: ID<OrganisationUnit>]
    package let elders: [Elder]

    package init(
        organisation: ID<Organisation>, staff: [String: Member], units: [String: ID<OrganisationUnit>],
        elders: [Elder]
    ) {
        self.organisation = organisation
        self.staff = staff
        self.units = units
        self.elders = elders
    }

    /// An employee by their office.
    package struct Member: Sendable {
        package let id: ID<Staff>
        package let roles: Set<Role>
        package let name: String

        package init(id: ID<Staff>, roles: Set<Role>, name: String) {
            self.id = id
            self.roles = roles
            self.name = name
        }
    }

    /// Where somebody lives: which bureau answers for their care, and how the place is called.
    package struct Dwelling: Sendable, Hashable {
        /// A key of the bureaus of nursing: `floor1` … `floor4`, `home`, `ward`.
        package let bureau: String
        package let place: String

        package init(bureau: String, place: String) {
            self.bureau = bureau
            self.place = place
        }
    }

    /// Somebody the house cares for.
    package struct Elder: Sendable {
        package let id: ID<Person>
        package let name: String
        package let isWoman: Bool
        package let dwelling: Dwelling
        package let vulnerability: GradingFacts.Vulnerability
        package let families: [Family]

        package init(
            id: ID<Person>, name: String, isWoman: Bool, dwelling: Dwelling,
            vulnerability: GradingFacts.Vulnerability, families: [Family]
        ) {
            self.id = id
            self.name = name
            self.isWoman = isWoman
            self.dwelling = dwelling
            self.vulnerability = vulnerability
            self.families = families
        }
    }

    /// A relative who may speak for them.
    package struct Family: Sendable {
        package let name: String
        package let kind: ComplainantKind
        package let phone: String

        package init(name: String, kind: ComplainantKind, phone: String) {
            self.name = name
            self.kind = kind
            self.phone = phone
        }
    }
}
