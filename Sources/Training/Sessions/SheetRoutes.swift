import Hummingbird
import Kernel
import NIOCore
import Platform
import Storage
import Web

/// The sheet of a session (签到): printed to be signed, keyed afterwards, with paper quizzes and the signed sheet as a file.
struct SheetRoutes: Sendable {
    let sessions: SessionRoutes
    var training: TrainingDesk { sessions.training }
    var desk: Desk { training.desk }

    static let filesLimit = 40 * 1_048_576

    static func all(_ training: TrainingDesk) -> [Route] {
        let routes = SheetRoutes(sessions: SessionRoutes(training: training))
        let key = Access.right(TrainingAction.keySession)
        let home: @Sendable (Visit) throws -> String = {
            "/training/sessions/\(try $0.id("session", of: TrainingSession.self))"
        }
        let sheet = PageForms(training.desk, home: home) { try await routes.sheet($0, faults: $1) }
        let one = PageForms(training.desk, home: home) { try await routes.sessions.show($0, faults: $1) }
        return [
            .get("/training/sessions/:session/print", .right(TrainingAction.takePart)) { visit in
                try await routes.printed(visit)
            },
            .get("/training/sessions/:session/sheet", key) { visit in try await routes.sheet(visit) },
            sheet.post(
                "/training/sessions/:session/attendance", key, saying: "training.sessions.keyed"
            ) { visit, _ in try await routes.keying(visit) },
            one.post(
                "/training/sessions/:session/papers", key, saying: "training.sessions.paper_keyed"
            ) { visit, _ in try await routes.keyingPaper(visit) },
            one.post(
                "/training/sessions/:session/files", key, bodyLimit: filesLimit, saying: "training.sessions.attached"
            ) { visit, _ in try await routes.attaching(visit) },
            .get("/training/sessions/:session/files/:attachment", .right(TrainingAction.takePart)) { visit in
                try await routes.file(visit)
            },
        ]
    }

    /// The session for whoever keys it. Throws `Problem.forbidden` for anybody else.
    private func keyed(_ visit: Visit, in db: any Connection) throws -> TrainingSession {
        let session = try sessions.session(visit, in: db)
        let relations = try sessions.standing(visit.actor, session, on: visit.today, in: db).relations
        try desk.rights.must(TrainingAction.keySession, visit.actor, as: relations)
        return session
    }

    /// The session for whoever plans or keys it, and so may know who is asked.
    private func seen(_ visit: Visit, in db: any Connection) throws -> TrainingSession {
        let session = try sessions.session(visit, in: db)
        let relations = try sessions.standing(visit.actor, session, on: visit.today, in: db).relations
        guard
            training.may(.planSession, visit.actor, as: relations)
                || training.may(.keySession, visit.actor, as: relations)
        else { throw Problem.forbidden("platform.rights.lacking") }
        return session
    }

    private func printed(_ visit: Visit) async throws -> Response {
        let word = TrainingWords(words: visit.words)
        let sheet = try await desk.read { db in
            let session = try seen(visit, in: db)
            let staff = try session.invited(in: db)
            let organisation = visit.actor.organisationID
            let names = try StaffMember.names(
                of: staff + [session.trainerID].compactMap { $0 }, in: organisation, in: db)
            let tree = try UnitTree.load(of: organisation, in: db)
            let facts = try StaffFacts.relationsFacts(forAll: staff, of: organisation, on: visit.today, in: db)
            let people = staff.map { one in
                (
                    name: names[one] ?? "",
                    unit: (facts[one]?.memberOf ?? []).compactMap { tree[$0]?.name }.sorted()
                        .joined(separator: visit.words("web.format.list_separator"))
                )
            }.sorted { ($0.unit, $0.name) < ($1.unit, $1.name) }
            return SignatureSheet(
                title: word.names(session.courses, try sessions.versions(visit, in: db)),
                when: visit.words.moment(session.startsAt), place: session.place,
                trainer: word("sessions.trainer_named", ["name": .text(sessions.trainer(session, names))]),
                columns: ["name", "unit", "signature", "time"].map { word("column.\($0)") },
                people: people.enumerated().map { .init(number: $0 + 1, name: $1.name, unit: $1.unit) },
                signature: word("sessions.trainer_signature"))
        }
        return try visit.page(sheet)
    }

