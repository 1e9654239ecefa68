import Casework
import Foundation
import Kernel
import People
import Platform
import Storage
import Yams

/// What `Data/people.yaml` gives for making people up.
struct PeopleData: Decodable, Sendable {
    struct Unit: Decodable, Sendable {
        let key: String
        let name: String
        let parent: String?
    }

    struct Member: Decodable, Sendable {
        let login: String
        let post: String
        let unit: String
        let roles: [Role]?
        let head: Bool?
    }

    let surnames: String
    let women: [String]
    let men: [String]
    let younger: [String]
    let units: [Unit]
    let staff: [Member]

    static let shared: PeopleData = {
        do {
            let text = try String(contentsOf: AppFolder.named("Data/people.yaml"), encoding: .utf8)
            return try YAMLDecoder().decode(PeopleData.self, from: text)
        } catch {
            preconditionFailure("The program's data file people.yaml is missing or wrong; install it again. \(error)")
        }
    }()
}

extension World {
    /// The people the made year has besides the named ones: a home of 200 beds with a small ward and an arm that goes
    /// to people's homes. Made up by chance, the same every time.
    enum Crowd {
        /// An employee without an account of their own.
        struct Member: Sendable {
            let login: String
            let name: String
            let post: String
            let unit: ID<OrganisationUnit>
            let roles: [Role]
            let isHead: Bool
            let number: Int

            var id: ID<Staff> { World.id(2_000 + number) }
        }

        static let units: [String: ID<OrganisationUnit>] = Dictionary(
            uniqueKeysWithValues: PeopleData.shared.units.enumerated().map { ($1.key, World.id(1_011 + $0)) })

        static func unit(_ key: String) -> ID<OrganisationUnit> {
            units[key] ?? Unit.named(key).id
        }

        static let members: [Member] = {
            var namer = Namer(seed: 40)
            return PeopleData.shared.staff.enumerated().map { index, told in
                Member(
                    login: told.login, name: namer.younger(), post: told.post, unit: unit(told.unit),
                    roles: told.roles ?? [], isHead: told.head ?? false, number: World.members.count + index + 1)
            }
        }()

        static let residents: [Resident] = {
            var namer = Namer(seed: 260)
            var made: [Resident] = []
            var families = World.residents.flatMap(\.families).count
            for (bureau, count) in [("1", 46), ("2", 46), ("3", 50), ("4", 50), ("ward", 12), ("home", 48)] {
                for place in 0..<count {
                    let number = World.residents.count + made.count + 1
                    made.append(namer.resident(number, in: bureau, place, families: &families))
                }
            }
            return made
        }()
    }

    /// Makes up names and people, always the same ones.
    private struct Namer {
        private var chance: Chance
        private let data = PeopleData.shared
        private let surnames: [Character]

        init(seed: UInt64) {
            chance = Chance(seed: seed)
            surnames = Array(PeopleData.shared.surnames)
        }

        mutating func younger(_ surname: Character? = nil) -> String {
            String(surname ?? chance.one(of: surnames)) + chance.one(of: data.younger)
        }

        mutating func resident(_ number: Int, in bureau: String, _ place: Int, families: inout Int) -> Resident {
            let isWoman = chance.happens(62)
            let surname = chance.one(of: surnames)
            let ability = AbilityLevel.allCases[
                chance.drawn(from: [(0, weight: 15), (1, weight: 32), (2, weight: 28), (3, weight: 18), (4, weight: 7)])
            ]
            let born = day(2026, 6, 1).advanced(by: -chance.within((68 * 365)...(96 * 365)))
            var resident = Resident(
                number: number, name: String(surname) + chance.one(of: isWoman ? data.women : data.men),
                sex: isWoman ? .female : .male, bornOn: born, unit: unit(bureau), room: room(bureau, place),
                bed: bed(bureau, place), ability: ability,
                cognitionImpaired: chance.happens(ability.rawValue >= 2 ? 30 : 4),
                phone: "1380002\(1_000 + number)")
            resident.servedFrom = day(2024, 3, 1).advanced(by: chance.below(600))
            for _ in 0..<chance.drawn(from: [(0, weight: 8), (1, weight: 52), (2, weight: 40)]) {
                families += 1
                resident.families.append(family(families, of: resident, surname))
            }
            return resident
        }

