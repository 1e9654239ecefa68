import Kernel
import Platform
import Web

/// The case page (个案页): one screen that tells what it is, whose, how long, and what comes next.
struct CasePage: Page {
    static let template = "casework/case"

    let title: String
    let number: String
    let subject: String
    let kind: String
    let level: LevelBadge?
    /// The level is the machine's word so far.
    let levelNote: String?
    let levelReasons: [String]
    let hasReasons: Bool
    let state: StateBadge
    let marks: [CaseMark]
    let whose: String
    let notices: [Notice]
    let steps: CaseSteps
    let clocks: CaseClockViews
    let hasClocks: Bool
    let narrative: String
    let desired: String?
    let origin: DefinitionList
    let allegations: [AllegationView]
    let hasAllegations: Bool
    let decision: DecisionView?
    let team: TeamView?
    let watch: WatchView?
    /// Money, recovery, authorities.
    let redress: [PageSection]
    /// What other slices show, and what was learnt from cases like it.
    let brought: [PageSection]
    let timeline: Timeline
    let earlier: String?
    let people: DefinitionList
    let promise: [String]
    let hasPromise: Bool
    let milestones: Steps
    let files: [FileLink]
    let hasFiles: Bool
    let identity: IdentityView
    let live: CaseLive
    let caseFile: String
    /// Where the case is taken out as evidence, for those who may.
    let bundle: String?
    /// Where an improvement action is opened from the case.
    let improvement: String?

    /// An attachment one can open.
    struct FileLink: Sendable {
        let address: String
        let name: String
        let note: String
        let icon: String
    }

    init(_ contents: CaseContents, brought: [PageSection], _ words: Words) {
        self.brought = brought
        let open = contents.open
        let subject = open.subject
        let writer = CaseWriter(contents: contents, words: words)
        number = subject.number.description
        self.subject = subject.subject
        title = "\(number) \(subject.subject)"
        kind = words("casework.kind.\(subject.kind.rawValue)")
        level = subject.levelBadge(words)
        levelNote =
            subject.level.confirmed == nil && level != nil
            ? words("casework.case_page.suggested")
            : subject.level.isBelowSuggestion ? words("casework.case_page.below") : nil
        levelReasons = writer.levelReasons
        hasReasons = !levelReasons.isEmpty
        state = subject.stateBadge(words)
        marks = subject.marks(words)
        whose = writer.whose
        notices = writer.notices
        steps = CaseSteps(open, words)
        clocks = CaseClockViews(open, words)
        hasClocks = !clocks.running.isEmpty || clocks.hasEnded
        narrative = subject.narrative
        desired = subject.desiredRemedy
        origin = writer.origin
        allegations = subject.allegations.map { AllegationView($0, contents, words) }
        hasAllegations = !allegations.isEmpty
        decision = DecisionView(contents, words)
        team = TeamView(contents, words)
        watch = WatchView(contents, words)
        redress = RedressView(contents, words).sections
        let sentences = FactSentence(words: words, names: contents.names, units: contents.units)
        timeline = sentences.timeline(contents.history)
        earlier = contents.earlier.map { "\(open.address)?until=\($0)#timeline" }
        people = writer.people
        promise = writer.promise
        hasPromise = !promise.isEmpty
        milestones = writer.milestones
        files = writer.files
        hasFiles = !files.isEmpty
        identity = IdentityView(contents, words)
        live = CaseLive(subject)
        caseFile = "\(open.address)/case-file"
        improvement = contents.mayImprove ? "/actions/new?from=case.\(subject.id)" : nil
        let mayExport = Rights(EvidenceAction.lines).allows(EvidenceAction.exportBundle.rawValue, to: open.actor)
        bundle = mayExport ? "\(open.address)/bundle" : nil
    }
}
