import Kernel
import Testing
import Web

@testable import Casework

@Suite struct CaseworkDataTests {
    let casework: CaseworkData
    let catalogue: Catalogue

    init() throws {
        casework = try World.data.get()
        catalogue = try Catalogue(
            folders: [
                "Strings", "Strings/identity", "Strings/team", "Strings/watch", "Strings/account", "Strings/fund",
                "Strings/recovery", "Strings/authority", "Strings/waivers", "Strings/knowledge",
            ].map { CaseworkFolder.named($0) })
    }

    @Test func `there are 13 groups and 93 categories, each with a name`() {
        #expect(casework.categories.groups.count == 13)
        #expect(casework.categories.categories.count == 93)
        for group in casework.categories.groups {
            #expect(catalogue.has("casework.category_group.\(group)"))
            #expect(!casework.categories.list(in: group).isEmpty)
        }
        for category in casework.categories.categories { #expect(catalogue.has(category.code.message.key)) }
    }

    @Test func `only the category other has neither HCAT nor NORS code`() {
        let bare = casework.categories.categories.filter { $0.hcat.isEmpty || $0.nors.isEmpty }.map(\.code.text)
        #expect(bare == ["MGT-99"])
    }

    @Test func `a category written twice or outside the groups is refused`() throws {
        let category = casework.categories.categories[0]
        #expect(throws: CaseworkDataError.self) { try CategoryTree(groups: ["SAF"], categories: [category, category]) }
        #expect(throws: CaseworkDataError.self) { try CategoryTree(groups: ["CAR"], categories: [category]) }
    }

    @Test func `everything with a name has it in both languages`() {
        var keys = CaseState.allCases.flatMap { [$0.key, $0.publicKey] }
        keys += CaseAction.allCases.map(\.key) + Guard.allCases.map(\.key)
        keys += CaseKind.allCases.map { "casework.kind.\($0.rawValue)" }
        keys += Channel.allCases.map { "casework.channel.\($0.rawValue)" }
        keys += ComplainantKind.allCases.map { "casework.complainant_kind.\($0.rawValue)" }
        keys += Secrecy.allCases.flatMap { ["casework.secrecy.\($0)", "casework.secrecy_explained.\($0)"] }
        keys += ResponseLevel.allCases.map(\.message.key) + Consequence.allCases.map(\.message.key)
        keys += Likelihood.allCases.map(\.message.key)
        keys += Finding.allCases.map { "casework.finding.\($0.rawValue)" }
        keys += Disposition.allCases.map { "casework.disposition.\($0.rawValue)" }
        keys += Remedy.allCases.map { "casework.remedy.\($0.rawValue)" }
        keys += RootCause.allCases.map { "casework.cause.\($0.rawValue)" }
        keys += AccountReason.allCases.map { "casework.account_reason.\($0.rawValue)" }
        keys += AccountMeasure.allCases.map { "casework.account_measure.\($0.rawValue)" }
        keys += ClockKind.allCases.map { "casework.clock.\($0.rawValue)" }
        keys += AppealRoute.allCases.map { "casework.appeal.\($0.rawValue)" }
        keys += CommunicationMode.allCases.map { "casework.mode.\($0.rawValue)" }
        keys += Party.allCases.map { "casework.party.\($0.rawValue)" }
        keys += PauseReason.allCases.map { "casework.pause_reason.\($0.rawValue)" }
        keys += ReturnReason.allCases.map { "casework.return_reason.\($0.rawValue)" }
        keys += RefusalReason.allCases.map { "casework.refusal_reason.\($0.rawValue)" }
        keys += InvestigationRecord.Mode.allCases.map { "casework.investigation_mode.\($0.rawValue)" }
        keys += Satisfaction.allCases.map { "casework.satisfaction.\($0.rawValue)" }
        keys += GradingFacts.Signal.allCases.flatMap { signal in
            ["casework.signal.\(signal.rawValue)"] + (signal.floor == nil ? [] : ["casework.reason.\(signal.rawValue)"])
        }
        keys += Category.Condition.allCases.map { "casework.reason.category_\($0.rawValue)" }
        keys += Category.Rollup.allCases.map { "casework.category_rollup.\($0.rawValue)" }
        keys += LevelTable.Approver.allCases.map { "casework.level_approver.\($0.rawValue)" }
        keys += LevelTable.TeamPart.allCases.map { "casework.team.\($0.rawValue)" }
        #expect(keys.filter { !catalogue.has($0) } == [])
    }

    @Test(arguments: ["还是没有解决", "敷衍我们", "It is still broken", "I am NOT satisfied", "isn’t fixed"])
    func `words that say unsolved contradict`(words: String) {
        #expect(casework.contradictions.contradicts(words))
    }

    @Test(arguments: ["没有不满意的地方", "谢谢，都好了", "Thank you, nothing unsolved is left", ""])
    func `kind words do not contradict`(words: String) {
        #expect(!casework.contradictions.contradicts(words))
    }

    @Test(arguments: [Language.chinese, .english])
    func `a line of a script that begins with the word for saying is said, in either language`(language: Language) {
        let page = RecoveryPage(
            tree: casework.categories, words: Words(catalogue: catalogue, language: language, zone: .shanghai))
        var reader = FormReader(
            FormData([
                "name": "Soup", "not_when": "Never",
                "steps": "说：对不起\n说:马上换\nSay: Sorry\nsay：At once\nSaying nothing\n说明原因\n换一份热汤",
            ]))
        let steps = page.read(&reader).steps
        #expect(steps.map(\.kind) == [.say, .say, .say, .say, .act, .act, .act])
        #expect(steps.prefix(4).map(\.text.zh) == ["对不起", "马上换", "Sorry", "At once"])
    }
}
