import Deadlines
import Kernel
import Platform

/// One value of a document as people see and set it (设定项): its name, where it stands, what it may be.
package struct SettingLine: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        /// A length of time; an optional one may be left empty.
        case term(isRequired: Bool)
        case level
        case number(ClosedRange<Int>)
        case text
        /// One line of so many signs at most; may be left empty.
        case words(Int)
        /// `yes` or nothing.
        case flag
        case choice([Option], isRequired: Bool)
    }

    package struct Option: Hashable, Sendable {
        package let value: String
        package let label: Message

        init(_ value: String, _ label: Message) {
            self.value = value
            self.label = label
        }
    }

    package let key: String
    package let label: Message
    package let value: Value
    /// The key of what is said where the line is empty.
    package var shownKey: String?

    /// Whether a document may say this on the line; `nil` is a line that is not there.
    func accepts(_ text: String?) -> Bool {
        guard let text else {
            switch value {
            case .term(let isRequired), .choice(_, let isRequired): return !isRequired
            case .level, .number: return false
            case .text, .words, .flag: return true
            }
        }
        switch value {
        case .term: return Term(text) != nil
        case .level: return Int(text).flatMap(ResponseLevel.init) != nil
        case .number(let range): return Int(text).map { range.contains($0) } ?? false
        case .text: return SettingLine.isText(text, LetterTexts.limit)
        case .words(let limit): return SettingLine.isText(text, limit) && !text.contains(where: \.isNewline)
        case .flag: return text == "yes"
        case .choice(let options, _): return options.contains { $0.value == text }
        }
    }

    private static func isText(_ text: String, _ limit: Int) -> Bool {
        let isClean = text.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" || $0 == "\r" || $0 == "\t" }
        return isClean && !text.allSatisfy(\.isWhitespace) && text.count <= limit
    }

    /// Every line that says something it cannot, among those in which `document` differs from `former`.
    static func faults(
        from former: SettingDocument, to document: SettingDocument, _ groups: [SettingGroup]
    ) -> [String: Message] {
        let lines = Dictionary(
            groups.flatMap(\.lines).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = Set(former.keys).union(document.keys).filter { former[$0] != document[$0] }
        return changed.reduce(into: [:]) { faults, key in
            guard let line = lines[key] else {
                faults[key] = Message("casework.rules.fault.unknown_line")
                return
            }
            if !line.accepts(document[key]) { faults[key] = Message("casework.rules.fault.unknown_value") }
        }
    }

    /// The part of a key that stands for a language.
    static func word(_ language: String) -> String { language == "en" ? "english" : "chinese" }
}

/// Lines under one heading (设定组).
package struct SettingGroup: Hashable, Sendable {
    package let heading: Message
    package let lead: Message?
    package let lines: [SettingLine]

    init(_ heading: Message, lead: Message? = nil, _ lines: [SettingLine]) {
        self.heading = heading
        self.lead = lead
        self.lines = lines
    }
}

extension SettingSubject {
    /// The parts a large subject is changed in, one at a time; a part is a group of categories. Empty where the whole
    /// is changed at once.
    package func parts(_ rules: CaseworkData) -> [String] {
        self == .targets || self == .categories ? rules.categories.groups : []
    }

    /// Every line of the subject, or of one part, under its headings.
    package func groups(
        _ rules: CaseworkData, _ house: SettingHouse, part: String? = nil
    ) -> [SettingGroup] {
        switch self {
        case .promises: SettingSubject.promiseGroups(rules.levels, house.kind)
        case .targets:
            TargetSettings.types(rules.categories).filter { part == nil || $0.prefix(3) == part ?? "" }
                .map(SettingSubject.targetGroup)
        case .grading: SettingSubject.gradingGroups
        case .letters: LetterTexts.Passage.allCases.map(SettingSubject.letterGroup)
        case .categories: CategorySettings.groups(rules, part: part)
        case .reasons: ReasonSettings.groups(rules)
        case .limits: LimitSettings.groups(rules)
        case .routes: RouteSettings.groups(rules, house)
        }
    }

