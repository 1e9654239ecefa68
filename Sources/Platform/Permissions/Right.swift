import Kernel

/// Something a person may be allowed to do. Each slice declares its actions in one enum of `slice.verb` names.
package protocol Action: Sendable, Hashable, RawRepresentable, CaseIterable where RawValue == String {}

/// How an actor stands to the record an action is about.
package enum Relation: String, Sendable, CaseIterable, Comparable {
    /// No tie is needed: the role alone allows it, anywhere in the organisation.
    case any
    /// 首接人：the first receiver of the case (S4-30).
    case firstReceiver = "first_receiver"
    /// 当前持有人：whose desk it is on.
    case holder
    /// 经办人：who was assigned to solve it.
    case handler
    /// Member of the accountable group (投诉处理小组).
    case groupMember = "group_member"
    /// 协办人：asked for a part of the work or for a sub-task of the case.
    case helper
    /// 临时小组成员：named when an emergency was declared, until it is reported upon (S3-41).
    case emergencyGroup = "emergency_group"
    /// Head of the responsible unit.
    case unitHead = "unit_head"
    /// May decide at the level of the case (3.4: supervisor Ⅲ, director Ⅱ, chief executive Ⅰ).
    case approver
    /// An employee who did not handle the case and is not named in it.
    case uninvolved
    /// The record is the actor's own.
    case own
    /// Named in the complaint, or of the unit complained about. Carries no right; it takes rights away.
    case named

    package static func < (left: Relation, right: Relation) -> Bool { left.rawValue < right.rawValue }
}

/// One line of the table of rights: whoever holds `role` may do `action` to records they stand in `relation` to.
package struct Right: Sendable, Hashable {
    package let action: String
    package let role: Role
    package let relation: Relation

    package init(_ action: some Action, _ role: Role, _ relation: Relation = .any) {
        self.action = action.rawValue
        self.role = role
        self.relation = relation
    }

    /// The lines that give one action to several roles alike.
    package static func lines(_ action: some Action, _ roles: [Role], _ relation: Relation = .any) -> [Right] {
        roles.map { Right(action, $0, relation) }
    }
}

/// The whole table of rights of the program, made of the slices' lines.
package struct Rights: Sendable {
    /// The roles that may do an action in each relation.
    private let byAction: [String: [(relation: Relation, roles: [Role])]]
    package let lines: [Right]

    package init(_ lines: [Right]) {
        self.lines = lines
        byAction = Dictionary(grouping: lines, by: \.action).mapValues { lines in
            Dictionary(grouping: lines, by: \.relation).sorted { $0.key < $1.key }
                .map { ($0.key, $0.value.map(\.role)) }
        }
    }

    /// Whether the roles could do the action to some record: what a page or route asks before it knows the record.
    package func mayEver(_ action: String, roles: Set<Role>) -> Bool {
        byAction[action]?.contains { grant in roles.contains { grant.roles.contains($0) } } ?? false
    }

    /// Whether the actor may do the action to a record they stand in these relations to. `.any` need not be named.
    /// Whoever is named in a record loses every right to it (conflict of interest, design §6).
    package func allows(_ action: String, to actor: Actor, as relations: Set<Relation> = []) -> Bool {
        if actor.kind == .system { return true }
        if relations.contains(.named) { return false }
        guard let grants = byAction[action] else { return false }
        // A person has few roles and relations: comparing them costs less than looking each up.
        let roles = actor.roles
        return grants.contains { grant in
            (grant.relation == .any || relations.contains { $0 == grant.relation })
                && roles.contains { grant.roles.contains($0) }
        }
    }

    /// Throws `Problem.forbidden` unless `allows`.
    package func must(_ action: some Action, _ actor: Actor, as relations: Set<Relation> = []) throws(Problem) {
        if allows(action.rawValue, to: actor, as: relations) { return }
        throw .forbidden(
            relations.contains(.named) ? "platform.rights.conflict_of_interest" : "platform.rights.lacking")
    }
}
