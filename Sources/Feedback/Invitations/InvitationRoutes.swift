import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// Who was asked and has not answered (问卷名单), the sheets to print for them, and the poster for everybody.
enum InvitationRoutes {
    /// Sheets printed at once.
    static let sheetsPerPage = 25

    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let manage = Access.right(FeedbackAction.manage)
        return [
            .get("/surveys/:survey/invitations", manage) { visit in try await list(visit, feedback) },
            .get("/surveys/:survey/paper", manage) { visit in try await paper(visit, feedback) },
            .get("/surveys/:survey/poster", manage) { visit in
                let survey = try await feedback.desk.read { try feedback.survey(visit, for: .manage, in: $0) }
                return try visit.page(PosterSheet(survey, feedback, visit))
            },
        ]
    }

    /// Invitations with what the reader may see of the names.
    static func read(
        _ visit: Visit, _ feedback: FeedbackDesk, limit: Int = SurveyInvitation.pageSize, unanswered: Bool,
        in db: any Connection
    ) throws -> Listed {
        let survey = try feedback.survey(visit, for: .manage, in: db)
        let page = try SurveyInvitation.page(
            of: survey, after: Int(visit.query("after")) ?? 0, unanswered: unanswered, limit: limit, in: db)
        let keys = try feedback.desk.vault.keyring(for: survey.organisationID, in: db)
        let mayName = feedback.desk.rights.allows(PeopleAction.readNames.rawValue, to: visit.actor)
        let persons = try Person.list(
            page.invitations.compactMap(\.personID), of: survey.organisationID, keys: keys, in: db)
        return Listed(
            survey: survey, invitations: page.invitations, next: page.next,
            names: Dictionary(
                persons.map { ($0.id, $0.shownName(mayName ? .full : .masked)) },
                uniquingKeysWith: { first, _ in first }),
            places: Dictionary(persons.map { ($0.id, $0.place.room) }, uniquingKeysWith: { first, _ in first }))
    }

    struct Listed: Sendable {
        let survey: Survey
        let invitations: [SurveyInvitation]
        let next: Int?
        let names: [ID<Person>: String]
        let places: [ID<Person>: String]
    }

    private static func list(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let waiting = !visit.query("waiting").isEmpty
        let listed = try await feedback.desk.read { try read(visit, feedback, unanswered: waiting, in: $0) }
        let (survey, words) = (listed.survey, visit.words)
        func word(_ key: String) -> String { words("feedback.invitations.\(key)") }
        let mayCall = feedback.may(.key, visit) && survey.state == .open
        let rows = listed.invitations.map { invitation in
            let name =
                invitation.personID.flatMap { listed.names[$0] }
                ?? (invitation.caseID == nil ? word("left") : word("of_case"))
            let call = "/surveys/\(survey.id)/invitations/\(invitation.id)/call"
            return TableView.Row([
                .init("\(invitation.number)"), .init(name, note: invitation.personID.flatMap { listed.places[$0] }),
                .init(
                    "",
                    state: StateBadge(
                        word(invitation.isUsed ? "answered" : "waiting"), tone: invitation.isUsed ? .done : .waiting)),
                .init(
                    invitation.remindedOn.map { day in
                        words("feedback.invitations.reminded", ["n": .number(invitation.reminders), "day": .day(day)])
                    } ?? ""),
                mayCall && !invitation.isUsed ? .init(word("call"), address: call) : .init(""),
            ])
        }
        let path = "/surveys/\(survey.id)/invitations"
        let kept = waiting ? "waiting=yes" : "waiting="
        let form =
            survey.state == .open
            ? FormView(action: "/surveys/\(survey.id)/reminders", fields: [], submit: word("remind"), icon: "megaphone")
            : nil
        return try visit.page(
            RecordPage(
                word("title"), breadcrumb: Breadcrumb([("/surveys/\(survey.id)", survey.name)], here: word("title")),
                tabs: Tabs(
                    label: word("title"),
                    [
                        .init("\(path)?waiting=yes", word("tab_waiting"), current: waiting),
                        .init(path, word("tab_all"), current: !waiting),
                    ]), lead: word(survey.isAnonymous ? "lead_anonymous" : "lead"),
                actions: [ActionLink("/surveys/\(survey.id)/paper", word("paper"), icon: "printer")],
                [
                    PageSection(
                        "list",
                        table: TableView(
                            word("title"),
                            columns: ["number", "person", "state", "reminders", "call"].map { word("column.\($0)") },
                            rows: rows), form: waiting && !rows.isEmpty ? form : nil,
                        empty: EmptyState(icon: "people", sentence: word("none")),
                        pager: Pager(
                            previous: visit.query("after").isEmpty ? nil : "\(path)?\(kept)",
                            next: listed.next.map { "\(path)?\(kept)&after=\($0)" }))
                ]))
    }

    private static func paper(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let listed = try await feedback.desk.read {
            try read(visit, feedback, limit: sheetsPerPage, unanswered: true, in: $0)
        }
        guard listed.survey.state == .open else { throw Problem.conflict("feedback.problem.not_open") }
        return try visit.page(PaperSheets(listed, feedback, visit))
    }
}

