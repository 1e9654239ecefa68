import Kernel

/// The lists of coded reasons that steps ask for (事由清单), by the key of their names in the catalogue.
package enum ReasonList: String, Sendable, CaseIterable {
    /// 退回理由
    case returns = "return_reason"
    /// 不予受理理由
    case refusals = "refusal_reason"
    /// 暂停计时事由
    case pauses = "pause_reason"
    /// 问责事由
    case accounts = "account_reason"

    /// What the program brings.
    var shipped: [String] {
        switch self {
        case .returns: ReturnReason.allCases.map(\.rawValue)
        case .refusals: RefusalReason.allCases.map(\.rawValue)
        case .pauses: PauseReason.allCases.map(\.rawValue)
        case .accounts: AccountReason.allCases.map(\.rawValue)
        }
    }

    /// Codes a rule depends on, which stay: whoever is in conflict must be able to send a case back, the clock stands
    /// still for the listed reasons only, and what may follow hangs on the reason somebody is answerable for.
    var needed: Set<String> {
        switch self {
        case .returns: [ReturnReason.conflictOfInterest.rawValue]
        case .refusals: []
        case .pauses, .accounts: Set(shipped)
        }
    }

    /// Whether an organisation may add reasons: not where the standards list all there are.
    var takesOwn: Bool {
        switch self {
        case .returns: true
        case .refusals, .pauses, .accounts: false
        }
    }

    package func message(of code: String) -> Message { Message("casework.\(rawValue).\(code)") }
}

extension CaseworkData {
    /// The codes of a list that may be given now.
    package func offered(_ list: ReasonList) -> [String] {
        let document = adaptations[.reasons] ?? [:]
        return ReasonSettings.known(list, document).filter { document[ReasonSettings.key(list, $0, "retired")] == nil }
    }

    /// What the organisation calls things itself: language → key of the catalogue → text.
    package var wording: [String: [String: String]] {
        CategorySettings.wording(adaptations[.categories] ?? [:])
            .merging(ReasonSettings.wording(adaptations[.reasons] ?? [:])) { $0.merging($1) { _, later in later } }
    }
}

/// What an organisation may say of its reasons (事由设定): other names, reasons no longer given, own ones.
enum ReasonSettings {
    private static let ownCodes = (1...9).map { "own_\($0)" }
    private static let spare = 2

    /// `return_reason.own_1.name.en`, `return_reason.own_1.retired`.
    static func key(_ list: ReasonList, _ code: String, _ line: String) -> String { "\(list.rawValue).\(code).\(line)" }

    private static func names(_ list: ReasonList, _ code: String) -> [String] {
        LetterTexts.languages.map { key(list, code, "name.\($0)") }
    }

    /// The shipped codes and the own ones that have a name.
    static func known(_ list: ReasonList, _ document: SettingDocument) -> [String] {
        list.shipped
            + (list.takesOwn
                ? ownCodes.filter { code in names(list, code).allSatisfy { document[$0] != nil } } : [])
    }

    static func wording(_ document: SettingDocument) -> [String: [String: String]] {
        var wording: [String: [String: String]] = [:]
        for (line, text) in document {
            let parts = line.split(separator: ".").map(String.init)
            guard parts.count == 4, let list = ReasonList(rawValue: parts[0]) else { continue }
            wording[parts[3], default: [:]][list.message(of: parts[1]).key] = text
            // A pause is named in the explanation of its due date as well.
            if list == .pauses, let reason = PauseReason(rawValue: parts[1]) {
                wording[parts[3]]?["deadlines.pause_reason.\(reason.counted.rawValue)"] = text
            }
        }
        return wording
    }

    /// Own reasons are named in both languages and stay, what a rule needs is not retired, and no list runs empty.
    static func faults(in document: SettingDocument, after former: CaseworkData) -> [String: Message] {
        let old = former.adaptations[.reasons] ?? [:]
        var faults: [String: Message] = [:]
        for list in ReasonList.allCases {
            let known = known(list, old)
            for code in ownCodes where list.takesOwn {
                let missing = names(list, code).filter { document[$0] == nil }
                let isKnown = known.contains(code)
                guard !missing.isEmpty, missing.count < LetterTexts.languages.count || isKnown else { continue }
                for line in missing {
                    faults[line] = Message("casework.rules.fault.\(isKnown ? "own_stays" : "own_whole")")
                }
            }
            for code in list.needed where document[key(list, code, "retired")] != nil {
                faults[key(list, code, "retired")] = Message("casework.rules.fault.reason_needed")
            }
            let all = self.known(list, document)
            if let last = all.last, all.allSatisfy({ document[key(list, $0, "retired")] != nil }) {
                faults[key(list, last, "retired")] = Message("casework.rules.fault.list_empty")
            }
        }
        return faults
    }

    /// One group of lines for each reason, and for the next own ones.
    static func groups(_ rules: CaseworkData) -> [SettingGroup] {
        let document = rules.adaptations[.reasons] ?? [:]
        return ReasonList.allCases.flatMap { list in
            let known = known(list, document)
            let free = list.takesOwn ? ownCodes.filter { !known.contains($0) }.prefix(spare) : []
            return known.map { lines(list, $0) } + free.map { freeLines(list, $0) }
        }
    }

    private static func lines(_ list: ReasonList, _ code: String) -> SettingGroup {
        let isNeeded = list.needed.contains(code)
        let retired =
            isNeeded
            ? []
            : [
                SettingLine(
                    key: key(list, code, "retired"), label: Message("casework.rules.line.retired"), value: .flag)
            ]
        return SettingGroup(
            Message(
                "casework.rules.group.coded",
                ["code": .message(listMessage(list)), "name": .message(list.message(of: code))]),
            lead: isNeeded ? Message("casework.rules.reason_needed.\(list.rawValue)") : nil, words(list, code) + retired
        )
    }

    private static func freeLines(_ list: ReasonList, _ code: String) -> SettingGroup {
        SettingGroup(
            Message("casework.rules.group.own", ["code": .message(listMessage(list))]),
            lead: Message("casework.rules.group.own_lead"), words(list, code))
    }

    private static func words(_ list: ReasonList, _ code: String) -> [SettingLine] {
        LetterTexts.languages.map { language in
            SettingLine(
                key: key(list, code, "name.\(language)"),
                label: Message("casework.rules.line.name_\(SettingLine.word(language))"),
                value: .words(CategorySettings.nameLimit), shownKey: list.message(of: code).key)
        }
    }

    private static func listMessage(_ list: ReasonList) -> Message { Message("casework.rules.list.\(list.rawValue)") }
}
