import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Sessions in the browser (培训场次): list, plan, move, call off, ask people to come.
struct SessionRoutes: Sendable {
    let training: TrainingDesk
    var desk: Desk { training.desk }

    static func all(_ training: TrainingDesk) -> [Route] {
        let routes = SessionRoutes(training: training)
        let (own, plan) = (Access.right(TrainingAction.takePart), Access.right(TrainingAction.planSession))
        let new = PageForms(training.desk, home: { _ in "/training/sessions" }) {
            try await routes.blank($0, faults: $1)
        }
        let one = PageForms(
            training.desk, home: { "/training/sessions/\(try $0.id("session", of: TrainingSession.self))" }
        ) { try await routes.show($0, faults: $1) }
        return [
            .get("/training/sessions", own) { visit in try await routes.list(visit) },
            // Planning is for whoever heads a unit too, whatever their roles: the deed asks.
            .get("/training/sessions/new", .signedIn) { visit in try await routes.blank(visit) },
            new.post(
                "/training/sessions", .signedIn, saying: "training.sessions.planned", to: { "/training/sessions/\($1)" }
            ) { visit, _ in try await routes.planning(visit) },
            .get("/training/sessions/:session", own) { visit in try await routes.show(visit) },
            one.post("/training/sessions/:session/times", plan, saying: "training.sessions.moved") { visit, _ in
                try await routes.moving(visit)
            },
            one.post(
                "/training/sessions/:session/cancellation", plan, saying: "training.sessions.cancelled"
            ) { visit, _ in try await routes.cancelling(visit) },
            one.post(
                "/training/sessions/:session/invitations", plan, saying: "training.sessions.invited"
            ) { visit, _ in try await routes.inviting(visit) },
        ]
    }

    /// How far the actor sees, and how they stand to the session: who teaches keys it; who heads units plans their own.
    func standing(
        _ actor: Actor, _ session: TrainingSession?, on day: LocalDay, in db: any Connection
    ) throws -> (reach: TrainingReach, relations: Set<Relation>) {
        let facts = try training.facts(actor, on: day, in: db)
        var relations: Set<Relation> = []
        if let session {
            if session.trainerID == actor.staffID { relations.insert(.holder) }
            if !facts.headOver.isEmpty, session.madeBy == actor.signature { relations.insert(.unitHead) }
        } else if !facts.headOver.isEmpty {
            relations.insert(.unitHead)
        }
        return (TrainingReach(actor, facts, training), relations)
    }

    func session(_ visit: Visit, in db: any Connection) throws -> TrainingSession {
        try TrainingSession.find(
            visit.id("session", of: TrainingSession.self), of: visit.actor.organisationID, in: db)
    }

    /// The courses, staff and units to choose from.
    func forms(_ visit: Visit, _ reach: TrainingReach, in db: any Connection) throws -> SessionForms {
        let organisation = visit.actor.organisationID
        let word = TrainingWords(words: visit.words)
        let tree = try UnitTree.load(of: organisation, in: db)
        let hidden = reach.plansForAll ? [] : Set(tree.units.map(\.id)).subtracting(reach.units ?? [])
        return SessionForms(
            word: word,
            courses: try training.shelf.all(of: organisation, on: visit.today, in: db).filter { !$0.isRetired }.map {
                .init($0.course.code, word.name($0.course))
            },
            staff: try Trainee.load(.everybody, of: organisation, on: visit.today, in: db).map {
                .init($0.staffID.text, $0.name)
            }, units: tree.options(without: hidden))
    }

    private func list(_ visit: Visit) async throws -> Response {
        let actor = visit.actor
        try desk.rights.must(TrainingAction.takePart, actor)
        let state = SessionState(rawValue: visit.query("state"))
        let cursor = MomentCursor<TrainingSession>(visit.query("after"))
        let (page, reach, versions, names) = try await desk.read { db in
            let page = try TrainingSession.page(state, of: actor.organisationID, after: cursor, in: db)
            let trainers = page.sessions.compactMap(\.trainerID)
            return (
                page, try standing(actor, nil, on: visit.today, in: db).reach, try self.versions(visit, in: db),
                try StaffMember.names(of: Set(trainers).sorted(), in: actor.organisationID, in: db)
            )
        }
        let word = TrainingWords(words: visit.words)
        let rows = page.sessions.map { session in
            TableView.Row([
                .init(
                    word.names(session.courses, versions), address: "/training/sessions/\(session.id)",
                    state: word.state(session)),
                .init(visit.words.moment(session.startsAt)), .init(session.place),
                .init(trainer(session, names)),
            ])
        }
        let here = "/training/sessions?state=\(state?.rawValue ?? "")"
        return try visit.page(
            RecordPage(
                word("sessions.title"), tabs: word.tabs("/training/sessions", reach), lead: word("sessions.lead"),
                actions: reach.mayPlan
                    ? [ActionLink("/training/sessions/new", word("sessions.new"), icon: "plus-lg")] : [],
                [
                    PageSection(
                        "filter",
                        filter: FilterView(
                            action: "/training/sessions",
                            fields: [
                                .select(
                                    "state", word("column.state"),
                                    options: Field.options(
                                        of: SessionState.self, "training.sessions.state", visit.words, selected: state),
                                    blank: word("due.all_states"))
                            ], submit: word("due.filter"))),
                    PageSection(
                        "sessions",
                        table: TableView(
                            word("sessions.title"),
                            columns: ["session", "when", "place", "trainer"].map { word("column.\($0)") }, rows: rows),
                        empty: EmptyState(icon: "calendar3", sentence: word("sessions.none")),
                        pager: Pager(
                            previous: cursor == nil ? nil : here, next: page.next.map { "\(here)&after=\($0.text)" })),
                ]))
    }

