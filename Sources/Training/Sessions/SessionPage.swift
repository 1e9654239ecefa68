import Kernel
import Platform
import Storage
import Web

/// One session (场次页). Everybody sees when and where; who was asked and who was there is for who plans or keys it.
struct SessionPage: Sendable {
    let session: TrainingSession
    let versions: [String: CourseVersion]
    let forms: SessionForms
    let reach: TrainingReach
    let mayPlan: Bool
    let mayKey: Bool
    let lines: [AttendanceLine]
    let names: [ID<Staff>: String]
    let papers: [TrainingRecord]
    let files: [Attachment]
    let isTold: Bool
    let visit: Visit

    static func load(_ visit: Visit, _ routes: SessionRoutes, in db: any Connection) throws -> SessionPage {
        let actor = visit.actor
        let session = try routes.session(visit, in: db)
        let (reach, relations) = try routes.standing(actor, session, on: visit.today, in: db)
        let mayPlan = routes.training.may(.planSession, actor, as: relations)
        let mayKey = routes.training.may(.keySession, actor, as: relations)
        let sees = mayPlan || mayKey
        let lines = sees ? try session.lines(in: db) : []
        let named = Set(lines.map(\.staffID)).union([session.trainerID].compactMap { $0 })
        return SessionPage(
            session: session, versions: try routes.versions(visit, in: db),
            forms: mayPlan
                ? try routes.forms(visit, reach, in: db) : SessionForms(word: TrainingWords(words: visit.words)),
            reach: reach, mayPlan: mayPlan, mayKey: mayKey, lines: lines,
            names: try StaffMember.names(of: named.sorted(), in: actor.organisationID, in: db),
            papers: mayKey ? try TrainingRecord.paper(of: session, in: db) : [],
            files: sees
                ? try Attachment.list(of: TrainingSession.subjectKind, session.id.text, actor.organisationID, in: db)
                : [],
            isTold: try StaffNotice.unread(of: actor, limit: 100, in: db).contains { $0.subject == session.subject },
            visit: visit)
    }

    private var word: TrainingWords { forms.word }
    private var address: String { "/training/sessions/\(session.id)" }

    func page(_ faults: [String: Message]) -> RecordPage {
        let title = word.names(session.courses, versions)
        let sees = mayPlan || mayKey
        var actions: [ActionLink] = []
        if sees { actions.append(ActionLink("\(address)/print", word("sessions.print"), icon: "printer")) }
        if mayKey, session.state != .cancelled, session.startsAt <= visit.now {
            actions.append(ActionLink("\(address)/sheet", word("sessions.key"), icon: "pencil"))
        }
        return RecordPage(
            title, breadcrumb: Breadcrumb([("/training/sessions", word("sessions.title"))], here: title),
            state: word.state(session), actions: actions,
            [facts] + (sees ? [people] : []) + (mayKey && session.state == .held ? papersSections(faults) : [])
                + (sees ? [filesSection(faults)] : [])
                + (mayPlan && session.state == .planned ? planning(faults) : [])
                + (mayPlan && session.state == .held ? [inviting(faults)] : []))
    }

    private var facts: PageSection {
        let trainer =
            switch session.trainer {
            case .staff(let id): names[id] ?? ""
            case .external(let name): word("sessions.external_named", ["name": .text(name)])
            }
        var items: [DefinitionList.Item] = [
            .init(word("column.when"), visit.words.moment(session.startsAt)),
            .init(word("sessions.minutes"), String(session.minutes)), .init(word("column.place"), session.place),
            .init(word("column.trainer"), trainer),
        ]
        if !session.note.isEmpty { items.append(.init(word("sessions.note"), session.note)) }
        return PageSection("facts", word("sessions.facts"), facts: DefinitionList(items))
    }

