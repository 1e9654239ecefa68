import Casework
import Kernel
import Platform
import Web

/// The page of one survey: how it stands, what can be done next, and its report once it is closed.
struct SurveyPage {
    let report: SurveyReport
    let ratedUnit: String?
    /// The reader's own work is rated: they see figures and nothing else.
    let isRated: Bool
    let feedback: FeedbackDesk
    let visit: Visit
    let faults: [String: Message]

    private var survey: Survey { report.survey }
    private var words: Words { visit.words }
    private var address: String { "/surveys/\(survey.id)" }

    private func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("feedback.survey.\(key)", arguments)
    }

    static func badge(_ survey: Survey, _ words: Words) -> StateBadge {
        let tone: StateBadge.Tone =
            switch survey.state {
            case .draft: .waiting
            case .open: .open
            case .closed: .done
            }
        return StateBadge(words("feedback.state.\(survey.state.rawValue)"), tone: tone)
    }

    static func days(_ survey: Survey, _ words: Words) -> String {
        words("feedback.survey.from_to", ["from": .day(survey.opensOn), "to": .day(survey.closesOn)])
    }

    var page: RecordPage {
        var sections = [standing]
        if survey.state == .open { sections.append(ways) }
        sections += SurveyReportSections(report, words).all
        return RecordPage(
            survey.name, breadcrumb: Breadcrumb([("/surveys", words("feedback.surveys.title"))], here: survey.name),
            lead: words("feedback.kind.\(survey.kind.rawValue)"), state: SurveyPage.badge(survey, words),
            actions: actions, hasContents: report.isTold, sections)
    }

    private func may(_ action: FeedbackAction) -> Bool { !isRated && feedback.may(action, visit) }

    private var actions: [ActionLink] {
        var links: [ActionLink] = []
        if survey.state == .open, may(.key) {
            links.append(ActionLink("\(address)/keying", word("key"), icon: "pencil"))
        }
        if survey.state != .draft, may(.manage) {
            links.append(ActionLink("\(address)/invitations", word("invitations"), icon: "people"))
        }
        if report.isTold, may(.release), report.waitingComments > 0 {
            let waiting = word("comments", ["n": .number(report.waitingComments)])
            links.append(ActionLink("\(address)/comments", waiting, icon: "chat-square-text"))
        }
        if report.isTold {
            links.append(ActionLink("\(address)/print", word("print"), icon: "printer"))
            links.append(ActionLink("\(address)/export", word("export"), icon: "download"))
        }
        return links
    }

    private var standing: PageSection {
        var facts = [
            DefinitionList.Item(word("days"), SurveyPage.days(survey, words)),
            .init(word("plan"), plan), .init(word("version"), survey.bankVersion),
            .init(word("threshold"), "\(survey.threshold)%"),
            .init(word("anonymity"), word(survey.isAnonymous ? "anonymous" : "named")),
        ]
        if let ratedUnit { facts.append(.init(word("rated_unit"), ratedUnit)) }
        if survey.state != .draft { facts.append(.init(word("answered"), "\(report.answered)")) }
        var notices: [Notice] = []
        if isRated { notices.append(Notice(.info, word("rated"))) }
        if survey.state == .open { notices.append(Notice(.info, word("told_after"))) }
        for fault in faults.values.map({ words($0) }).sorted() { notices.append(Notice(.warning, fault)) }
        return PageSection("standing", word("standing"), notices: notices, facts: DefinitionList(facts), form: next)
    }

    private var plan: String {
        let kind = words("feedback.plan.\(survey.plan.kind.rawValue)")
        guard survey.state != .draft, survey.kind != .postCase else { return kind }
        let asked = report.response?.of ?? 0
        return word("plan_drawn", ["plan": .text(kind), "asked": .number(asked), "of": .number(survey.population)])
    }

    /// The next step of the survey itself.
    private var next: FormView? {
        guard may(.manage) else { return nil }
        switch survey.state {
        case .draft: return FormView(action: "\(address)/opening", fields: [], submit: word("open"), icon: "check-lg")
        case .open:
            return FormView(action: "\(address)/closure", fields: [], submit: word("close"), isWeighty: true)
        case .closed: return nil
        }
    }

    /// The ways in which an open survey is answered.
    private var ways: PageSection {
        let link = SurveyCode.link(of: survey.id, at: feedback.desk).text
        let home = feedback.desk.publicAddress
        var rows: [TableView.Row] = []
        func row(_ key: String, _ address: String) {
            rows.append(TableView.Row([.init(word("way.\(key)")), .init(word("way.\(key)_open"), address: address)]))
        }
        if may(.manage) {
            row("paper", "\(address)/paper")
            row("phone", "\(address)/invitations?waiting=yes")
            row("poster", "\(address)/poster")
        }
        if survey.kind != .postCase {
            rows.append(TableView.Row([.init(word("way.link")), .init("\(home)/s/\(link)")]))
            rows.append(TableView.Row([.init(word("way.kiosk")), .init("\(home)/kiosk/\(link)")]))
        }
        return PageSection(
            "ways", word("ways"), lead: word("ways_lead"),
            table: TableView(word("ways"), columns: [word("column.way"), word("column.where")], rows: rows))
    }
}
