import Kernel
import Platform
import Web

/// What a search is narrowed by, as it stands in the address (检索筛选): what narrows the register, and a unit and a
/// category. Anything unknown is passed over.
struct SearchNarrowing: Sendable, Hashable {
    var register = RegisterFilter()
    /// 责任部门或责任小组：with all units below it.
    var unit: ID<OrganisationUnit>?
    /// A category, or a whole group of them.
    var category: String?

    init() {}

    init(_ query: (String) -> String) {
        register = RegisterFilter(query)
        unit = ID<OrganisationUnit>(query("unit"))
        let typed = query("category")
        category = CategoryCode(typed)?.text ?? SearchNarrowing.group(typed)
    }

    var isEmpty: Bool { self == SearchNarrowing() }

    /// Names and values as they stand in the address.
    var values: [(name: String, value: String)] {
        var values = register.values
        if let unit { values.append(("unit", unit.text)) }
        if let category { values.append(("category", category)) }
        return values
    }

    /// `/search?q=…` with the filter but for the fields `without`, and with a cursor when there is one.
    func address(_ text: String, without left: String? = nil, after cursor: SearchCursor? = nil) -> String {
        var fields = [(name: "q", value: text)] + values.filter { $0.name != left }
        if let cursor { fields.append((name: "after", value: cursor.text)) }
        return "/search?\(FormData.urlEncoded(fields))"
    }

    /// The filter as cases are compared with it.
    func inMoments(of zone: Zone, units tree: UnitTree) -> CaseNarrowing {
        CaseNarrowing(
            filter: register.inMoments(of: zone), units: unit.map { tree.below($0).union([$0]) }, category: category)
    }

    /// The questions of the filter, filled.
    func fields(_ words: Words, _ units: [OrganisationUnit], _ tree: CategoryTree) -> [Field] {
        let categories = tree.groups.flatMap { group -> [Field.Option] in
            let heading = words("casework.category_group.\(group)")
            let whole = Field.Option(
                group, words("casework.case_search.whole_group", ["group": .text(heading)]),
                group: heading, selected: category == group)
            return [whole]
                + tree.list(in: group).map {
                    Field.Option(
                        $0.code.text, $0.code.told(words), group: heading, selected: $0.code.text == category)
                }
        }
        return register.fields(words) + [
            .select(
                "unit", words("casework.case_search.unit"),
                options: units.map { .init($0.id.text, $0.name, selected: $0.id == unit) },
                blank: words("casework.lists.register.all")),
            .select(
                "category", words("casework.case_search.category"), options: categories,
                blank: words("casework.lists.register.all")),
        ]
    }

    /// What is narrowed by in words, each leading to the same search without it.
    func chips(_ text: String, _ words: Words, _ units: [OrganisationUnit]) -> [ActionLink] {
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        func chip(_ name: String, _ label: String, _ value: String?) -> ActionLink? {
            value.map {
                ActionLink(
                    address(text, without: name),
                    words("casework.case_search.chip", ["label": .text(label), "value": .text($0)]))
            }
        }
        let told = category.map { code in
            CategoryCode(code)?.told(words) ?? words("casework.category_group.\(code)")
        }
        return [
            chip("kind", word("kind"), register.kind.map { words("casework.kind.\($0.rawValue)") }),
            chip("level", word("level"), register.level.map { words($0.message) }),
            chip("state", word("state"), register.state.map { words($0.key) }),
            chip("open", word("open"), register.isOpen.map { word($0 ? "open_only" : "done_only") }),
            chip("from", word("from"), register.from.map(words.day)),
            chip("until", word("until"), register.until.map(words.day)),
            chip(
                "unit", words("casework.case_search.unit"),
                unit.map { id in units.first { $0.id == id }?.name ?? words("casework.case_search.unknown") }),
            chip("category", words("casework.case_search.category"), told),
        ].compactMap { $0 }
    }

    /// The three letters of a group of categories.
    private static func group(_ text: String) -> String? {
        CategoryCode(text + "-00")?.group
    }
}

/// The same, as cases are compared with it.
struct CaseNarrowing: Sendable, Hashable {
    let filter: CaseFilter
    /// One of these must be responsible for the case or answer for it.
    let units: Set<ID<OrganisationUnit>>?
    let category: String?

    static let none = CaseNarrowing(filter: CaseFilter(), units: nil, category: nil)

    /// What the index of words is asked for. It knows no states, only whether a case is open.
    func searchFilter(access: Set<SearchAccess>) -> SearchFilter {
        var signs: [Set<SearchSign>] = []
        if let kind = filter.kind { signs.append([.kind(kind)]) }
        if let level = filter.level { signs.append([.level(level)]) }
        if let isOpen = filter.isOpen ?? filter.state?.isOpen { signs.append([.open(isOpen)]) }
        if let units { signs.append(Set(units.map { .unit($0) })) }
        if let category { signs.append([.category(category)]) }
        return SearchFilter(kinds: ["case"], access: access, signs: signs, from: filter.from, until: filter.until)
    }

    /// Whether a case fits.
    func admits(_ subject: Case) -> Bool {
        let received = subject.firstReceivedAt
        if let kind = filter.kind, subject.kind != kind { return false }
        if let state = filter.state, subject.state != state { return false }
        if let level = filter.level, subject.level.current != level { return false }
        if let isOpen = filter.isOpen, subject.state.isOpen != isOpen { return false }
        if let from = filter.from, received < from { return false }
        if let until = filter.until, received >= until { return false }
        if let units {
            let here = Set([subject.responsibleUnit, subject.accountableGroup].compactMap { $0 })
            if units.isDisjoint(with: here) { return false }
        }
        guard let category else { return true }
        return subject.allegations.contains { $0.category.text == category || $0.category.group == category }
    }
}
