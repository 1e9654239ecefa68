import Deadlines
import Kernel
import Web

/// What an organisation may say of its categories (类别设定): other names and descriptions, categories no longer given,
/// further ★, and own ones under the fixed groups, so that every statistic still rolls up.
enum CategorySettings {
    /// Own categories have the numbers 80 to 89 of their group.
    private static let ownNumbers = 80...89
    /// How many empty own categories a form shows at once.
    private static let spare = 2
    static let nameLimit = 40
    static let aboutLimit = 120

    /// `DIN-01.name.en`, `DIN-01.retired`, `DIN-01.least`, `DIN-80.rollup`.
    static func key(_ code: CategoryCode, _ line: String) -> String { "\(code.text).\(line)" }
    private static func name(_ code: CategoryCode, _ language: String) -> String { key(code, "name.\(language)") }
    private static func about(_ code: CategoryCode, _ language: String) -> String { key(code, "about.\(language)") }

    static func ownCodes(in group: String) -> [CategoryCode] {
        ownNumbers.compactMap { CategoryCode("\(group)-\($0)") }
    }

    static func isOwn(_ code: CategoryCode) -> Bool {
        Int(code.text.suffix(2)).map { ownNumbers.contains($0) } ?? false
    }

    /// Whether a rule needs the category to be given: a ★, a report to an authority, the last topic of the public form.
    static func isNeeded(_ code: CategoryCode, _ rules: CaseworkData) -> Bool {
        rules.categories[code]?.overrides.isEmpty == false || rules.topics.other.category == code
            || rules.reports.triggers.contains { $0.categories.contains(code) }
    }

    static func tree(_ tree: CategoryTree, with document: SettingDocument) -> CategoryTree {
        let codes = Set(document.keys.compactMap { CategoryCode(String($0.prefix(6))) })
        let own = codes.filter(isOwn).sorted().compactMap { code -> Category? in
            guard let sibling = tree.list(in: code.group).first,
                let rollup = document[key(code, "rollup")].flatMap(Category.Rollup.init),
                LetterTexts.languages.allSatisfy({ document[name(code, $0)] != nil })
            else { return nil }
            return Category(
                code: code, group: code.group, rollup: rollup, hcat: sibling.hcat, nors: [], perpetrator: nil,
                overrides: [], effectiveFrom: sibling.effectiveFrom)
        }
        let stars = codes.reduce(into: [CategoryCode: ResponseLevel]()) { $0[$1] = least($1, document) }
        return tree.adapted(
            own: own, stars: stars, retired: codes.filter { document[key($0, "retired")] != nil })
    }

    private static func least(_ code: CategoryCode, _ document: SettingDocument) -> ResponseLevel? {
        document[key(code, "least")].flatMap { Int($0) }.flatMap(ResponseLevel.init)
    }

    /// Own names and descriptions: language → key of the catalogue → text.
    static func wording(_ document: SettingDocument) -> [String: [String: String]] {
        var wording: [String: [String: String]] = [:]
        for (line, text) in document {
            let parts = line.split(separator: ".").map(String.init)
            guard parts.count == 3, let code = CategoryCode(parts[0]) else { continue }
            let message = parts[1] == "name" ? code.message : code.aboutMessage
            wording[parts[2], default: [:]][message.key] = text
        }
        return wording
    }

    /// An own category is whole and stays; what a rule needs is not retired; a ★ is only added; no group runs empty.
    static func faults(in document: SettingDocument, after former: CaseworkData) -> [String: Message] {
        let old = former.adaptations[.categories] ?? [:]
        var faults: [String: Message] = [:]
        for group in former.categories.groups {
            for code in ownCodes(in: group) { ownFaults(code, document, former, &faults) }
            let codes = former.categories.list(in: group).map(\.code)
            for code in codes {
                if document[key(code, "retired")] != nil, old[key(code, "retired")] == nil, isNeeded(code, former) {
                    faults[key(code, "retired")] = Message("casework.rules.fault.category_needed")
                }
                guard let was = least(code, old), was != least(code, document) else { continue }
                if least(code, document).map({ was.isMoreSerious(than: $0) }) ?? true {
                    faults[key(code, "least")] = Message(
                        "casework.rules.fault.star_stays", ["level": .message(was.message)])
                }
            }
            if let last = codes.last, codes.allSatisfy({ document[key($0, "retired")] != nil }) {
                faults[key(last, "retired")] = Message("casework.rules.fault.group_empty")
            }
        }
        return faults
    }

