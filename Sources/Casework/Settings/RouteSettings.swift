import Kernel
import Platform

/// What an organisation says of where voices go (分派设定, S4-14): numbered rules, the closest of which is followed.
enum RouteSettings {
    private static let places = 1...30
    /// How many empty rules a form shows at once.
    private static let spare = 2
    private static let conditions = ["channel", "kind", "type", "about"]
    private static let targets = ["group", "unit", "post"]

    /// `3.channel`, `3.group`.
    static func key(_ place: Int, _ line: String) -> String { "\(place).\(line)" }

    static func rules(in document: SettingDocument) -> [RoutingRule] {
        used(document).map { place in
            func value(_ line: String) -> String? { document[key(place, line)] }
            var rule = RoutingRule(place: place)
            rule.channel = value("channel").flatMap(Channel.init)
            rule.kind = value("kind").flatMap(CaseKind.init)
            rule.type = value("type")
            rule.about = value("about").flatMap { ID($0) }
            rule.group = value("group").flatMap { ID($0) }
            rule.unit = value("unit").flatMap { ID($0) }
            rule.post = value("post").flatMap { ID($0) }
            return rule
        }
    }

    private static func used(_ document: SettingDocument) -> [Int] {
        places.filter { place in (conditions + targets).contains { document[key(place, $0)] != nil } }
    }

    /// Every rule leads somewhere.
    static func faults(in document: SettingDocument) -> [String: Message] {
        rules(in: document).filter { !$0.hasTarget }.reduce(into: [:]) { faults, rule in
            faults[key(rule.place, "group")] = Message("casework.rules.fault.route_without_target")
        }
    }

    static func groups(_ rules: CaseworkData, _ house: SettingHouse) -> [SettingGroup] {
        let used = used(rules.adaptations[.routes] ?? [:])
        let free = places.filter { !used.contains($0) }.prefix(spare)
        return (used + free).sorted().map { place in
            SettingGroup(
                Message("casework.rules.group.route", ["n": .number(place)]),
                lead: used.contains(place) ? nil : Message("casework.rules.group.route_lead"),
                (conditions + targets).map { line in
                    SettingLine(
                        key: key(place, line), label: Message("casework.rules.line.route_\(line)"),
                        value: .choice(options(line, rules, house), isRequired: false))
                })
        }
    }

    private static func options(
        _ line: String, _ rules: CaseworkData, _ house: SettingHouse
    ) -> [SettingLine.Option] {
        func units(_ isIncluded: (OrganisationUnit) -> Bool) -> [SettingLine.Option] {
            house.units.filter(isIncluded).map { .init($0.id.text, name($0.name)) }
        }
        switch line {
        case "channel": return Channel.allCases.map { .init($0.rawValue, Message("casework.channel.\($0.rawValue)")) }
        case "kind": return CaseKind.allCases.map { .init($0.rawValue, Message("casework.kind.\($0.rawValue)")) }
        case "type": return types(rules.categories)
        case "about": return units { _ in true }
        case "group": return units { $0.kind == .group }
        case "unit": return units { $0.kind != .group }
        default: return house.posts.map { .init($0.id.text, name($0.name)) }
        }
    }

    private static func types(_ tree: CategoryTree) -> [SettingLine.Option] {
        tree.groups.flatMap { group in
            [.init(group, coded(group, Message("casework.category_group.\(group)")))]
                + tree.list(in: group).map { .init($0.code.text, coded($0.code.text, $0.code.message)) }
        }
    }

    private static func coded(_ code: String, _ name: Message) -> Message {
        Message("casework.rules.group.coded", ["code": .text(code), "name": .message(name)])
    }

    private static func name(_ text: String) -> Message { Message("casework.rules.named", ["name": .text(text)]) }
}