        private mutating func family(_ number: Int, of resident: Resident, _ surname: Character) -> Family {
            let isFirst = resident.families.isEmpty
            let relation: Kinship = chance.drawn(from: [
                (.child, weight: 72), (.spouse, weight: 12), (.closeRelative, weight: 8), (.otherRelative, weight: 8),
            ])
            let needsGuardian = resident.cognitionImpaired && isFirst
            return Family(
                number: number,
                name: younger(relation == .child && resident.sex == .male ? surname : nil), relation: relation,
                phone: "1390003\(1_000 + number)", scope: isFirst ? [.status, .care, .health] : [.status],
                authority: needsGuardian ? .guardian : isFirst && chance.happens(50) ? .emergencyContact : nil,
                speaks: isFirst)
        }

        private func unit(_ bureau: String) -> ID<OrganisationUnit> {
            switch bureau {
            case "1": Unit.firstFloor.id
            case "2": Unit.secondFloor.id
            case "3": Crowd.unit("thirdFloor")
            case "4": Crowd.unit("fourthFloor")
            case "ward": Crowd.unit("ward")
            default: Crowd.unit("homeCare")
            }
        }

        private func room(_ bureau: String, _ place: Int) -> String {
            switch bureau {
            case "ward": "W\(1 + place / 3)"
            case "home": ""
            default: "\(bureau)\(11 + place / 2)"
            }
        }

        private func bed(_ bureau: String, _ place: Int) -> String {
            switch bureau {
            case "ward": "\(1 + place)"
            case "home": ""
            default: "\(1 + place % 2)"
            }
        }
    }

    /// Adds the people of the year to the named ones, once.
    package static func makeCrowd(in program: Program) async throws {
        let desk = program.desk
        try await program.database.write { db in
            let known = try UnitTree.load(of: organisation, in: db).units.map(\.id)
            guard !known.contains(Crowd.unit("homeCare")) else { return }
            try makeUnits(in: db)
            try makeMembers(in: db)
            try make(Crowd.residents, keys: try desk.vault.keyring(for: organisation, in: db), in: db)
        }
        desk.organisation.forget()
    }

    private static func makeUnits(in db: any Connection) throws {
        for unit in PeopleData.shared.units {
            try OrganisationUnit(
                id: Crowd.unit(unit.key), organisationID: organisation, parentID: unit.parent.map { Unit.named($0).id },
                kind: unit.parent == nil ? .department : .team, name: unit.name, activeFrom: began
            ).save(in: db)
        }
    }

    private static func makeMembers(in db: any Connection) throws {
        let system = Actor(organisationID: organisation, kind: .system)
        var posts = Dictionary(
            uniqueKeysWithValues: try Post.list(of: organisation, in: db).map { ($0.name, $0.id) })
        for (index, name) in Set(Crowd.members.map(\.post)).subtracting(posts.keys).sorted().enumerated() {
            let post = Post(id: id(1_560 + index), organisationID: organisation, name: name)
            try post.save(in: db)
            posts[name] = post.id
        }
        for member in Crowd.members {
            try StaffMember(
                id: member.id, organisationID: organisation, number: "E\(1000 + member.number)", name: member.name,
                employedFrom: began
            ).checked().save(in: db)
            try Membership(
                id: id(3_000 + member.number * 10), staffID: member.id, unitID: member.unit, postID: posts[member.post],
                from: began
            ).save(of: organisation, in: db)
            for role in [.employee] + member.roles { try RoleGrant.grant(role, to: member.id, by: system, in: db) }
            guard member.isHead else { continue }
            var led = try OrganisationUnit.find(member.unit, of: organisation, in: db)
            guard led.headID == nil else { continue }
            led.headID = member.id
            try led.save(in: db)
        }
    }
}
