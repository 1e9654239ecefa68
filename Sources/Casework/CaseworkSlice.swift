import Platform
import Web

/// The slice App mounts: cases, their pages for the public and for staff, and what the sweep does with their clocks.
package enum CaseworkSlice {
    /// Reads the rules' data; throws at start when a file is wrong. `panels` stand on everybody's own desk,
    /// `sections` on the page of each case; `records` of other slices are disposed of with the files of cases.
    package static func make(
        panels: [DeskPanelMaker] = [], sections: [CaseSectionMaker] = [], records: RetainedRecords = .none
    ) throws -> Slice {
        let rules = try CaseworkData.load()
        return Slice(
            name: "casework", folder: CaseworkFolder.url, rights: CaseworkRights.lines, navigation: navigation,
            attentions: [
                "case": { stored, attentions, reading, db, desk in
                    try CaseDesk(desk: desk, rules: rules).attend(stored, attentions, reading, in: db)
                },
                "coordination_meeting": { stored, _, reading, db, _ in
                    try CoordinationMeeting.remind(of: stored, reading, in: db)
                },
                "bulletin": { stored, _, reading, db, desk in
                    try Bulletin.remind(of: stored, reading, at: desk, in: db)
                },
            ],
            rounds: [
                { desk in try await CaseDesk(desk: desk, rules: rules).followAbsences() },
                { desk in try await CaseDesk(desk: desk, rules: rules).lookAfterFigures() },
                { desk in try await Retention.work(at: desk, records: records) },
            ],
            searchSources: ["case": Case.searchSource],
            sealedColumns: [SealedColumn("cases", "document") { "cases.document.\($0[0])" }],
            blindTables: [Case.blindTable],
            addresses: [
                "case": "/cases/{id}", "accountability": "/accountability/own", "coordination": "/coordination",
                "bulletin": "/bulletins/{id}", "knowledge_case": "/knowledge/cases/{id}",
                "setting": "\(SettingRoutes.address)/{id}",
            ],
            wording: { organisation, db, desk in
                try CaseDesk(desk: desk, rules: rules).rulesNow(of: organisation, in: db).ownWords
            },
            routes: { desk in
                let cases = CaseDesk(
                    desk: desk, rules: rules, panels: panels, sections: sections, records: records)
                return PublicRoutes.all(cases) + StaffRoutes.all(cases) + CasePageRoutes.all(cases)
                    + CasesApi.all(cases) + FlowRoutes.all(cases) + FiguresRoutes.all(cases) + BulletinRoutes.all(cases)
                    + RetentionRoutes.all(cases) + listsApi(cases)
            })
    }

    /// What stands beside the pages of lists for programs.
    private static func listsApi(_ cases: CaseDesk) -> [Route] {
        [
            DeskApi.all, WatchApi.all, AuditApi.all, LibraryApi.all, KnowledgeCaseApi.all, FundApi.all, BulletinApi.all,
            FiguresApi.all,
            RetentionApi.all,
        ].flatMap { $0(cases) }
    }

    private static let navigation: [NavigationEntry] = [
        NavigationEntry(
            address: "/admin/retention", text: "casework.retention.title", icon: "archive",
            action: RetentionAction.read, in: .administration, order: 985),
        NavigationEntry(
            address: "/admin/rules", text: "casework.rules.nav", icon: "sliders", action: SettingAction.read,
            in: .administration, order: 935
        ),
        NavigationEntry(
            address: "/flow", text: "casework.flow.title", icon: "diagram-3", action: CaseAction.register,
            in: .house, order: 68),
        NavigationEntry(
            address: "/supervision", text: "casework.watch.title", icon: "eye", action: SupervisionAction.overview,
            in: .cases, order: 62),
        NavigationEntry(
            address: "/accountability", text: "casework.account.title", icon: "clipboard-check",
            action: AccountabilityAction.overview, in: .cases, order: 66),
        NavigationEntry(
            address: "/coordination", text: "casework.meeting.title", icon: "people",
            action: SupervisionAction.readMeetings, in: .cases, order: 63),
        NavigationEntry(
            address: "/handovers", text: "casework.team.handovers", icon: "arrow-left-right",
            action: HandoverAction.overview, in: .cases, order: 65),
        NavigationEntry(
            address: "/authority-reports", text: "casework.reports.title", icon: "building", action: ReportAction.list,
            in: .cases, order: 36),
        NavigationEntry(
            address: "/knowledge", text: "casework.knowledge.title", icon: "lightbulb", action: KnowledgeAction.read,
            in: .learning, order: 66),
        NavigationEntry(
            address: "/knowledge/cases", text: "casework.knowledge_case.title", icon: "journal-text",
            action: KnowledgeAction.read, in: .learning, order: 67),
        NavigationEntry(
            address: "/waivers", text: "casework.waivers.title", icon: "exclamation-triangle",
            action: WaiverAction.list, in: .learning, order: 72),
        NavigationEntry(
            address: "/fund", text: "casework.fund.title", icon: "cash-coin", action: FundAction.read, in: .learning,
            order: 70),
        NavigationEntry(
            address: "/recovery", text: "casework.recovery.title", icon: "life-preserver", action: RecoveryAction.read,
            in: .learning, order: 71),
        NavigationEntry(
            address: "/desk", text: "casework.nav.desk", icon: "house", action: CaseAction.read, order: 10,
            shortcut: "d"),
        NavigationEntry(
            address: "/inbox", text: "casework.nav.inbox", icon: "inbox", action: CaseAction.decline, order: 20,
            shortcut: "i"),
        NavigationEntry(
            address: "/board", text: "casework.nav.board", icon: "grid", action: CaseAction.read, order: 15,
            shortcut: "b"),
        NavigationEntry(
            address: "/approvals", text: "casework.nav.approvals", icon: "clipboard-check",
            action: CaseAction.reject, order: 30, shortcut: "p"),
        NavigationEntry(
            address: "/conduct-limits", text: "casework.nav.conduct_limits", icon: "shield-lock",
            action: CaseAction.approveLimit, in: .cases, order: 35),
        NavigationEntry(
            address: "/cases/new", text: "casework.nav.new", icon: "plus-lg", action: CaseAction.register, order: 40,
            shortcut: "n"),
        NavigationEntry(
            address: "/cases", text: "casework.nav.register", icon: "journal-text", action: CaseAction.read,
            isForAnyRecord: true, in: .cases, order: 50, shortcut: "r"),
        NavigationEntry(
            address: "/figures", text: "casework.figures.title", icon: "graph-up", action: FiguresAction.read,
            in: .learning, order: 54
        ),
        NavigationEntry(
            address: "/bulletins", text: "casework.bulletin.title", icon: "megaphone", action: BulletinAction.read,
            in: .learning, order: 56),
        NavigationEntry(
            address: "/search", text: "casework.nav.search", icon: "search", action: CaseAction.read, order: 45),
    ]
}
