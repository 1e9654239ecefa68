import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Answering without an account (网上作答、自助机, S4-48): by the code of a letter, a poster or a kiosk. Works without
/// JavaScript; wrong codes are counted, so that nobody guesses one.
enum PublicSurveyRoutes {
    /// Wrong codes from one address: a whole ward shares one.
    static let wrongCodes = ThrottleLimit(attempts: 40, windowMinutes: 15)
    /// Answers without invitation from one address: a kiosk is one.
    static let openAnswers = ThrottleLimit(attempts: 120, windowMinutes: 60)

    static func all(_ feedback: FeedbackDesk) -> [Route] {
        [
            .get("/s/:code", .open) { visit in try await show(visit, feedback, isKiosk: false) },
            .post("/s/:code", .open) { visit in try await answer(visit, feedback, isKiosk: false) },
            .get("/kiosk/:code", .open) { visit in try await show(visit, feedback, isKiosk: true) },
            .post("/kiosk/:code", .open) { visit in try await answer(visit, feedback, isKiosk: true) },
            .get("/s/:code/thanks", .open) { visit in try said("thanks", visit) },
            .get("/kiosk/:code/thanks", .open) { visit in try said("thanks", visit, again: try kiosk(visit)) },
        ]
    }

    /// What a code opens.
    private enum Door: Sendable {
        case open(Survey, SurveyInvitation?)
        case answered
        case ended
        case unknown
    }

    private static func code(_ visit: Visit) -> SurveyCode? { SurveyCode(typed: visit.parameters.get("code") ?? "") }

    private static func kiosk(_ visit: Visit) throws(Problem) -> String {
        guard let code = code(visit) else { throw .notFound }
        return "/kiosk/\(code.text)"
    }

    /// Finds what the code opens, and counts a wrong one.
    private static func door(_ visit: Visit, _ feedback: FeedbackDesk, isKiosk: Bool) async throws -> Door {
        let key = "survey_code:\(visit.address)"
        let door = try await feedback.desk.read { db -> Door in
            try Throttle.check(key, wrongCodes, in: db)
            guard let code = code(visit), let found = try self.door(code, isKiosk: isKiosk, in: db) else {
                return .unknown
            }
            guard found.survey.takesAnswers(on: visit.today) else { return .ended }
            return found.invitation?.isUsed == true ? .answered : .open(found.survey, found.invitation)
        }
        if case .unknown = door {
            try await feedback.desk.write { try Throttle.count(key, wrongCodes, in: $0) }
        }
        return door
    }

    private static func door(
        _ code: SurveyCode, isKiosk: Bool, in db: any Connection
    ) throws -> (survey: Survey, invitation: SurveyInvitation?)? {
        if let survey = try Survey.first(link: code.digest, in: db) {
            return survey.kind == .postCase ? nil : (survey, nil)
        }
        guard !isKiosk, let (invitation, survey) = try SurveyInvitation.first(code, in: db) else { return nil }
        return (survey, invitation)
    }

    private static func show(_ visit: Visit, _ feedback: FeedbackDesk, isKiosk: Bool) async throws -> Response {
        let door = try await door(visit, feedback, isKiosk: isKiosk)
        return try page(door, visit, isKiosk: isKiosk, feedback)
    }

    private static func page(
        _ door: Door, _ visit: Visit, isKiosk: Bool, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) throws -> Response {
        switch door {
        case .unknown: return try said("unknown", visit, status: .notFound)
        case .ended: return try said("ended", visit, again: isKiosk ? try kiosk(visit) : nil)
        case .answered: return try said("answered", visit)
        case .open(let survey, _):
            guard let code = code(visit) else { throw Problem.notFound }
            let page = AnswerPage(
                survey, intro: feedback.banks[survey.kind]?.intro.told(in: visit.language) ?? "",
                action: "/\(isKiosk ? "kiosk" : "s")/\(code.text)", visit, faults: faults)
            return try visit.focusedPage(page, status: faults.isEmpty ? .ok : .unprocessableContent)
        }
    }

    private static func answer(_ visit: Visit, _ feedback: FeedbackDesk, isKiosk: Bool) async throws -> Response {
        let door = try await door(visit, feedback, isKiosk: isKiosk)
        guard case .open(let survey, let invitation) = door, let code = code(visit) else {
            return try page(door, visit, isKiosk: isKiosk, feedback)
        }
        do {
            let staff = visit.actor.staffID
            var reader = FormReader(visit.form)
            let answer = try SurveyAnswer.read(&reader, survey.questions, isStaffDevice: staff != nil)
            let way = SurveyAnswer.Way(mode: isKiosk ? .kiosk : .web, keyedBy: staff, once: visit.once)
            let visitor = Actor(organisationID: survey.organisationID, kind: .visitor)
            _ = try await feedback.desk.write { db in
                if staff != nil { try survey.mustNotRate(visit.actor, invitation: invitation?.id, in: db) }
                if invitation == nil { try Throttle.admit("survey_open:\(visit.address)", openAnswers, in: db) }
                return try answer.take(for: survey, invitation, way, by: visitor, at: feedback.desk, in: db)
            }
            return visit.redirect(to: "/\(isKiosk ? "kiosk" : "s")/\(code.text)/thanks")
        } catch Problem.invalid(let faults) {
            return try page(door, visit, isKiosk: isKiosk, feedback, faults: faults)
        }
    }

    private static func said(
        _ key: String, _ visit: Visit, again: String? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try visit.focusedPage(
            SaidPage(
                title: visit.words("feedback.said.\(key)"), lead: visit.words("feedback.said.\(key)_lead"), again: again
            ),
            status: status)
    }
}

/// All questions of a survey on one quiet page with large type and large targets (standards 2.10).
struct AnswerPage: Page {
    static let template = "feedback/answer"

    let title: String
    let intro: String
    let notices: [Notice]
    let form: FormView

    init(_ survey: Survey, intro: String, action: String, _ visit: Visit, faults: [String: Message]) {
        let words = visit.words
        let isStaff = visit.actor.staffID != nil
        title = survey.name
        self.intro = intro
        notices = survey.isAnonymous ? [Notice(.info, words("feedback.answer.anonymous"))] : []
        let ask = QuestionFields(words: words)
        let form = FormView(
            action: action, fields: ask.full(survey.questions) + ask.who(isStaffDevice: isStaff),
            submit: words("feedback.answer.send"), icon: "check-lg")
        self.form = faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }
}

/// What is said after an answer, or instead of the questions. A kiosk goes back to the questions by itself.
struct SaidPage: Page {
    static let template = "feedback/said"

    let title: String
    let lead: String
    let again: String?
    let seconds = 12
}

extension Visit {
    /// A page of the public face that leads nowhere else: whoever answers is not drawn away.
    func focusedPage(_ page: some Page, status: HTTPResponse.Status = .ok) throws -> Response {
        var site = site
        site.navigation = []
        return try front.page(page, site: site, language: language, status: status)
    }
}