    private static func ownFaults(
        _ code: CategoryCode, _ document: SettingDocument, _ former: CaseworkData, _ faults: inout [String: Message]
    ) {
        let isKnown = former.categories[code] != nil
        guard isKnown || document.keys.contains(where: { $0.hasPrefix(code.text) }) else { return }
        for line in LetterTexts.languages.map({ name(code, $0) }) + [key(code, "rollup")] where document[line] == nil {
            faults[line] = Message("casework.rules.fault.\(isKnown ? "own_stays" : "own_whole")")
        }
    }

    /// One group of lines for each category of a group, and for the next own ones.
    static func groups(_ rules: CaseworkData, part: String?) -> [SettingGroup] {
        let tree = rules.categories
        return tree.groups.filter { part == nil || $0 == part }.flatMap { group in
            let known = tree.list(in: group).map(\.code)
            let free = ownCodes(in: group).filter { !known.contains($0) }.prefix(spare)
            return known.map { code in lines(of: code, rules) } + free.map(freeLines)
        }
    }

    private static func lines(of code: CategoryCode, _ rules: CaseworkData) -> SettingGroup {
        let isNeeded = isNeeded(code, rules)
        var lines = words(code) + [least(code)]
        if isOwn(code) { lines.append(rollup(code)) }
        if !isNeeded || rules.categories.retired.contains(code) {
            lines.append(
                SettingLine(
                    key: key(code, "retired"), label: Message("casework.rules.line.retired"), value: .flag))
        }
        return SettingGroup(
            Message(
                "casework.rules.group.coded", ["code": .text(code.text), "name": .message(code.message)]),
            lead: isNeeded ? Message("casework.rules.category_needed") : nil, lines)
    }

    private static func freeLines(_ code: CategoryCode) -> SettingGroup {
        SettingGroup(
            Message("casework.rules.group.own", ["code": .text(code.text)]),
            lead: Message("casework.rules.group.own_lead"), words(code) + [rollup(code), least(code)])
    }

    private static func words(_ code: CategoryCode) -> [SettingLine] {
        LetterTexts.languages.map { language in
            SettingLine(
                key: name(code, language), label: Message("casework.rules.line.name_\(SettingLine.word(language))"),
                value: .words(nameLimit), shownKey: code.message.key)
        }
            + LetterTexts.languages.map { language in
                SettingLine(
                    key: about(code, language),
                    label: Message("casework.rules.line.about_\(SettingLine.word(language))"),
                    value: .words(aboutLimit))
            }
    }

    private static func least(_ code: CategoryCode) -> SettingLine {
        let levels = [ResponseLevel.three, .two, .one]
        return SettingLine(
            key: key(code, "least"), label: Message("casework.rules.line.least"),
            value: .choice(
                levels.map { .init(String($0.rawValue), Message("casework.rules.short_level.\($0.rawValue)")) },
                isRequired: false))
    }

    private static func rollup(_ code: CategoryCode) -> SettingLine {
        SettingLine(
            key: key(code, "rollup"), label: Message("casework.rules.line.rollup"),
            value: .choice(
                Category.Rollup.allCases.map { .init($0.rawValue, Message("casework.category_rollup.\($0.rawValue)")) },
                isRequired: false))
    }
}

extension CategoryCode {
    /// What an organisation says of the category besides its name.
    var aboutMessage: Message { Message("casework.category_about.\(text)") }

    /// The name, and the description where there is one.
    func told(_ words: Words) -> String {
        let about = aboutMessage
        return words.catalogue.has(about.key) ? "\(words(message)) — \(words(about))" : words(message)
    }
}
