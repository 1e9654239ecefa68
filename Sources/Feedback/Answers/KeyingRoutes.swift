import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Answers that employees bring in (录入与电话访问): paper keyed line after line, and questions read out on the telephone.
/// Nobody keys an answer about their own work.
enum KeyingRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let key = Access.right(FeedbackAction.key)
        let keying = PageForms(feedback.desk, home: { "/surveys/\(try $0.id("survey", of: Survey.self))/keying" }) {
            try await keyingPage($0, feedback, faults: $1)
        }
        return [
            .get("/surveys/:survey/keying", key) { visit in try await keyingPage(visit, feedback) },
            keying.post("/surveys/:survey/answers", key, saying: "feedback.flash.keyed", to: onwards) { visit, _ in
                try await self.keying(visit, feedback)
            },
            .get("/surveys/:survey/invitations/:invitation/call", key) { visit in try await callPage(visit, feedback) },
        ]
    }

    /// After paper the next sheet, after a call the next to call.
    private static func onwards(_ visit: Visit, _ made: Done) -> String {
        let isCall = visit.form.value("mode") == AnswerMode.phone.rawValue
        return "/surveys/\(made.id)/" + (isCall ? "invitations?waiting=yes" : "keying")
    }

    private static func keyingPage(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let survey = try await feedback.desk.read { try feedback.survey(visit, for: .key, in: $0) }
        let words = visit.words
        let form = FormView(
            action: "/surveys/\(survey.id)/answers", fields: fields(survey.questions, words),
            submit: words("feedback.keying.save"), icon: "check-lg")
        let state = survey.state == .open ? [] : [Notice(.warning, words("feedback.problem.not_open"))]
        return try visit.page(
            RecordPage(
                words("feedback.keying.title"),
                breadcrumb: Breadcrumb([("/surveys/\(survey.id)", survey.name)], here: words("feedback.keying.title")),
                lead: words("feedback.keying.lead"),
                [
                    PageSection(
                        "keying", notices: state,
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(_ questions: [Question], _ words: Words) -> [Field] {
        let ask = QuestionFields(words: words)
        return [
            Field.text(
                "code", words("feedback.keying.code"), hint: words("feedback.keying.code_hint"), required: true,
                limit: 40,
                autocomplete: "off"
            ).width(.medium),
            .select(
                "mode", words("feedback.keying.mode"),
                options: [AnswerMode.paper, .phone].map {
                    Field.Option($0.rawValue, words("feedback.mode.\($0.rawValue)"), selected: $0 == .paper)
                }, required: true),
        ] + ask.compact(questions) + ask.who(isStaffDevice: false)
    }

    /// Reads a keyed answer with the code that stands on the sheet.
    static func keying(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Deed<Done> {
        let actor = visit.actor
        let survey = try await feedback.desk.read { try feedback.survey(visit, for: .key, in: $0) }
        var reader = FormReader(visit.form)
        let typed = reader.text("code", limit: 40, required: true)
        let code = SurveyCode(typed: typed)
        if code == nil, !typed.isEmpty { reader.fault("code", Message("feedback.fault.code")) }
        let mode = reader.requiredChoice("mode", as: AnswerMode.self) ?? .paper
        if mode != .paper, mode != .phone { reader.fault("mode", Message("web.form.not_listed")) }
        let answer = try SurveyAnswer.read(&reader, survey.questions, isStaffDevice: false)
        guard let code else { throw Problem.notFound }
        return { db in
            guard let (invitation, of) = try SurveyInvitation.first(code, in: db), of.id == survey.id else {
                throw Problem.invalid("code", Message("feedback.fault.code"))
            }
            try take(answer, survey, invitation, mode, by: actor, feedback, in: db)
            return Done(survey.id)
        }
    }

    /// The questions as they are read out. The form goes where keyed sheets go, with the code instead of an address of the
    /// invitation, so that nothing written about the sending tells who was called.
    private static func callPage(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let id = try visit.id("invitation", of: SurveyInvitation.self)
        let (survey, invitation) = try await feedback.desk.read { db in
            let survey = try feedback.survey(visit, for: .key, in: db)
            try survey.mustNotRate(visit.actor, invitation: id, in: db)
            return (survey, try SurveyInvitation.find(id, of: survey, in: db))
        }
        let words = visit.words
        let ask = QuestionFields(words: words)
        let form = FormView(
            action: "/surveys/\(survey.id)/answers",
            fields: ask.full(survey.questions) + ask.who(isStaffDevice: false) + [
                .hidden("code", SurveyCode.invitation(id, at: feedback.desk).text),
                .hidden("mode", AnswerMode.phone.rawValue),
            ], submit: words("feedback.keying.save"), icon: "check-lg")
        let used = invitation.isUsed ? [Notice(.warning, words("feedback.said.answered"))] : []
        let script = feedback.banks[survey.kind]?.script.told(in: visit.language) ?? ""
        return try visit.page(
            RecordPage(
                words("feedback.keying.call", ["n": .number(invitation.number)]),
                breadcrumb: Breadcrumb(
                    [
                        ("/surveys/\(survey.id)", survey.name),
                        ("/surveys/\(survey.id)/invitations?waiting=yes", words("feedback.survey.invitations")),
                    ], here: words("feedback.keying.call", ["n": .number(invitation.number)])),
                [
                    PageSection(
                        "script", words("feedback.keying.script"), notices: used + [Notice(.info, script)], form: form)
                ]))
    }

    private static func take(
        _ answer: SurveyAnswer, _ survey: Survey, _ invitation: SurveyInvitation, _ mode: AnswerMode, by actor: Actor,
        _ feedback: FeedbackDesk, in db: any Connection
    ) throws {
        try survey.mustNotRate(actor, invitation: invitation.id, in: db)
        let way = SurveyAnswer.Way(mode: mode, keyedBy: actor.staffID)
        guard try answer.take(for: survey, invitation, way, by: actor, at: feedback.desk, in: db) else {
            throw Problem.invalid("code", Message("feedback.fault.answered"))
        }
    }
}
