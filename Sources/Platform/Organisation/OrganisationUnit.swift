import Kernel
import Storage

/// What a unit is. A group (小组) cuts across the others: 投诉处理小组 (S0-14), 统一协调小组 (S4-19).
package enum UnitKind: String, ColumnValue, Codable, CaseIterable {
    /// 部门
    case department
    /// 楼层
    case floor
    /// 病区
    case ward
    /// 班组
    case team
    /// 工作小组
    case group

    package var nameKey: String { "platform.organisation.unit_kind.\(rawValue)" }
}

/// A unit (部门、楼层、班组) of an organisation; units form a tree with a head at each node (S3-4).
package struct OrganisationUnit: Hashable, Sendable {
    package let id: ID<OrganisationUnit>
    package let organisationID: ID<Organisation>
    package var parentID: ID<OrganisationUnit>?
    package var kind: UnitKind
    package var name: String
    package var headID: ID<Staff>?
    package let activeFrom: LocalDay
    /// The last day of the unit; `nil` while it stands.
    package private(set) var activeTo: LocalDay?

    package init(
        id: ID<OrganisationUnit>, organisationID: ID<Organisation>, parentID: ID<OrganisationUnit>? = nil,
        kind: UnitKind, name: String, headID: ID<Staff>? = nil, activeFrom: LocalDay, activeTo: LocalDay? = nil
    ) {
        self.id = id
        self.organisationID = organisationID
        self.parentID = parentID
        self.kind = kind
        self.name = name
        self.headID = headID
        self.activeFrom = activeFrom
        self.activeTo = activeTo
    }

    package func isActive(on day: LocalDay) -> Bool { activeFrom <= day && activeTo.map { day <= $0 } ?? true }

    /// Ends the unit with `day`. Refused while people belong to it or units below it stand.
    package mutating func deactivate(on day: LocalDay, members: Int, tree: UnitTree) throws(Problem) {
        guard activeTo == nil else { throw .conflict("platform.organisation.unit_ended") }
        guard day >= activeFrom else {
            throw .invalid("active_to", Message("platform.organisation.end_before_start", ["day": .day(activeFrom)]))
        }
        guard members == 0 else {
            throw .conflict("platform.organisation.unit_has_members", ["name": .text(name), "n": .number(members)])
        }
        let standing = tree.children(of: id).filter { $0.isActive(on: day.advanced(by: 1)) }
        guard standing.isEmpty else {
            throw .conflict(
                "platform.organisation.unit_has_units", ["name": .text(name), "n": .number(standing.count)])
        }
        activeTo = day
    }
}

/// All units of one organisation, asked about above and below. Safe even if the stored tree had a ring.
package struct UnitTree: Sendable {
    /// Deeper trees are refused: nobody could read them.
    package static let maximumDepth = 8

    private let byID: [ID<OrganisationUnit>: OrganisationUnit]
    private let byParent: [ID<OrganisationUnit>: [OrganisationUnit]]
    package let units: [OrganisationUnit]

    package init(_ units: [OrganisationUnit]) {
        self.units = units
        byID = Dictionary(units.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        byParent = Dictionary(grouping: units.filter { $0.parentID != nil }) { $0.parentID ?? $0.id }
    }

    package subscript(id: ID<OrganisationUnit>) -> OrganisationUnit? { byID[id] }
    package var roots: [OrganisationUnit] { units.filter { $0.parentID == nil } }
    package func children(of id: ID<OrganisationUnit>) -> [OrganisationUnit] { byParent[id] ?? [] }

    /// The unit's parent, that one's parent, and so on up to the top.
    package func above(_ id: ID<OrganisationUnit>) -> [ID<OrganisationUnit>] {
        var path: [ID<OrganisationUnit>] = []
        var next = byID[id]?.parentID
        while let parent = next, parent != id, !path.contains(parent) {
            path.append(parent)
            next = byID[parent]?.parentID
        }
        return path
    }

    /// Every unit under this one, at any depth.
    package func below(_ id: ID<OrganisationUnit>) -> Set<ID<OrganisationUnit>> {
        var found: Set<ID<OrganisationUnit>> = []
        var open = [id]
        while let parent = open.popLast() {
            for child in children(of: parent) where child.id != id && found.insert(child.id).inserted {
                open.append(child.id)
            }
        }
        return found
    }

    /// Throws `Problem` unless `unit`, new or moved, may stand where it says: no ring, a standing parent of the same
    /// organisation, bounded depth, and a name its siblings do not have.
    package func check(_ unit: OrganisationUnit) throws(Problem) {
        guard (1...100).contains(unit.name.count) else {
            throw .invalid("name", Message("platform.organisation.name_length", ["n": 100]))
        }
        let siblings = units.filter { $0.parentID == unit.parentID && $0.id != unit.id && $0.activeTo == nil }
        guard !siblings.contains(where: { $0.name == unit.name }) else {
            throw .invalid("name", Message("platform.organisation.unit_name_taken", ["name": .text(unit.name)]))
        }
        guard let parentID = unit.parentID else { return }
        guard let parent = byID[parentID], parent.organisationID == unit.organisationID, parent.activeTo == nil else {
            throw .invalid("parent", Message("platform.organisation.unit_parent_missing"))
        }
        guard parentID != unit.id, !below(unit.id).contains(parentID) else {
            throw .invalid("parent", Message("platform.organisation.unit_ring", ["name": .text(unit.name)]))
        }
        guard above(parentID).count + 2 + height(of: unit.id) <= UnitTree.maximumDepth else {
            throw .invalid(
                "parent", Message("platform.organisation.unit_depth", ["n": .number(UnitTree.maximumDepth)]))
        }
    }

    private func height(of id: ID<OrganisationUnit>) -> Int {
        let base = above(id).count
        return below(id).map { above($0).count - base }.max() ?? 0
    }
}
