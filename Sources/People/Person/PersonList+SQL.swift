import Kernel
import Platform
import Storage

/// One line of a list of persons: what is needed to pick the right one, the name as the viewer may see it.
package struct PersonEntry: Hashable, Sendable {
    package let id: ID<Person>
    package let code: PersonCode
    package let name: String
    package let sex: Sex
    package let age: Int?
    package let unitID: ID<OrganisationUnit>?
    package let place: Place
    package let ability: AbilityLevel?
    package let cognitionImpaired: Bool
    package let status: ServiceStatus

    package init(_ person: Person, names: ViewGrant, on day: LocalDay) {
        id = person.id
        code = person.code
        name = person.shownName(names)
        sex = person.sex
        age = person.age(on: day)
        unitID = person.unitID
        place = person.place
        ability = person.ability?.level
        cognitionImpaired = person.cognitionImpaired
        status = person.status(on: day)
    }
}

extension Person {
    /// The name as far as the viewer may see it (S1-77).
    package func shownName(_ grant: ViewGrant) -> String {
        Masking.shown(name, .name, class: .sensitive, grant: grant)
    }
}

/// Which persons a list shows; empty sets mean all.
package struct PersonFilter: Hashable, Sendable {
    package var units: Set<ID<OrganisationUnit>>
    package var statuses: Set<ServiceStatus>

    package init(units: Set<ID<OrganisationUnit>> = [], statuses: Set<ServiceStatus> = []) {
        self.units = units
        self.statuses = statuses
    }
}

/// A page of a list, and after which code the next one begins; `nil` on the last page.
package struct PersonPage: Hashable, Sendable {
    package let entries: [PersonEntry]
    package let next: PersonCode?
}

/// What somebody is looked up by. Sealed facts are compared by blind index, so only whole values match.
package enum PersonQuery: Hashable, Sendable {
    case code(PersonCode)
    /// The person's own number or a relative's.
    case phone(PhoneNumber)
    /// 尾号：the last four digits of the person's own number or a relative's.
    case phoneEnding(String)
    case idNumber(IdentityNumber)
    case name(String)

    /// Guesses from what was typed: code, four digits, a telephone number, a document number, else a name. A text that
    /// could be two things is taken as the first. `nil` when nothing was typed.
    package init?(typed text: String) {
        let typed = text.trimmingPrefix { $0.isWhitespace }
        if typed.isEmpty { return nil }
        if let code = PersonCode(String(typed)) {
            self = .code(code)
        } else if let ending = PhoneNumber.ending(text) {
            self = .phoneEnding(ending)
        } else if let phone = PhoneNumber(text) {
            self = .phone(phone)
        } else if let document = IdentityNumber(text) {
            self = .idNumber(document)
        } else {
            self = .name(text)
        }
    }
}

extension Person {
    /// At most so many entries on a page or in an answer to a search.
    package static let pageLimit = 200
    package static let searchLimit = 50

    /// A page of persons by room, bed and code. `names` is what the viewer may see of the names; `extra` is what
    /// another slice asks of the row `p` besides.
    package static func list(
        _ filter: PersonFilter, after code: PersonCode? = nil, limit: Int = 50, having extra: SQL = "1 = 1",
        names: ViewGrant, on day: LocalDay, of organisationID: ID<Organisation>, keys: Keyring,
        in db: any Connection
    ) throws -> PersonPage {
        let limit = min(max(1, limit), pageLimit)
        var condition = extra
        if !filter.units.isEmpty { condition = condition + " AND p.unit_id IN \(filter.units.sorted())" }
        if !filter.statuses.isEmpty { condition = condition + " AND (\(statusCondition(filter.statuses, on: day)))" }
        if let code {
            condition =
                condition
                    + """
                     AND (p.room, p.bed, p.code_number) >
                        (SELECT last.room, last.bed, last.code_number FROM persons last
                        WHERE last.organisation_id = \(organisationID) AND last.code_number = \(code.number))
                    """
        }
        let found = try load(condition, of: organisationID, limit: limit + 1, keys: keys, in: db)
        let entries = found.prefix(limit).map { PersonEntry($0, names: names, on: day) }
        return PersonPage(entries: entries, next: found.count > limit ? entries.last?.code : nil)
    }

