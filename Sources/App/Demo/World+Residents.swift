import Kernel
import People
import Platform
import Storage

extension World {
    /// A resident of the home, made the same every time.
    package struct Resident: Sendable {
        package let number: Int
        package let name: String
        let sex: Sex
        let bornOn: LocalDay
        let unit: ID<OrganisationUnit>
        let room: String
        let bed: String
        let ability: AbilityLevel
        var cognitionImpaired = false
        var communication = Communication()
        package let phone: String
        var healthNotes = ""
        package internal(set) var families: [Family] = []
        var servedFrom = World.day(2025, 1, 1)

        package var id: ID<Person> { World.id(5_000 + number) }
    }

    /// A relative of a resident with what they hold and may be told.
    package struct Family: Sendable {
        let number: Int
        let name: String
        let relation: Kinship
        let phone: String
        let scope: Set<DisclosureTopic>
        var authority: Authority.Kind?
        var speaks = false
        var conflictNote = ""

        package var id: ID<Relative> { World.id(6_000 + number) }
    }

    package static let residents: [Resident] = {
        var families = 0
        return WorldData.shared.residents.enumerated().map { index, told in
            var resident = Resident(told, number: index + 1)
            resident.servedFrom = day(2025, 1, resident.number + 1)
            for family in told.families ?? [] {
                families += 1
                resident.families.append(Family(family, number: families))
            }
            return resident
        }
    }()

    static func make(_ residents: [Resident], keys: Keyring, in db: any Connection) throws {
        for resident in residents {
            let code = try PersonCode.next(for: organisation, in: db)
            try Person(
                id: resident.id, organisationID: organisation, code: code, name: resident.name, sex: resident.sex,
                bornOn: resident.bornOn, unitID: resident.unit,
                place: Place(room: resident.room, bed: resident.bed),
                ability: AbilityAssessment(level: resident.ability, assessedOn: day(2026, 2, 10)),
                cognitionImpaired: resident.cognitionImpaired, communication: resident.communication,
                periods: [ServicePeriod(from: resident.servedFrom)]
            ).save(keys: keys, in: db)
            try Confidential(phone: PhoneNumber(resident.phone), healthNotes: resident.healthNotes)
                .save(of: resident.id, organisation, keys: keys, in: db)
            for family in resident.families { try make(family, of: resident, keys: keys, in: db) }
            try makeConsents(resident, in: db)
        }
    }

    private static func make(
        _ family: Family, of resident: Resident, keys: Keyring, in db: any Connection
    ) throws {
        try Relative(
            id: family.id, organisationID: organisation, personID: resident.id, name: family.name,
            relation: family.relation, scope: family.scope, priority: family.speaks ? 1 : 2,
            conflictNote: family.conflictNote
        ).save(keys: keys, in: db)
        try Relative.savePhone(PhoneNumber(family.phone), of: family.id, organisation, keys: keys, in: db)
        if let kind = family.authority {
            try Authority(
                id: id(7_000 + family.number), kind: kind, document: document(kind, family), validFrom: day(2025, 1, 1)
            ).record(of: family.id, organisation, in: db)
        }
        if family.speaks {
            try Relative.appoint(family.id, spokespersonOf: resident.id, organisation, keys: keys, in: db)
        }
    }

    private static func document(_ kind: Authority.Kind, _ family: Family) -> Authority.Document? {
        switch kind {
        case .agent: .init(kind: .powerOfAttorney, reference: reference(kind, family))
        case .guardian: .init(kind: .guardianshipAgreement, reference: reference(kind, family))
        case .emergencyContact, .payer: nil
        }
    }

    private static func reference(_ kind: Authority.Kind, _ family: Family) -> String {
        WorldData.known(kind.rawValue, WorldData.shared.documents[kind.rawValue])
            .replacing("{number}", with: String(family.number))
    }

    /// Everybody agreed to the service; those who can tell about telling their families.
    private static func makeConsents(_ resident: Resident, in db: any Connection) throws {
        var kinds: [Consent.Kind] = [.service, .healthData]
        if !resident.families.isEmpty, !resident.cognitionImpaired { kinds.append(.disclosure) }
        for (place, kind) in kinds.enumerated() {
            try Consent(
                id: id(8_000 + resident.number * 10 + place), organisationID: organisation, personID: resident.id,
                kind: kind, decision: .given, version: "2025-1", decidedOn: resident.servedFrom,
                recordedAt: db.now, recordedBy: "system"
            ).record(in: db)
        }
    }
}

extension World.Resident {
    fileprivate init(_ told: WorldData.Resident, number: Int) {
        self.init(
            number: number, name: told.name, sex: WorldData.known(told.sex, Sex(rawValue: told.sex)),
            bornOn: WorldData.known(told.born, LocalDay(told.born)), unit: World.Unit.named(told.floor).id,
            room: told.room,
            bed: told.bed,
            ability: WorldData.known(told.ability, AbilityLevel.allCases.first { "\($0)" == told.ability }),
            cognitionImpaired: told.impaired ?? false,
            communication: Communication(
                needs: Set((told.needs ?? []).map { WorldData.known($0, Communication.Need(rawValue: $0)) }),
                dialect: told.dialect ?? ""),
            phone: told.phone, healthNotes: told.health ?? "")
    }
}

extension World.Family {
    fileprivate init(_ told: WorldData.Family, number: Int) {
        self.init(
            number: number, name: told.name, relation: WorldData.known(told.relation, Kinship(rawValue: told.relation)),
            phone: told.phone,
            scope: Set(told.scope.map { WorldData.known($0, DisclosureTopic(rawValue: $0)) }),
            authority: told.authority.map { WorldData.known($0, Authority.Kind(rawValue: $0)) },
            speaks: told.speaks ?? false, conflictNote: told.conflict ?? "")
    }
}