    private func sheet(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let actor = visit.actor
        let (session, lines, names, versions) = try await desk.read { db in
            let session = try keyed(visit, in: db)
            let lines = try session.lines(in: db)
            return (
                session, lines,
                try StaffMember.names(of: lines.map(\.staffID), in: actor.organisationID, in: db),
                try sessions.versions(visit, in: db)
            )
        }
        let word = TrainingWords(words: visit.words)
        // Of who keys, somebody else keys the line.
        let others = lines.filter { $0.staffID != actor.staffID }
            .sorted { (names[$0.staffID] ?? "", $0.staffID) < (names[$1.staffID] ?? "", $1.staffID) }
        let form = FormView(
            action: "/training/sessions/\(session.id)/attendance",
            fields: SessionForms(word: word).sheet(session, others, names), submit: word("sessions.key_save"),
            icon: "check-lg", cancel: ActionLink("/training/sessions/\(session.id)", visit.words("web.form.cancel")))
        let title = word.names(session.courses, versions)
        let own = others.count < lines.count ? [Notice(.info, word("sessions.own_line"))] : []
        return try visit.page(
            RecordPage(
                word("sessions.key"),
                breadcrumb: Breadcrumb(
                    [("/training/sessions", word("sessions.title")), ("/training/sessions/\(session.id)", title)],
                    here: word("sessions.key")), lead: word("sessions.key_lead"),
                [
                    PageSection(
                        "sheet", notices: own,
                        form: others.isEmpty
                            ? nil : faults.isEmpty ? form : form.refused(visit.form, faults, visit.words),
                        empty: others.isEmpty
                            ? EmptyState(icon: "people", sentence: word("sessions.nobody_asked")) : nil)
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    func keying(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let actor = visit.actor
        let (session, lines) = try await desk.read { db in
            let session = try keyed(visit, in: db)
            return (session, try session.lines(in: db).filter { $0.staffID != actor.staffID })
        }
        var reader = FormReader(visit.form)
        let marked = SessionForms(word: TrainingWords(words: visit.words)).readSheet(&reader, session, lines)
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        try reader.finish()
        guard let seen else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            do {
                return try TrainingSession.key(marked, of: session.id, seen: seen, by: actor, at: training, in: db).id
            } catch Problem.conflict(let message) {
                // What was keyed stays on the page, beside what is wrong.
                throw Problem.invalid(["form": message])
            }
        }
    }

    /// One line, as a program keys it.
    func keyingOne(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let actor = visit.actor
        let session = try await desk.read { try keyed(visit, in: $0) }
        var reader = FormReader(visit.form)
        let staff = reader.requiredIdentity("staff", of: Staff.self)
        let outcome: AttendanceOutcome? = reader.requiredChoice("outcome")
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        let forms = SessionForms(word: TrainingWords(words: visit.words))
        let line = staff.flatMap { staff in outcome.map { forms.line(staff, $0, &reader, session, "minutes") } }
        try reader.finish()
        guard let line, let seen else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            try TrainingSession.key([line], of: session.id, seen: seen, by: actor, at: training, in: db).id
        }
    }

    func keyingPaper(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let actor = visit.actor
        let session = try await desk.read { try keyed(visit, in: $0) }
        var reader = FormReader(visit.form)
        let staff = reader.requiredIdentity("staff", of: Staff.self)
        let course = reader.text("course", limit: 40, required: true)
        let right = reader.number("right", in: 0...QuizQuestion.most, required: true)
        let replaces = reader.flag("replaces")
        try reader.finish()
        guard let staff, let right else { throw Problem.invalid("form", Message("web.form.broken")) }
        return { db in
            let now = try TrainingSession.find(session.id, of: actor.organisationID, in: db)
            try TrainingRecord.keyPaper(
                of: staff, course, right: right, replaces: replaces, at: now, by: actor, training, in: db)
            return session.id
        }
    }

    /// Files go to the store before the transaction that names them.
    func attaching(_ visit: Visit) async throws -> Deed<ID<TrainingSession>> {
        let actor = visit.actor
        let session = try await desk.read { try keyed(visit, in: $0) }
        let checked = try CheckedFile.list(
            visit.form.files("files").filter { !$0.bytes.isEmpty }.map { ($0.name, $0.bytes) })
        guard !checked.isEmpty else { throw Problem.invalid("files", Message("web.form.required")) }
        let keys = try await desk.keyring(of: actor.organisationID)
        let files = try checked.map { ($0, try desk.files.put($0.bytes, with: keys)) }
        return { db in
            for (file, digest) in files {
                try Attachment(
                    id: db.newID(), file, digest: digest, subjectKind: TrainingSession.subjectKind,
                    subjectID: session.id.text, by: actor, at: db.now
                ).record(in: db)
            }
            try Event.record(
                "training.file_attached", of: session.subject, by: actor,
                facts: ["files": files.map { $0.0.name }], at: desk, in: db)
            return session.id
        }
    }

    private func file(_ visit: Visit) async throws -> Response {
        let wanted = try visit.id("attachment", of: Attachment.self)
        let organisation = visit.actor.organisationID
        let attachment = try await desk.read { db in
            let session = try seen(visit, in: db)
            let found = try Attachment.find(wanted, organisation, in: db)
            guard found.subjectKind == TrainingSession.subjectKind, found.subjectID == session.id.text else {
                throw Problem.notFound
            }
            return found
        }
        let bytes = try desk.files.read(attachment.digest, with: try await desk.keyring(of: organisation))
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in attachment.headers().fields { response.headers[headerName(name)] = value }
        return response
    }
}