/// The questionnaire on paper, one for each who was asked (纸质问卷): boxes with the number to key beside each answer, and
/// the code as text and as a QR code. No name stands on it.
struct PaperSheets: Page {
    static let template = "feedback/paper"

    struct Sheet: Sendable {
        let code: String
        let number: String
        let qr: String?
    }

    struct Line: Sendable {
        let number: Int
        let text: String
        let boxes: [String]
        let isText: Bool
    }

    let title: String
    let intro: String
    let privacy: String
    let sheets: [Sheet]
    let questions: [Line]
    let respondents: [String]
    let helpers: [String]
    let pager: Pager?

    init(_ listed: InvitationRoutes.Listed, _ feedback: FeedbackDesk, _ visit: Visit) {
        let (survey, words) = (listed.survey, visit.words)
        let ask = QuestionFields(words: words)
        title = survey.name
        intro = feedback.banks[survey.kind]?.intro.told(in: words.language) ?? ""
        privacy = words(survey.isAnonymous ? "feedback.paper.anonymous" : "feedback.paper.named")
        sheets = listed.invitations.map { invitation in
            let code = SurveyCode.invitation(invitation.id, at: feedback.desk).text
            return Sheet(
                code: code, number: "\(invitation.number)",
                qr: QRCode("\(feedback.desk.publicAddress)/s/\(code)")?.dataURI)
        }
        questions = survey.questions.enumerated().map { place, question in
            let values = question.kind == .choices ? question.options.indices.map { $0 + 1 } : question.kind.values
            return Line(
                number: place + 1, text: question.text.told(in: words.language),
                boxes: values.map { value in
                    let text = ask.option(question, value)
                    return text == "\(value)" ? text : "\(value) \(text)"
                }, isText: question.kind == .text)
        }
        respondents = Respondent.allCases.map { words("feedback.respondent.\($0.rawValue)") }
        helpers = HelperRelation.allCases.map { words("feedback.helper.\($0.rawValue)") }
        pager = listed.next.map { Pager(previous: nil, next: "/surveys/\(survey.id)/paper?after=\($0)") }
    }
}

/// A sheet to hang up: the survey's link as a QR code.
struct PosterSheet: Page {
    static let template = "feedback/poster"

    let title: String
    let intro: String
    let address: String
    let qr: String?

    init(_ survey: Survey, _ feedback: FeedbackDesk, _ visit: Visit) throws(Problem) {
        guard survey.state == .open, survey.kind != .postCase else { throw .conflict("feedback.problem.not_open") }
        title = survey.name
        intro = feedback.banks[survey.kind]?.intro.told(in: visit.language) ?? ""
        address = "\(feedback.desk.publicAddress)/s/\(SurveyCode.link(of: survey.id, at: feedback.desk).text)"
        qr = QRCode(address)?.dataURI
    }
}