    private var people: PageSection {
        let rows = lines.map { line in
            TableView.Row([
                .init(names[line.staffID] ?? ""),
                .init(
                    line.outcome.map { word("sessions.outcome.\($0.rawValue)") } ?? word("sessions.not_keyed")),
                .init(line.outcome?.wasThere == true ? String(line.minutes) : ""),
            ])
        }
        return PageSection(
            "people", word("sessions.people", ["n": .number(lines.count)]),
            table: TableView(
                word("sessions.people", ["n": .number(lines.count)]),
                columns: ["name", "attendance", "minutes"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "people", sentence: word("sessions.nobody_asked")))
    }

    private func papersSections(_ faults: [String: Message]) -> [PageSection] {
        let courses = session.courses.compactMap { versions[$0] }.filter(\.course.hasQuiz)
        guard !courses.isEmpty else { return [] }
        let there = lines.filter { $0.outcome?.wasThere == true && $0.staffID != visit.actor.staffID }
        let rows = papers.map { record in
            TableView.Row([
                .init(names[record.staffID] ?? ""), .init(word.names([record.course], versions)),
                .init(
                    word(
                        "records.score",
                        ["right": .number(record.right ?? 0), "asked": .number(record.asked ?? 0)]),
                    state: word.result(record)),
            ])
        }
        let form = FormView(
            action: "\(address)/papers",
            fields: forms.paper(
                courses.map { .init($0.course.code, word.name($0.course)) },
                there.map { .init($0.staffID.text, names[$0.staffID] ?? "") }), submit: word("sessions.key_paper"),
            icon: "check-lg")
        return [
            PageSection(
                "papers", word("sessions.papers"), lead: word("sessions.papers_lead"),
                table: TableView(
                    word("sessions.papers"), columns: ["name", "course", "result"].map { word("column.\($0)") },
                    rows: rows), form: told(form, faults, at: "/papers"))
        ]
    }

    private func filesSection(_ faults: [String: Message]) -> PageSection {
        let form = FormView(
            action: "\(address)/files",
            fields: [
                .file(
                    "files", word("sessions.file"), accept: "image/*,.pdf", multiple: true,
                    hint: word("sessions.file_hint"), required: true)
            ], submit: word("sessions.attach"), icon: "paperclip")
        return PageSection(
            "files", word("sessions.files"),
            table: TableView(
                word("sessions.files"), columns: ["file", "when"].map { word("column.\($0)") },
                rows: files.map {
                    TableView.Row([
                        .init($0.name, address: "\(address)/files/\($0.id)"), .init(visit.words.moment($0.addedAt)),
                    ])
                }), form: mayKey ? told(form, faults, at: "/files") : nil, isFolded: files.isEmpty)
    }

    private func planning(_ faults: [String: Message]) -> [PageSection] {
        let version = Field.hidden("version", String(session.version))
        let times = FormView(
            action: "\(address)/times", fields: forms.place(session) + [version], submit: word("sessions.move"),
            icon: "check-lg")
        let cancellation = FormView(
            action: "\(address)/cancellation",
            fields: [
                .textarea(
                    "reason", word("sessions.reason"), required: true, limit: TrainingSession.noteLimit, rows: 2),
                version,
            ], submit: word("sessions.cancel"), icon: "x-circle", isWeighty: true)
        return [
            inviting(faults),
            PageSection(
                "times", word("sessions.move"), lead: word("sessions.move_lead"),
                form: told(times, faults, at: "/times"), isFolded: true),
            PageSection(
                "cancellation", word("sessions.cancel"), form: told(cancellation, faults, at: "/cancellation"),
                isFolded: true),
        ]
    }

    private func inviting(_ faults: [String: Message]) -> PageSection {
        let form = FormView(
            action: "\(address)/invitations", fields: forms.people(reach.plansForAll), submit: word("sessions.invite"),
            icon: "person-plus")
        return PageSection(
            "invitations", word("sessions.invite"), form: told(form, faults, at: "/invitations"), isFolded: true)
    }

    /// The form with its faults when it was the one that was sent.
    private func told(_ form: FormView, _ faults: [String: Message], at path: String) -> FormView {
        !faults.isEmpty && visit.request.uri.path.hasSuffix(path)
            ? form.refused(visit.form, faults, visit.words) : form
    }
}

/// The sheet to sign (签到表): everybody asked, with room for the signature.
struct SignatureSheet: Page {
    static let template = "training/sheet"

    struct Person: Sendable {
        let number: Int
        let name: String
        let unit: String
    }

    let title: String
    let when: String
    let place: String
    let trainer: String
    let columns: [String]
    let people: [Person]
    let signature: String
}
