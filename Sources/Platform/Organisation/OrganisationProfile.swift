import Kernel
import Storage
import Web

/// What sort of body an organisation is (机构类型, S0-4). It drives labels, rules and denominators.
package enum OrganisationKind: String, ColumnValue, Codable, CaseIterable {
    /// 养老院
    case careHome = "care_home"
    /// 居家养老
    case homeCare = "home_care"
    /// 长护险服务机构
    case ltciProvider = "ltci_provider"
    /// 医院
    case hospital
    /// 医养结合
    case combined

    /// The key of the kind's own name.
    package var nameKey: String { "platform.organisation.kind.\(rawValue)" }

    /// The key of the word for the person served: 老人, 服务对象 or 患者 (reading 35).
    package var personServedKey: String {
        switch self {
        case .careHome, .combined: "platform.organisation.person_served.resident"
        case .homeCare, .ltciProvider: "platform.organisation.person_served.client"
        case .hospital: "platform.organisation.person_served.patient"
        }
    }
}

/// An organisation (机构): whose cases, staff and rules these are.
package struct OrganisationProfile: Hashable, Sendable {
    package let id: ID<Organisation>
    package var name: String
    package var kind: OrganisationKind
    package var zone: Zone
    package var language: Language
    package var phone: String
    package var address: String

    package init(
        id: ID<Organisation>, name: String, kind: OrganisationKind, zone: Zone, language: Language, phone: String = "",
        address: String = ""
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.zone = zone
        self.language = language
        self.phone = phone
        self.address = address
    }

    /// Throws `Problem.invalid` unless name, phone and address fit their columns.
    package func checked() throws(Problem) -> OrganisationProfile {
        guard (1...200).contains(name.count) else {
            throw .invalid("name", Message("platform.organisation.name_length", ["n": 200]))
        }
        guard phone.count <= 40 else {
            throw .invalid("phone", Message("platform.organisation.too_long", ["n": 40]))
        }
        guard address.count <= 300 else {
            throw .invalid("address", Message("platform.organisation.too_long", ["n": 300]))
        }
        return self
    }
}
