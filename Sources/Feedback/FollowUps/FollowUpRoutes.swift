import Casework
import Foundation
import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// Follow-ups (回访, S1-61…S1-65): who is to be called, what was said, and the way to a case.
enum FollowUpRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let access = Access.right(FeedbackAction.followUp)
        let writing = PageForms(feedback.desk, home: { _ in "/follow-ups" }) {
            try await form($0, feedback, faults: $1)
        }
        return [
            .get("/follow-ups", .right(FeedbackAction.read)) { visit in try await list(visit, feedback) },
            .get("/follow-ups/new", access) { visit in try await form(visit, feedback) },
            writing.post(
                "/follow-ups", access, saying: "feedback.flash.followed_up", to: { "/follow-ups/\($1.id)" }
            ) { visit, _ in try recording(visit, feedback) },
            .get("/follow-ups/:followup", access) { visit in try await show(visit, feedback) },
            .post("/follow-ups/:followup/case", access) { visit in try await register(visit, feedback) },
        ]
    }

    /// What the address asks for.
    struct Asked: Sendable {
        let audience: FollowUpAudience
        let period: FigurePeriod
        let unit: ID<OrganisationUnit>?

        init(_ visit: Visit) {
            audience = FollowUpAudience(rawValue: visit.query("audience")) ?? .elder
            let grain = FollowUpRule.grain(audience)
            let asked = FigurePeriod(visit.query("period"))
            period = asked.flatMap { $0.grain == grain ? $0 : nil } ?? FigurePeriod(grain, holding: visit.today)
            unit = ID(visit.query("unit"))
        }

        var query: String {
            "audience=\(audience.rawValue)&period=\(period)" + (unit.map { "&unit=\($0)" } ?? "")
        }
    }

    private static func list(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let (desk, actor, words) = (feedback.desk, visit.actor, visit.words)
        try desk.rights.must(FeedbackAction.read, actor)
        let asked = Asked(visit)
        let after = PersonCode(visit.query("after"))
        let (list, count, tree, heads) = try await desk.read(.stale) { db in
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let units = asked.unit.map { tree.below($0).union([$0]) } ?? []
            let list = try FollowUpList(
                asked.audience, in: asked.period, units: units, after: after, on: visit.today, of: actor.organisationID,
                at: desk, in: db)
            let count = try FollowUpCount(
                asked.audience, in: asked.period, units: units, on: visit.today, of: actor.organisationID, at: desk,
                in: db)
            let heads = try StaffMember.names(
                of: Set(list.lines.compactMap { $0.person.unitID.flatMap { tree.responsible(for: $0) } }).sorted(),
                in: actor.organisationID, in: db)
            return (list, count, tree, heads)
        }
        let page = FollowUpListPage(
            asked: asked, list: list, count: count, tree: tree, heads: heads, isFirst: after == nil,
            mayName: desk.rights.allows(PeopleAction.readNames.rawValue, to: actor),
            mayWork: feedback.may(.followUp, visit), words: words)
        return try visit.page(page.page)
    }

    /// The person and how the follow-up is owed to them; to nobody else is one written down.
    private static func owed(
        _ audience: FollowUpAudience, _ person: ID<Person>, _ period: FigurePeriod, _ visit: Visit,
        _ feedback: FeedbackDesk, in db: any Connection
    ) throws -> (person: Person, way: FollowUpRule.Way, relatives: [Relative]) {
        let organisation = visit.actor.organisationID
        let keys = try feedback.desk.vault.keyring(for: organisation, in: db)
        let found = try Person.find(person, of: organisation, keys: keys, in: db)
        let relatives = try Relative.list(of: person, organisation, keys: keys, in: db)
        let way = FollowUpRule.owed(
            audience, to: found, hasFamily: !relatives.isEmpty, in: period, on: visit.today)
        guard let way else { throw Problem.conflict("feedback.problem.nothing_owed") }
        return (found, way, relatives)
    }

    private static func form(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (desk, words) = (feedback.desk, visit.words)
        try desk.rights.must(FeedbackAction.followUp, visit.actor)
        func sent(_ name: String) -> String { faults.isEmpty ? visit.query(name) : visit.form.value(name) }
        guard let person = ID<Person>(sent("person")), let audience = FollowUpAudience(rawValue: sent("audience")),
            let period = FigurePeriod(sent("period")), period.grain == FollowUpRule.grain(audience)
        else { throw Problem.notFound }
        let (found, way, relatives) = try await desk.read {
            try owed(audience, person, period, visit, feedback, in: $0)
        }
        let mayName = desk.rights.allows(PeopleAction.readNames.rawValue, to: visit.actor)
        let grant: ViewGrant = mayName ? .full : .masked
        let form = FormView(
            action: "/follow-ups",
            fields: [
                .hidden("person", person.text), .hidden("audience", audience.rawValue),
                .hidden("period", period.description),
            ] + common(words, doneOn: min(visit.today, period.next.advanced(by: -1)), way: way)
                + QuestionFields(words: words).full(feedback.banks.followUps[way.form] ?? [])
                + QuestionFields(words: words).who(isStaffDevice: false),
            submit: words("feedback.follow_up.save"), icon: "check-lg",
            cancel: ActionLink("/follow-ups?audience=\(audience.rawValue)&period=\(period)", words("web.form.cancel")))
        let title = words("feedback.follow_up.of", ["name": .text(found.shownName(grant))])
        var facts = [
            DefinitionList.Item(words("feedback.follow_up.period"), words(period.message)),
            .init(words("feedback.follow_up.place"), found.place.room),
        ]
        facts += relatives.prefix(3).map { relative in
            .init(words("people.kinship.\(relative.relation.rawValue)"), relative.shownName(grant))
        }
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/follow-ups", words("feedback.follow_up.title"))], here: title),
                [
                    PageSection(
                        "form", notices: [Notice(.info, words("feedback.follow_up.way_lead.\(way.rawValue)"))],
                        facts: DefinitionList(facts),
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func common(_ words: Words, doneOn: LocalDay? = nil, way: FollowUpRule.Way? = nil) -> [Field] {
        let mode: FollowUpMode? = way.map { $0 == .person || $0 == .observation ? .visit : .phone }
        return [
            .day("done_on", words("feedback.follow_up.done_on"), value: doneOn, required: true),
            .radio(
                "mode", words("feedback.follow_up.mode"),
                options: Field.options(of: FollowUpMode.self, "feedback.follow_up.modes", words, selected: mode),
                required: true),
        ]
    }

    /// Reads a follow-up; which questions belong to it follows from how it is owed.
    static func recording(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.followUp, actor)
        var head = FormReader(visit.form)
        let person = head.requiredIdentity("person", of: Person.self)
        let audience = head.requiredChoice("audience", as: FollowUpAudience.self)
        let period = FigurePeriod(head.text("period", limit: 7, required: true))
        let doneOn = head.day("done_on", required: true)
        let mode = head.requiredChoice("mode", as: FollowUpMode.self)
        if period == nil { head.fault("period", Message("web.form.not_listed")) }
        let reader = head
        return { db in
            guard let person, let audience, let period, let doneOn, let mode else {
                try reader.finish()
                throw Problem.notFound
            }
            try FollowUp.check(audience, period, doneOn: doneOn, today: visit.today)
            let owed = try owed(audience, person, period, visit, feedback, in: db)
            var rest = reader
            let answer = try SurveyAnswer.read(
                &rest, feedback.banks.followUps[owed.way.form] ?? [], isStaffDevice: false)
            let followUp = FollowUp(
                id: db.newID(), organisationID: actor.organisationID, audience: audience, personID: person,
                period: period, form: owed.way.form, mode: mode, answer: answer, doneOn: doneOn, recordedAt: db.now,
                recordedBy: actor.signature, caseID: nil)
            try followUp.record(unit: owed.person.unitID, by: actor, at: desk, in: db)
            return Done(followUp.id)
        }
    }

    /// The follow-up of the path; that somebody else opened it is written down, because health is spoken of.
    static func open(
        _ visit: Visit, _ feedback: FeedbackDesk, in db: any Connection
    ) throws -> (followUp: FollowUp, person: Person) {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.followUp, actor)
        let id = try visit.id("followup", of: FollowUp.self)
        let followUp = try FollowUp.find(id, of: actor.organisationID, at: desk, in: db)
        if followUp.recordedBy != actor.signature {
            try Event.record(
                "feedback.follow_up_read", of: followUp.subject, by: actor, facts: [String: String](), at: desk, in: db)
        }
        let keys = try desk.vault.keyring(for: actor.organisationID, in: db)
        return (followUp, try Person.find(followUp.personID, of: actor.organisationID, keys: keys, in: db))
    }

    private static func show(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let (desk, words, actor) = (feedback.desk, visit.words, visit.actor)
        let (followUp, person, author) = try await desk.write { db in
            let (followUp, person) = try open(visit, feedback, in: db)
            try StaffNotice.markSeen(followUp.subject, by: actor, in: db)
            let staff = ID<Staff>(String(followUp.recordedBy.dropFirst(6)))
            let names = try StaffMember.names(of: [staff].compactMap { $0 }, in: actor.organisationID, in: db)
            return (followUp, person, staff.flatMap { names[$0] } ?? "")
        }
        let mayName = desk.rights.allows(PeopleAction.readNames.rawValue, to: actor)
        let title = words("feedback.follow_up.of", ["name": .text(person.shownName(mayName ? .full : .masked))])
        var facts = [
            DefinitionList.Item(words("feedback.follow_up.period"), words(followUp.period.message)),
            .init(words("feedback.follow_up.done_on"), words.day(followUp.doneOn)),
            .init(words("feedback.follow_up.by"), author),
            .init(words("feedback.follow_up.mode"), words("feedback.follow_up.modes.\(followUp.mode.rawValue)")),
            .init(
                words("feedback.answer.respondent"), words("feedback.respondent.\(followUp.answer.respondent.rawValue)")
            ),
        ]
        if let helper = followUp.answer.helper {
            facts.append(.init(words("feedback.answer.helper"), words("feedback.helper.\(helper.rawValue)")))
        }
        if let id = followUp.caseID {
            facts.append(
                .init(words("feedback.follow_up.case"), words("feedback.follow_up.open_case"), address: "/cases/\(id)"))
        }
        let said = answers(followUp, feedback, words).map { DefinitionList.Item($0.question, $0.answer) }
        let form =
            followUp.caseID == nil
            ? FormView(
                action: "/follow-ups/\(followUp.id)/case", fields: [], submit: words("feedback.follow_up.make_case"),
                icon: "plus-lg") : nil
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/follow-ups", words("feedback.follow_up.title"))], here: title),
                [
                    PageSection("facts", facts: DefinitionList(facts)),
                    PageSection(
                        "said", words("feedback.follow_up.said"), facts: DefinitionList(said)),
                    PageSection(
                        "case", words("feedback.follow_up.case"),
                        lead: words("feedback.follow_up.\(followUp.caseID == nil ? "case_lead" : "has_case")"),
                        form: form),
                ]))
    }

    /// Question and answer in words, in the order they were asked.
    static func answers(
        _ followUp: FollowUp, _ feedback: FeedbackDesk, _ words: Words
    ) -> [(question: String, answer: String)] {
        let ask = QuestionFields(words: words)
        return (feedback.banks.followUps[followUp.form] ?? []).compactMap { question in
            let text = question.text.told(in: words.language)
            if let said = followUp.answer.texts[question.code] { return (text, said) }
            let values = followUp.answer.values[question.code]?.sorted() ?? []
            return values.isEmpty
                ? nil
                : (
                    text,
                    values.map { ask.option(question, $0) }.joined(separator: words("feedback.follow_up.separator"))
                )
        }
    }

    /// One click to a case (S1-63): the registration opens with channel, person and what was said filled in.
    private static func register(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let (desk, actor) = (feedback.desk, visit.actor)
        let key = visit.once
        let address = try await desk.once(visit) { db in
            let (followUp, _) = try open(visit, feedback, in: db)
            try followUp.askForCase(by: actor, in: db)
            let words = visit.words
            let origin = words(
                "feedback.follow_up.origin",
                ["period": .message(followUp.period.message), "day": .day(followUp.doneOn)])
            let said = followUp.answer.texts["opinion"] ?? ""
            let rest = answers(followUp, feedback, words).map { line in
                words("feedback.follow_up.line", ["question": .text(line.question), "answer": .text(line.answer)])
            }
            let narrative = ([said, origin] + rest).filter { !$0.isEmpty }.joined(separator: "\n")
            let (day, minute) = visit.now.local(in: visit.zone)
            let fields = FormData([
                "channel": Channel.followUpCall.rawValue, "kind": CaseKind.complaint.rawValue,
                "secrecy": Secrecy.open.rawValue, "blocks": "1", "person": followUp.personID.text,
                "received_at": "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))", "narrative": narrative,
            ])
            _ = try FormDraft.save(key: key, form: "cases/new", revision: 1, fields, by: actor, at: desk, in: db)
            return "/cases/new?draft=\(key)"
        }
        return visit.redirect(to: address)
    }
}
