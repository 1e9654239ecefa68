import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `我听到的…` (S0-32): three questions for everybody who works here, and a list for those who make a case of it.
enum HeardRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let (hear, answer) = (Access.right(FeedbackAction.hear), Access.right(FeedbackAction.answerHeard))
        let telling = PageForms(feedback.desk, home: { _ in "/heard" }) { try await list($0, feedback, faults: $1) }
        let answering = PageForms(feedback.desk, home: { _ in "/heard" }) { try await one($0, feedback, faults: $1) }
        return [
            .get("/heard", hear) { visit in try await list(visit, feedback) },
            telling.post("/heard", hear, saying: "feedback.flash.heard") { visit, _ in try self.telling(visit, feedback)
            },
            .get("/heard/:heard", hear) { visit in try await one(visit, feedback) },
            answering.post("/heard/:heard/answer", answer, saying: "feedback.flash.heard_answered") { visit, _ in
                try self.answering(visit, feedback)
            },
            .post("/heard/:heard/case", answer) { visit in try await register(visit, feedback) },
        ]
    }

    static func fields(_ words: Words, today: LocalDay?) -> [Field] {
        [
            .textarea(
                "text", words("feedback.heard.text"), hint: words("feedback.heard.text_hint"), required: true,
                limit: HeardWord.textLimit, rows: 3),
            .radio(
                "kind", words("feedback.heard.kind"),
                options: HeardWord.kinds.map {
                    Field.Option($0.rawValue, words("casework.kind.\($0.rawValue)"), selected: $0 == .complaint)
                }, required: true),
            .day("heard_on", words("feedback.heard.heard_on"), value: today, required: true, latest: today),
        ]
    }

    static func telling(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.hear, actor)
        var reader = FormReader(visit.form)
        let text = reader.text("text", limit: HeardWord.textLimit, required: true)
        let kind = reader.requiredChoice("kind", as: CaseKind.self)
        if let kind, !HeardWord.kinds.contains(kind) { reader.fault("kind", Message("web.form.not_listed")) }
        let day = reader.day("heard_on", required: true)
        if let day, day > visit.today { reader.fault("heard_on", Message("feedback.fault.day_to_come")) }
        try reader.finish()
        guard let kind, let day else { throw Problem.notFound }
        return { db in Done(try HeardWord.tell(text, kind: kind, heardOn: day, by: actor, at: desk, in: db)) }
    }

    /// What the reader told, what waits for them, and how much each unit told in the last 90 days.
    struct Told: Sendable {
        let own: [HeardWord]
        let waiting: [HeardWord]
        let counts: [HeardCount]
        let tree: UnitTree
    }

    static func told(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Told {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.hear, actor)
        let days = visit.today.advanced(by: -90)...visit.today
        let (mayAnswer, mayCount) = (feedback.may(.answerHeard, visit), feedback.may(.read, visit))
        return try await desk.read { db in
            Told(
                own: try HeardWord.list(by: actor, at: desk, in: db),
                waiting: mayAnswer ? try HeardWord.waiting(of: actor.organisationID, at: desk, in: db) : [],
                counts: mayCount ? try HeardCount.list(of: actor.organisationID, heard: days, in: db) : [],
                tree: try UnitTree.load(of: actor.organisationID, in: db))
        }
    }

    private static func list(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let words = visit.words
        let told = try await told(visit, feedback)
        let (own, waiting, counts) = (told.own, told.waiting, told.counts)
        let mayAnswer = feedback.may(.answerHeard, visit)
        func word(_ key: String) -> String { words("feedback.heard.\(key)") }
        let form = FormView(
            action: "/heard", fields: fields(words, today: visit.today), submit: word("tell"), icon: "check-lg")
        var sections = [
            PageSection(
                "tell", notices: [Notice(.info, word("urgent"))],
                form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
        ]
        if mayAnswer {
            sections.append(
                PageSection(
                    "waiting", word("waiting"),
                    table: table(Array(waiting.prefix(HeardWord.pageSize)), "waiting", words),
                    lines: waiting.count > HeardWord.pageSize ? [words("feedback.overview.more")] : [],
                    empty: EmptyState(icon: "check-circle", sentence: word("none_waiting"))))
        }
        sections.append(
            PageSection(
                "own", word("own"), table: table(own, "own", words),
                empty: EmptyState(icon: "chat-dots", sentence: word("none_own"))))
        if !counts.isEmpty {
            let rows = counts.map { count in
                TableView.Row([
                    .init(count.unit.flatMap { told.tree[$0]?.name } ?? word("no_unit")), .init("\(count.told)"),
                    .init("\(count.cases)"),
                ])
            }
            sections.append(
                PageSection(
                    "units", word("units"), lead: word("units_lead"),
                    table: TableView(
                        word("units"), columns: ["unit", "told", "cases"].map { word("column.\($0)") }, rows: rows)))
        }
        return try visit.page(
            RecordPage(word("title"), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func table(_ found: [HeardWord], _ caption: String, _ words: Words) -> TableView {
        let rows = found.map { heard in
            TableView.Row([
                .init(String(heard.text.prefix(60)), address: "/heard/\(heard.id)"),
                .init(words("casework.kind.\(heard.kind.rawValue)")), .init(words.day(heard.heardOn)),
                .init("", state: badge(heard, words)),
            ])
        }
        return TableView(
            words("feedback.heard.\(caption)"),
            columns: ["what", "kind", "day", "state"].map { words("feedback.heard.column.\($0)") }, rows: rows)
    }

    private static func badge(_ heard: HeardWord, _ words: Words) -> StateBadge {
        let key = heard.isOpen ? "open" : heard.caseID == nil ? "answered" : "case"
        return StateBadge(words("feedback.heard.state.\(key)"), tone: heard.isOpen ? .open : .done)
    }

    /// For who told it and those who see to it; to others it is not there.
    static func find(_ visit: Visit, _ feedback: FeedbackDesk, in db: any Connection) throws -> HeardWord {
        try feedback.desk.rights.must(FeedbackAction.hear, visit.actor)
        let heard = try HeardWord.find(
            visit.id("heard", of: HeardWord.self), of: visit.actor.organisationID, at: feedback.desk, in: db)
        guard heard.heardBy == visit.actor.staffID || feedback.may(.answerHeard, visit) else { throw Problem.notFound }
        return heard
    }

    private static func one(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, actor) = (visit.words, visit.actor)
        let (heard, name) = try await feedback.desk.write { db in
            let heard = try find(visit, feedback, in: db)
            try StaffNotice.markSeen(heard.subject, by: actor, in: db)
            let names = try StaffMember.names(of: [heard.heardBy], in: actor.organisationID, in: db)
            return (heard, names[heard.heardBy] ?? "")
        }
        func word(_ key: String) -> String { words("feedback.heard.\(key)") }
        var facts = [
            DefinitionList.Item(word("kind"), words("casework.kind.\(heard.kind.rawValue)")),
            .init(word("by"), name), .init(word("heard_on"), words.day(heard.heardOn)),
        ]
        if let id = heard.caseID, feedback.may(.answerHeard, visit) {
            facts.append(.init(word("state.case"), words("feedback.follow_up.open_case"), address: "/cases/\(id)"))
        }
        var sections = [PageSection("said", lead: heard.text, facts: DefinitionList(facts))]
        if let outcome = heard.outcome { sections.append(PageSection("outcome", word("outcome"), lead: outcome)) }
        if heard.isOpen, feedback.may(.answerHeard, visit) {
            sections.append(
                PageSection(
                    "case", word("make_case"), lead: word("make_case_lead"),
                    form: FormView(
                        action: "/heard/\(heard.id)/case", fields: [], submit: word("make_case"), icon: "plus-lg")))
            let form = FormView(
                action: "/heard/\(heard.id)/answer", fields: answerFields(words), submit: word("answer"),
                icon: "check-lg")
            sections.append(
                PageSection(
                    "answer", word("answer"), lead: word("answer_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)))
        }
        return try visit.page(
            RecordPage(
                word("one"), breadcrumb: Breadcrumb([("/heard", word("title"))], here: word("one")),
                state: badge(heard, words), sections), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func answerFields(_ words: Words) -> [Field] {
        [
            .textarea(
                "outcome", words("feedback.heard.outcome"), hint: words("feedback.heard.outcome_hint"), required: true,
                limit: HeardWord.textLimit, rows: 3)
        ]
    }

    static func answering(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        try feedback.desk.rights.must(FeedbackAction.answerHeard, visit.actor)
        var reader = FormReader(visit.form)
        let outcome = reader.text("outcome", limit: HeardWord.textLimit, required: true)
        try reader.finish()
        return { db in
            let heard = try find(visit, feedback, in: db)
            try heard.answer(outcome, by: visit.actor, at: feedback.desk, in: db)
            return Done(heard.id)
        }
    }

    /// One click to a case of its kind: the registration opens with what was heard.
    private static func register(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let (desk, actor, key) = (feedback.desk, visit.actor, visit.once)
        try desk.rights.must(FeedbackAction.answerHeard, actor)
        let address = try await desk.once(visit) { db in
            let heard = try find(visit, feedback, in: db)
            try heard.askForCase(by: actor, in: db)
            let (day, minute) = visit.now.local(in: visit.zone)
            let fields = FormData([
                "channel": Channel.staffCapture.rawValue, "kind": heard.kind.rawValue,
                "secrecy": Secrecy.open.rawValue, "blocks": "1",
                "received_at": "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))", "narrative": heard.text,
            ])
            _ = try FormDraft.save(key: key, form: "cases/new", revision: 1, fields, by: actor, at: desk, in: db)
            return "/cases/new?draft=\(key)"
        }
        return visit.redirect(to: address)
    }
}
