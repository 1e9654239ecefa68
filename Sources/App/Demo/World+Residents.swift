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
        let floor: Unit
        let room: String
        let bed: String
        let ability: AbilityLevel
        var cognitionImpaired = false
        var communication = Communication()
        package let phone: String
        var healthNotes = ""
        package fileprivate(set) var families: [Family] = []

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

    package static let residents: [Resident] = [
        Resident(
            number: 1, name: "王秀芳", sex: .female, bornOn: day(1942, 5, 8), floor: .firstFloor, room: "101", bed: "1",
            ability: .mild, communication: Communication(needs: [.hearing, .largePrint]), phone: "13800010001",
            healthNotes: "高血压，每日服药。",
            families: [
                Family(
                    number: 1, name: "李明", relation: .child, phone: "13900020001", scope: [.status, .care, .health],
                    authority: .emergencyContact, speaks: true),
                Family(number: 2, name: "李静", relation: .child, phone: "13900020002", scope: [.status]),
            ]),
        Resident(
            number: 2, name: "张德福", sex: .male, bornOn: day(1938, 11, 20), floor: .firstFloor, room: "102", bed: "1",
            ability: .severe, cognitionImpaired: true, phone: "13800010002", healthNotes: "阿尔茨海默病中期。",
            families: [
                Family(
                    number: 3, name: "张伟", relation: .child, phone: "13900020003",
                    scope: [.status, .care, .health, .money], authority: .guardian, speaks: true,
                    conflictNote: "与姐姐就转院意见不一，请分别联系。"),
                Family(number: 4, name: "张丽", relation: .child, phone: "13900020004", scope: [.status]),
            ]),
        Resident(
            number: 3, name: "刘桂英", sex: .female, bornOn: day(1945, 2, 14), floor: .firstFloor, room: "103", bed: "2",
            ability: .moderate, communication: Communication(needs: [.dialect], dialect: "沪语"), phone: "13800010003",
            families: [
                Family(
                    number: 5, name: "陈晓东", relation: .child, phone: "13900020005", scope: [.status, .money],
                    authority: .payer)
            ]),
        Resident(
            number: 4, name: "赵国强", sex: .male, bornOn: day(1950, 7, 1), floor: .firstFloor, room: "105", bed: "1",
            ability: .intact, phone: "13800010004",
            families: [
                Family(
                    number: 6, name: "孙玉兰", relation: .spouse, phone: "13900020006", scope: [.status, .care],
                    authority: .emergencyContact, speaks: true)
            ]),
        Resident(
            number: 5, name: "陈美玲", sex: .female, bornOn: day(1936, 9, 30), floor: .secondFloor, room: "201", bed: "1",
            ability: .lost, cognitionImpaired: true, phone: "13800010005", healthNotes: "鼻饲，防误吸。"),
        Resident(
            number: 6, name: "黄志远", sex: .male, bornOn: day(1948, 12, 5), floor: .secondFloor, room: "202", bed: "1",
            ability: .moderate, communication: Communication(needs: [.sight]), phone: "13800010006",
            families: [
                Family(
                    number: 7, name: "黄蓉生", relation: .child, phone: "13900020007", scope: [.status, .care, .health],
                    authority: .agent, speaks: true)
            ]),
        Resident(
            number: 7, name: "徐月娥", sex: .female, bornOn: day(1940, 4, 18), floor: .secondFloor, room: "203", bed: "2",
            ability: .mild, phone: "13800010007",
            families: [
                Family(number: 8, name: "钱友根", relation: .friendOrNeighbour, phone: "13900020008", scope: [])
            ]),
        Resident(
            number: 8, name: "马长青", sex: .male, bornOn: day(1944, 1, 26), floor: .secondFloor, room: "205", bed: "1",
            ability: .severe, communication: Communication(needs: [.aphasia]), phone: "13800010008",
            families: [
                Family(
                    number: 9, name: "马小军", relation: .child, phone: "13900020009", scope: [.status, .care],
                    authority: .emergencyContact, speaks: true)
            ]),
    ]

    static func makeResidents(keys: Keyring, in db: any Connection) throws {
        for resident in residents {
            let code = try PersonCode.next(for: organisation, in: db)
            try Person(
                id: resident.id, organisationID: organisation, code: code, name: resident.name, sex: resident.sex,
                bornOn: resident.bornOn, unitID: resident.floor.id,
                place: Place(room: resident.room, bed: resident.bed),
                ability: AbilityAssessment(level: resident.ability, assessedOn: day(2026, 2, 10)),
                cognitionImpaired: resident.cognitionImpaired, communication: resident.communication,
                periods: [ServicePeriod(from: day(2025, 1, resident.number + 1))]
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
        case .agent: .init(kind: .powerOfAttorney, reference: "委 2025-\(family.number)")
        case .guardian: .init(kind: .guardianshipAgreement, reference: "监 2025-\(family.number)")
        case .emergencyContact, .payer: nil
        }
    }

    /// Everybody agreed to the service; those who can tell about telling their families.
    private static func makeConsents(_ resident: Resident, in db: any Connection) throws {
        var kinds: [Consent.Kind] = [.service, .healthData]
        if !resident.families.isEmpty, !resident.cognitionImpaired { kinds.append(.disclosure) }
        for (place, kind) in kinds.enumerated() {
            try Consent(
                id: id(8_000 + resident.number * 10 + place), organisationID: organisation, personID: resident.id,
                kind: kind, decision: .given, version: "2025-1", decidedOn: day(2025, 1, resident.number + 1),
                recordedAt: db.now, recordedBy: "system"
            ).record(in: db)
        }
    }
}
