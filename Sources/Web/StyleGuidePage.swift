import Kernel

/// Every part of the design system in each of its states, for those who build pages. Served in development only.
package struct StyleGuidePage: Page {
    package static let template = "web/style-guide"

    /// A row of the sample table.
    struct Row: Sendable {
        let number: String
        let subject: String
        let level: LevelBadge
        let state: StateBadge
        let holder: String
        let clock: ClockView
    }

    /// Whose frame surrounds the parts.
    package enum Face: String, Sendable, CaseIterable {
        case staff, `public`, print
    }

    package let title: String
    let layout: String
    let breadcrumb: Breadcrumb
    let tabs: Tabs
    let levels: [LevelBadge]
    let states: [StateBadge]
    let clocks: [ClockView]
    let promise: PromiseView
    let steps: Steps
    let form: FormView
    let refusedForm: FormView
    let timeline: Timeline
    let figures: [Figure]
    let rows: [Row]
    let facts: DefinitionList
    let pager: Pager
    let empty: EmptyState
    let notices: [Notice]
    let receipt: String

    package init(words: Words, at now: Instant, face: Face = .staff) {
        let guide = Guide(words: words, now: now)
        layout = "web/layout-\(face.rawValue)"
        title = words("web.guide.title")
        breadcrumb = Breadcrumb([("/", words("web.guide.home"))], here: words("web.guide.title"))
        tabs = Tabs(
            label: words("web.guide.part.ways"),
            [
                .init("#levels", words("web.guide.part.levels"), current: true),
                .init("#clocks", words("web.guide.part.clocks"), count: 5),
                .init("#form", words("web.guide.part.form")),
                .init("#timeline", words("web.guide.part.timeline"), count: 4),
            ])
        levels = guide.levels
        states = guide.states
        clocks = guide.clocks
        promise = PromiseView(
            lead: words("web.guide.promise.lead"), person: words("web.guide.person.second"),
            personRole: words("web.guide.promise.role"), dueText: words.moment(guide.due),
            dueStamp: words.stamp(guide.due), note: words("web.guide.promise.note"))
        steps = guide.steps
        form = guide.form
        refusedForm = guide.refusedForm
        timeline = guide.timeline
        figures = guide.figures
        rows = guide.rows
        facts = guide.facts
        pager = Pager(previous: nil, next: "#lists", summary: words("web.guide.pager"))
        empty = EmptyState(
            icon: "inbox", sentence: words("web.guide.empty.sentence"), hint: words("web.guide.empty.hint"),
            action: ActionLink("#lists", words("web.guide.empty.action"), icon: "list-check"))
        notices = [
            Notice(.info, words("web.guide.notice.info")), Notice(.good, words("web.guide.notice.good")),
            Notice(.warning, words("web.guide.notice.warning")),
            Notice(.danger, words("web.guide.notice.danger"), title: words("web.guide.notice.danger_title")),
        ]
        receipt = "C-2026-000123"
    }
}