    /// Those who match, at most fifty. A phone also finds the persons whose relative has it: families call.
    package static func search(
        _ query: PersonQuery, names: ViewGrant, on day: LocalDay, of organisationID: ID<Organisation>, keys: Keyring,
        in db: any Connection
    ) throws -> [PersonEntry] {
        guard let condition = condition(of: query, organisationID, keys: keys) else { return [] }
        return try load(condition, of: organisationID, limit: searchLimit, keys: keys, in: db)
            .map { PersonEntry($0, names: names, on: day) }
    }

    /// Those who live in a room, by bed.
    package static func search(
        room: String, names: ViewGrant, on day: LocalDay, of organisationID: ID<Organisation>, keys: Keyring,
        in db: any Connection
    ) throws -> [PersonEntry] {
        if room.isEmpty { return [] }
        return try load("p.room = \(room)", of: organisationID, limit: searchLimit, keys: keys, in: db)
            .map { PersonEntry($0, names: names, on: day) }
    }

    /// How many persons were in service on `day`, hospital stays included: the denominator of rates (reading 26).
    package static func countInService(
        on day: LocalDay, of organisationID: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        try db.count(
            """
            SELECT count(*) AS n FROM persons p
            WHERE p.organisation_id = \(organisationID) AND \(inService(on: day))
            """)
    }

    /// Whether the row `p` of `persons` is in service on `day`, hospital stays included; for other slices' counts.
    package static func inService(on day: LocalDay) -> SQL { "\(alive(on: day)) AND \(covered(.service, on: day))" }

    private static func condition(of query: PersonQuery, _ organisationID: ID<Organisation>, keys: Keyring) -> SQL? {
        func asked(_ field: BlindField, _ value: String, _ condition: ([String]) -> SQL) -> SQL? {
            let codes = keys.blindCodes(of: field, value)
            return codes.isEmpty ? nil : condition(codes)
        }
        return switch query {
        case .code(let code): "p.code_number = \(code.number)"
        case .phone(let phone): asked(.phone, phone.text) { ownOrRelatives("phone_index", $0, organisationID) }
        case .phoneEnding(let digits):
            asked(.phoneEnding, digits) { ownOrRelatives("phone_ending_index", $0, organisationID) }
        case .idNumber(let document): asked(.idNumber, document.text) { "p.id_number_index IN \($0)" }
        case .name(let name): asked(.name, name) { "p.name_index IN \($0)" }
        }
    }

    private static func ownOrRelatives(_ column: SQL, _ codes: [String], _ organisationID: ID<Organisation>) -> SQL {
        """
        p.id IN (SELECT o.id FROM persons o
            WHERE o.organisation_id = \(organisationID) AND o.\(column) IN \(codes)
            UNION SELECT r.person_id FROM relatives r
            WHERE r.organisation_id = \(organisationID) AND r.\(column) IN \(codes))
        """
    }

    /// `Person.status(on:)` in the store's words; a test holds the two together.
    private static func statusCondition(_ statuses: Set<ServiceStatus>, on day: LocalDay) -> SQL {
        var sum: SQL = "1 = 0"
        for status in ServiceStatus.allCases where statuses.contains(status) {
            sum = sum + " OR (\(condition(of: status, on: day)))"
        }
        return sum
    }

    private static func condition(of status: ServiceStatus, on day: LocalDay) -> SQL {
        let alive = alive(on: day)
        let serving = covered(.service, on: day)
        let away = covered(.hospital, on: day)
        let begun: SQL =
            """
            EXISTS (SELECT 1 FROM service_periods b
                WHERE b.person_id = p.id AND b.kind = 'service' AND b.from_on <= \(day))
            """
        return switch status {
        case .deceased: "p.died_on <= \(day)"
        case .inService: "\(alive) AND \(serving) AND NOT \(away)"
        case .inHospital: "\(alive) AND \(serving) AND \(away)"
        case .left: "\(alive) AND NOT \(serving) AND \(begun)"
        case .expected: "\(alive) AND NOT \(begun)"
        }
    }

    private static func alive(on day: LocalDay) -> SQL { "(p.died_on IS NULL OR p.died_on > \(day))" }

    private static func covered(_ kind: ServicePeriod.Kind, on day: LocalDay) -> SQL {
        """
        EXISTS (SELECT 1 FROM service_periods s WHERE s.person_id = p.id AND s.kind = \(kind)
            AND s.from_on <= \(day) AND (s.until_on IS NULL OR s.until_on >= \(day)))
        """
    }
}
