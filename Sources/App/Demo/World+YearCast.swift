import Casework
import Kernel
import People
import Platform

extension World {
    /// Everybody the made year is about.
    package static let yearCast: YearCast = {
        var staff: [String: YearCast.Member] = [:]
        for member in members {
            staff[member.login] = .init(id: member.id, roles: Set(member.roles), name: member.name)
        }
        for member in Crowd.members {
            staff[member.login] = .init(id: member.id, roles: Set(member.roles), name: member.name)
        }
        var units = Crowd.units
        for unit in Unit.allCases { units["\(unit)"] = unit.id }
        let all = residents + Crowd.residents
        return YearCast(
            organisation: organisation, staff: staff, units: units, elders: all.map { elder($0) })
    }()

    private static func elder(_ resident: Resident) -> YearCast.Elder {
        YearCast.Elder(
            id: resident.id, name: resident.name, isWoman: resident.sex == .female, dwelling: dwelling(resident),
            vulnerability: .init(
                abilityLevel: resident.ability.rawValue, cognitionImpaired: resident.cognitionImpaired,
                hasActiveRepresentative: resident.families.contains {
                    $0.authority == .guardian || $0.authority == .agent
                }
            ),
            families: resident.families.map {
                .init(name: $0.name, kind: complainantKind($0), phone: $0.phone)
            })
    }

    private static func complainantKind(_ family: Family) -> ComplainantKind {
        switch family.relation {
        case .child: .child
        case .spouse: .spouse
        case .guardian, .agent: .representative
        case .friendOrNeighbour: .neighbour
        case .closeRelative, .otherRelative: .relative
        case .organisation: .body
        }
    }

    /// Which bureau cares for somebody, and how their place is called in a sentence.
    private static func dwelling(_ resident: Resident) -> YearCast.Dwelling {
        let words = WorldData.shared.places
        if resident.unit == Crowd.unit("homeCare") { return .init(bureau: "home", place: words.home) }
        if resident.unit == Crowd.unit("ward") {
            return .init(bureau: "ward", place: words.ward.replacing("{bed}", with: resident.bed))
        }
        return .init(
            bureau: "floor\(resident.room.prefix(1))", place: words.room.replacing("{room}", with: resident.room))
    }
}
