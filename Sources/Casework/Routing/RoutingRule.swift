import Kernel
import Platform

/// One line of an organisation's routing (分派规则, S4-14): where a voice goes when everything said here is so of it.
package struct RoutingRule: Hashable, Sendable {
    /// 1, 2, 3 … in the order they were written.
    package let place: Int
    package var channel: Channel?
    package var kind: CaseKind?
    /// A group such as `DIN`, or a category such as `DIN-01`.
    package var type: String?
    /// The unit complained about.
    package var about: ID<OrganisationUnit>?
    /// Where it goes: the accountable group, the responsible unit, and the post whose holder is to handle it.
    package var group: ID<OrganisationUnit>?
    package var unit: ID<OrganisationUnit>?
    package var post: ID<Post>?

    package init(place: Int) { self.place = place }

    package var hasTarget: Bool { group != nil || unit != nil || post != nil }

    /// How closely the rule describes a voice: the unit and the category itself weigh most.
    private var weight: Int {
        (about == nil ? 0 : 8) + (type.map { CategoryCode($0) == nil ? 2 : 4 } ?? 0) + (kind == nil ? 0 : 1)
            + (channel == nil ? 0 : 1)
    }

    func matches(_ voice: RoutedVoice) -> Bool {
        (channel.map { $0 == voice.channel } ?? true) && (kind.map { $0 == voice.kind } ?? true)
            && (about.map { voice.about.units.contains($0) } ?? true)
            && (type.map { type in voice.categories.contains { $0.text == type || $0.group == type } } ?? true)
    }

    /// The rules that fit a voice, the closest first; among equals the first written.
    package static func matching(_ voice: RoutedVoice, among rules: [RoutingRule]) -> [RoutingRule] {
        rules.filter { $0.hasTarget && $0.matches(voice) }
            .sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }
    }
}

/// What routing looks at of a voice (分派依据).
package struct RoutedVoice: Sendable {
    package var channel: Channel
    package var kind: CaseKind
    package var categories: [CategoryCode]
    package var about: ComplainedAbout
    /// Closed to the unit complained about.
    package var isRestricted: Bool

    package init(
        channel: Channel, kind: CaseKind, categories: [CategoryCode], about: ComplainedAbout, isRestricted: Bool
    ) {
        self.channel = channel
        self.kind = kind
        self.categories = categories
        self.about = about
        self.isRestricted = isRestricted
    }
}

/// Where a case was sent, or is proposed to go, by which rule and why (分派结果). Nobody complained about is in it.
package struct CaseRoute: Hashable, Codable, Sendable {
    package let rule: Int
    /// The version of the routing in force then.
    package let version: Int
    package let group: ID<OrganisationUnit>?
    package let unit: ID<OrganisationUnit>?
    /// Who leads the unit, and learns of it.
    package let head: ID<Staff>?
    /// Who is proposed to handle it.
    package let staff: ID<Staff>?
    /// What the rule asked for, in words.
    package let because: [Message]

    /// The sentence that says why.
    package var reason: Message {
        Message(
            because.isEmpty ? "casework.route.always" : "casework.route.because",
            ["rule": .number(rule), "version": .number(version), "when": .list(because)])
    }
}

extension ComplainedAbout {
    /// Whether the employee is a party: named, or of a unit or office complained about.
    func includes(_ standing: Standing) -> Bool {
        staff.contains(standing.staffID) || !units.isDisjoint(with: standing.units.union(standing.headedUnits))
            || !roles.isDisjoint(with: standing.roles)
    }
}
