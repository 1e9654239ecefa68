import Casework
import Kernel
import Platform

/// A cause as it is counted (原因): the unit answerable and what was found there, a category of complaint or a root
/// cause (3.7).
package struct CauseKey: Hashable, Codable, Sendable, Comparable {
    package let unit: ID<OrganisationUnit>
    /// The code of a category such as `DIN-01`, or of a root cause such as `E2`.
    package let what: String

    package init(unit: ID<OrganisationUnit>, what: String) {
        self.unit = unit
        self.what = what
    }

    package var category: CategoryCode? { CategoryCode(what) }
    package var root: RootCause? { RootCause(rawValue: what) }
    /// How it stands in the store.
    package var text: String { "\(unit).\(what)" }

    package var message: Message {
        category?.message ?? Message("casework.cause.\(what)")
    }

    package static func < (left: CauseKey, right: CauseKey) -> Bool { left.text < right.text }
}

/// One thing found to be so in a decided case (原因记录).
package struct CauseSighting: Hashable, Sendable {
    package let caseID: ID<Case>
    package let unit: ID<OrganisationUnit>
    package let category: CategoryCode
    package let root: RootCause?

    package init(caseID: ID<Case>, unit: ID<OrganisationUnit>, category: CategoryCode, root: RootCause?) {
        self.caseID = caseID
        self.unit = unit
        self.category = category
        self.root = root
    }
}

/// A cause that came too often in one quarter (重复原因).
package struct RepeatedCause: Hashable, Sendable {
    package let key: CauseKey
    package let cases: Set<ID<Case>>
    /// The primary root cause named most, for the action that follows.
    package let root: RootCause?

    /// So many cases in a quarter make an action by themselves.
    package static let threshold = 3

    /// The causes that reach the threshold. A case counts once for a cause; a root cause is only counted over cases
    /// that no repeated category explains already, so one matter makes one action.
    package static func list(among sightings: [CauseSighting]) -> [RepeatedCause] {
        let categories = Dictionary(grouping: sightings) { CauseKey(unit: $0.unit, what: $0.category.text) }
        var found = repeated(categories)
        let explained = found.reduce(into: [ID<OrganisationUnit>: Set<ID<Case>>]()) {
            $0[$1.key.unit, default: []].formUnion($1.cases)
        }
        var roots: [CauseKey: [CauseSighting]] = [:]
        for one in sightings where !(explained[one.unit]?.contains(one.caseID) ?? false) {
            guard let root = one.root else { continue }
            roots[CauseKey(unit: one.unit, what: root.rawValue), default: []].append(one)
        }
        found += repeated(roots)
        return found.sorted { $0.key < $1.key }
    }

    private static func repeated(_ groups: [CauseKey: [CauseSighting]]) -> [RepeatedCause] {
        groups.compactMap { key, sightings in
            let cases = Set(sightings.map(\.caseID))
            guard cases.count >= threshold else { return nil }
            let counted = Dictionary(grouping: sightings.compactMap(\.root), by: { $0 }).mapValues(\.count)
            let root = counted.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
            return RepeatedCause(key: key, cases: cases, root: root)
        }
    }
}