    private static func promiseGroups(_ table: LevelTable, _ organisation: OrganisationKind) -> [SettingGroup] {
        let slots = PromiseSettings.slots(of: table, organisation)
        func lines(_ belongs: (PromiseSlot) -> Bool) -> [SettingLine] {
            slots.filter(belongs).map {
                SettingLine(key: $0.key, label: $0.label(organisation), value: .term(isRequired: true))
            }
        }
        let caps = SettingGroup(
            Message("casework.rules.group.caps"), lead: Message("casework.rules.group.caps_lead"),
            lines { if case .cap = $0 { true } else { false } })
        let levels = ResponseLevel.allCases.map { level in
            SettingGroup(level.message, lines { $0.level == level })
        }
        let kinds = SettingGroup(
            Message("casework.rules.group.kinds"), lines { if case .kind = $0 { true } else { false } })
        return [caps] + levels + [kinds]
    }

    private static func targetGroup(_ type: String) -> SettingGroup {
        let name =
            CategoryCode(type).map { Message("casework.rules.group.category", ["name": .message($0.message)]) }
            ?? Message("casework.rules.group.whole", ["name": .message(Message("casework.category_group.\(type)"))])
        return SettingGroup(
            name,
            ResponseLevel.allCases.map { level in
                SettingLine(
                    key: CategoryTargets.key(type, level),
                    label: Message("casework.rules.short_level.\(level.rawValue)"),
                    value: .term(isRequired: false))
            })
    }

    private static let gradingGroups: [SettingGroup] =
        Likelihood.allCases.reversed().map { likelihood in
            SettingGroup(
                Message("casework.rules.group.likelihood", ["name": .message(likelihood.message)]),
                Consequence.allCases.reversed().map { consequence in
                    SettingLine(
                        key: GradingSettings.key(likelihood, consequence), label: consequence.message, value: .level)
                })
        } + [
            SettingGroup(
                Message("casework.rules.group.thresholds"),
                [
                    ("many_people", GradingSettings.peopleRange), ("repeats", GradingSettings.repeatRange),
                    ("money_limit", GradingSettings.moneyRange),
                ].map { name, range in
                    SettingLine(key: name, label: Message("casework.rules.line.\(name)"), value: .number(range))
                })
        ]

    private static func letterGroup(_ passage: LetterTexts.Passage) -> SettingGroup {
        SettingGroup(
            Message("casework.rules.passage.\(passage.rawValue)"),
            lead: Message("casework.rules.passage_lead.\(passage.rawValue)"),
            LetterTexts.languages.map { language in
                SettingLine(
                    key: LetterTexts.key(passage, language),
                    label: Message("casework.rules.language.\(SettingLine.word(language))"), value: .text)
            })
    }
}

extension PromiseSlot {
    fileprivate var level: ResponseLevel? {
        switch self {
        case .promise(let level, _), .decision(let level, _), .offer(let level), .ruling(let level): level
        case .cap, .kind: nil
        }
    }

    /// What the limit is called. A body that is one thing only is not told which one.
    fileprivate func label(_ organisation: OrganisationKind) -> Message {
        switch self {
        case .promise(_, let clock): clock.message
        case .cap(let column), .decision(_, let column):
            column == .elderCareDecision && !organisation.isHospital
                ? ClockKind.decision.message : Message("casework.rules.line.\(column.rawValue)")
        case .offer: Message("casework.rules.line.answer_offer")
        case .ruling: Message("casework.rules.line.ruling")
        case .kind(let kind, let clock):
            Message(
                "casework.rules.line.of_kind",
                ["kind": .message(Message("casework.kind.\(kind.rawValue)")), "clock": .message(clock.message)])
        }
    }
}

extension ClockKind {
    package var message: Message { Message("casework.clock.\(rawValue)") }
}

/// One line in which two documents differ (变更项); an empty value is a line that is not there.
package struct SettingDifference: Hashable, Sendable {
    package let group: Message
    package let line: SettingLine
    package let former: String
    package let value: String

    /// What `document` changes of `former`, in the order of the lines.
    package static func list(
        from former: SettingDocument, to document: SettingDocument, _ groups: [SettingGroup]
    ) -> [SettingDifference] {
        groups.flatMap { group in
            group.lines.compactMap { line in
                let (old, new) = (former[line.key] ?? "", document[line.key] ?? "")
                return old == new
                    ? nil : SettingDifference(group: group.heading, line: line, former: old, value: new)
            }
        }
    }
}