    func versions(_ visit: Visit, in db: any Connection) throws -> [String: CourseVersion] {
        Dictionary(
            try training.shelf.all(of: visit.actor.organisationID, on: visit.today, in: db).map {
                ($0.course.code, $0)
            }, uniquingKeysWith: { first, _ in first })
    }

    func trainer(_ session: TrainingSession, _ names: [ID<Staff>: String]) -> String {
        switch session.trainer {
        case .staff(let id): names[id] ?? ""
        case .external(let name): name
        }
    }

    private func blank(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let actor = visit.actor
        let (forms, reach) = try await desk.read { db -> (SessionForms, TrainingReach) in
            let (reach, relations) = try standing(actor, nil, on: visit.today, in: db)
            try desk.rights.must(TrainingAction.planSession, actor, as: relations)
            return (try self.forms(visit, reach, in: db), reach)
        }
        let word = forms.word
        let fields =
            [Field.checkboxes("courses", word("sessions.courses"), options: forms.courses, required: true)]
            + forms.place(nil) + forms.people(reach.plansForAll)
        let form = FormView(
            action: "/training/sessions", fields: fields, submit: word("sessions.plan"), icon: "check-lg",
            cancel: ActionLink("/training/sessions", visit.words("web.form.cancel")))
        return try visit.page(
            RecordPage(
                word("sessions.new"),
                breadcrumb: Breadcrumb([("/training/sessions", word("sessions.title"))], here: word("sessions.new")),
                lead: word("sessions.new_lead"),
                [PageSection("form", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func readInvited(_ reader: inout FormReader) -> Invited {
        Invited(
            lacking: reader.flag("lacking"), role: reader.choice("role"), unit: reader.identity("unit"),
            person: reader.identity("person"))
    }

    func planning(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let (actor, today) = (visit.actor, visit.today)
        let (reach, relations) = try await desk.read { try standing(actor, nil, on: today, in: $0) }
        try desk.rights.must(TrainingAction.planSession, actor, as: relations)
        var reader = FormReader(visit.form)
        // A page sends each course it knows; a program sends them in one text, those of the house too.
        let courses = reader.form.values("courses").flatMap { $0.split(separator: " ").map(String.init) }
            .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if courses.isEmpty { reader.fault("courses", Message("web.form.choose")) }
        if courses.contains(where: { !Course.isCode($0) }) { reader.fault("courses", Message("web.form.not_listed")) }
        let place = SessionForms(word: TrainingWords(words: visit.words)).readPlace(&reader)
        let invited = readInvited(&reader)
        try reader.finish()
        guard let place else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            let session = TrainingSession(
                id: db.newID(), organisationID: actor.organisationID, startsAt: place.startsAt,
                minutes: place.minutes, place: place.place, trainer: place.trainer, courses: courses,
                note: place.note, madeAt: db.now, madeBy: actor.signature)
            try session.plan(by: actor, at: training, in: db)
            let staff = try invited.staff(
                for: courses, on: today, reach: reach, of: actor.organisationID, at: training, in: db)
            try session.invite(staff, by: actor, at: training, in: db)
            return session.id
        }
    }

    /// The session of the path for whoever may plan it.
    private func planned(_ visit: Visit) async throws -> (session: TrainingSession, reach: TrainingReach) {
        try await desk.read { db in
            let session = try self.session(visit, in: db)
            let (reach, relations) = try standing(visit.actor, session, on: visit.today, in: db)
            try desk.rights.must(TrainingAction.planSession, visit.actor, as: relations)
            return (session, reach)
        }
    }

    func moving(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let session = try await planned(visit).session
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let place = SessionForms(word: TrainingWords(words: visit.words)).readPlace(&reader)
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        try reader.finish()
        guard let place, let seen else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            try TrainingSession.move(
                session.id, seen: seen, to: place.startsAt, minutes: place.minutes, place: place.place,
                trainer: place.trainer, note: place.note, by: actor, at: training, in: db
            ).id
        }
    }

    func cancelling(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let session = try await planned(visit).session
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", limit: TrainingSession.noteLimit, required: true)
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        try reader.finish()
        guard let seen else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            try TrainingSession.cancel(session.id, seen: seen, saying: reason, by: actor, at: training, in: db).id
        }
    }

    func inviting(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let (session, reach) = try await planned(visit)
        let (actor, today) = (visit.actor, visit.today)
        var reader = FormReader(visit.form)
        let invited = readInvited(&reader)
        if invited.isEmpty { reader.fault("person", Message("training.sessions.fault.nobody")) }
        try reader.finish()
        return { db in
            let staff = try invited.staff(
                for: session.courses, on: today, reach: reach, of: actor.organisationID, at: training, in: db)
            try TrainingSession.find(session.id, of: actor.organisationID, in: db)
                .invite(staff, by: actor, at: training, in: db)
            return session.id
        }
    }

    func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let actor = visit.actor
        try desk.rights.must(TrainingAction.takePart, actor)
        let page = try await desk.read { try SessionPage.load(visit, self, in: $0) }
        if page.isTold {
            try await desk.write { try StaffNotice.markSeen(page.session.subject, by: actor, in: $0) }
        }
        return try visit.page(page.page(faults), status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
