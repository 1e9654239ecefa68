import Hummingbird
import Kernel
import NIOCore
import Platform
import Storage
import Web

/// The pages and forms of one entry (台账记录页).
struct EntryRoutes: Sendable {
    let registers: RegisterDesk

    static func all(_ registers: RegisterDesk) -> [Route] {
        let pages = EntryRoutes(registers: registers)
        let (desk, home) = (registers.desk, { @Sendable (visit: Visit) in try EntryRoutes.home(visit) })
        let newForm = PageForms(desk, home: home) { try await pages.newForm($0, faults: $1) }
        let editForm = PageForms(desk, home: home) { try await pages.editForm($0, faults: $1) }
        let page = PageForms(desk, home: home) { try await pages.show($0, faults: $1) }
        return [
            .get("/registers/:register/new", .signedIn) { try await pages.newForm($0) },
            newForm.post(
                "/registers/:register", .signedIn, bodyLimit: EntryRoutes.bodyLimit, saying: "registers.flash.entered",
                to: { _, entry in entry.address }, entering(registers)),
            .get("/registers/:register/:entry", .signedIn) { try await pages.show($0) },
            .get("/registers/:register/:entry/edit", .signedIn) { try await pages.editForm($0) },
            editForm.post(
                "/registers/:register/:entry", .signedIn, bodyLimit: EntryRoutes.bodyLimit,
                saying: "registers.flash.changed", changing(registers)),
            page.post(
                "/registers/:register/:entry/moves", .signedIn, saying: "registers.flash.moved", moving(registers)),
            page.post(
                "/registers/:register/:entry/files", .signedIn, bodyLimit: EntryRoutes.bodyLimit,
                saying: "registers.flash.attached", attaching(registers)),
            page.post(
                "/registers/:register/:entry/hold", .right(RegistersAction.hold), saying: "registers.flash.held",
                holding(registers)),
            page.post(
                "/registers/:register/:entry/hold/end", .right(RegistersAction.hold),
                saying: "registers.flash.hold_lifted", lifting(registers)),
            .post("/registers/:register/:entry/disclosure", .signedIn) { try await pages.disclose($0) },
            .get("/registers/:register/:entry/files/:file", .signedIn) { try await pages.file($0) },
            .get("/registers/:register/:entry/print", .signedIn) { try await pages.sheet($0) },
        ]
    }

    /// A form with twelve photos.
    static let bodyLimit = 60 * 1024 * 1024

    private static func home(_ visit: Visit) throws -> String {
        "/registers/\(visit.parameters.get("register") ?? "")/\(try visit.id("entry", of: RegisterEntry.self))"
    }

    // What is done, for pages and programs alike.

    static func entering(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, desk in
            let (actor, zone, form) = (visit.actor, visit.zone, visit.form)
            let code = visit.parameters.get("register") ?? ""
            // Asked before anything that was sent is kept.
            let version = try await desk.read { try registers.shelf.current(code, of: actor.organisationID, in: $0) }
            guard version.definition.rights.enter.mayEver(actor) else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            let files = try await EntryFile.stored(visit, desk)
            return { db in
                let version = try registers.shelf.current(code, of: actor.organisationID, in: db)
                return try EntryDeeds(registers, version, actor, zone: zone, in: db).enter(form, files: files)
            }
        }
    }

    /// A deed on the entry of the path, under the version it was made by.
    private static func deed<Made>(
        _ registers: RegisterDesk, _ visit: Visit,
        _ body: @escaping @Sendable (EntryDeeds, ID<RegisterEntry>) throws -> Made
    ) throws -> Deed<Made> {
        let (actor, zone, code) = (visit.actor, visit.zone, visit.parameters.get("register") ?? "")
        let id = try visit.id("entry", of: RegisterEntry.self)
        return { db in
            let entry = try RegisterEntry.find(id, in: code, of: actor.organisationID, in: db)
            let version = try registers.shelf.version(
                entry.definitionVersion, of: code, actor.organisationID, in: db)
            return try body(try EntryDeeds(registers, version, actor, zone: zone, in: db), id)
        }
    }

    static func changing(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, desk in
            let form = visit.form
            try await EntryRoutes(registers: registers).open(visit) { db, open in
                guard open.deeds.definition.rights.change.mayEver(visit.actor) else {
                    throw Problem.forbidden("platform.rights.lacking")
                }
            }
            let files = try await EntryFile.stored(visit, desk)
            return try deed(registers, visit) { deeds, id in
                try deeds.change(id, seen: Int(form.value("version")), form, files: files)
            }
        }
    }

    static func moving(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, _ in
            let form = visit.form
            return try deed(registers, visit) { deeds, id in try deeds.move(id, to: form.value("to"), form) }
        }
    }

    static func attaching(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, desk in
            try await EntryRoutes(registers: registers).open(visit) { _, _ in }
            let files = try await EntryFile.stored(visit, desk)
            return try deed(registers, visit) { deeds, id in
                try deeds.add(files, to: id)
                return try deeds.find(id)
            }
        }
    }

    static func holding(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, desk in
            try desk.rights.must(RegistersAction.hold, visit.actor)
            let actor = visit.actor
            var reader = FormReader(visit.form)
            let reason = reader.text("hold_reason", limit: 300, required: true)
            try reader.finish()
            return try deed(registers, visit) { deeds, id in
                let entry = try deeds.find(id)
                guard entry.anonymisedAt == nil else { throw Problem.conflict("registers.refusal.anonymised") }
                try EntryHold.place(on: entry, reason: reason, by: actor, at: desk, in: deeds.db)
                return entry
            }
        }
    }

    static func lifting(_ registers: RegisterDesk) -> DeedMaker<RegisterEntry> {
        { visit, desk in
            try desk.rights.must(RegistersAction.hold, visit.actor)
            let actor = visit.actor
            return try deed(registers, visit) { deeds, id in
                let entry = try deeds.find(id)
                try EntryHold.lift(from: entry, by: actor, at: desk, in: deeds.db)
                return entry
            }
        }
    }

    // What is shown.

    /// An entry opened by somebody who may read it.
    struct Open {
        let entry: RegisterEntry
        let version: RegisterVersion
        let deeds: EntryDeeds
    }

    @discardableResult
    func open<T: Sendable>(
        _ visit: Visit, _ body: @escaping @Sendable (any Connection, Open) throws -> T
    ) async throws -> T {
        let (actor, zone, code) = (visit.actor, visit.zone, visit.parameters.get("register") ?? "")
        let id = try visit.id("entry", of: RegisterEntry.self)
        let registers = registers
        return try await registers.desk.read { db in
            let entry = try RegisterEntry.find(id, in: code, of: actor.organisationID, in: db)
            let version = try registers.shelf.version(entry.definitionVersion, of: code, actor.organisationID, in: db)
            let deeds = try EntryDeeds(registers, version, actor, zone: zone, in: db)
            return try body(db, Open(entry: try deeds.find(id), version: version, deeds: deeds))
        }
    }

    private func newForm(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let (actor, today, code) = (visit.actor, visit.today, visit.parameters.get("register") ?? "")
        let registers = registers
        let (version, choices) = try await registers.desk.read { db in
            let version = try registers.shelf.current(code, of: actor.organisationID, in: db)
            return (version, try EntryChoices.load(version.definition, actor, on: today, in: db))
        }
        let (definition, words) = (version.definition, visit.words)
        guard definition.rights.enter.mayEver(actor) else { throw Problem.forbidden("platform.rights.lacking") }
        guard !version.isWithdrawn else { throw Problem.conflict("registers.refusal.withdrawn") }
        let questions = EntryForm(definition: definition, choices: choices, labels: .none, words: words)
        let form = FormView(
            action: "/registers/\(code)", fields: questions.fields(EntryRoutes.usual(definition, visit)),
            submit: words("registers.form.enter"), icon: "check-lg",
            cancel: ActionLink("/registers/\(code)", words("web.form.cancel")))
        let title = words("registers.form.new_title", ["name": .text(definition.name(words))])
        return try visit.page(
            RecordPage(
                title, breadcrumb: EntryRoutes.breadcrumb(definition, here: title, words),
                lead: definition.lead(words),
                [PageSection("form", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What an answer most often is: the day is today, the first person is who enters, a choice is what the address
    /// names.
    private static func usual(_ definition: RegisterDefinition, _ visit: Visit) -> [String: String] {
        var values: [String: String] = [:]
        if let day = definition.dayField, definition[day]?.kind == .day { values[day] = visit.today.description }
        if let staff = definition.fields.first(where: { $0.kind == .staff && $0.isRequired }),
            let id = visit.actor.staffID
        {
            values[staff.code] = id.text
        }
        for field in definition.asked where field.kind == .choice {
            let named = visit.query(field.code)
            if field.choices.contains(where: { $0.code == named }) { values[field.code] = named }
        }
        return values
    }

    static func breadcrumb(_ definition: RegisterDefinition, here: String, _ words: Words) -> Breadcrumb {
        Breadcrumb(
            [("/registers", words("registers.title")), ("/registers/\(definition.code)", definition.plural(words))],
            here: here)
    }

    private func editForm(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        let (actor, today, words, registers) = (visit.actor, visit.today, visit.words, registers)
        let (entry, definition, choices, labels) = try await open(visit) { db, open in
            let definition = open.version.definition
            guard open.entry.mayChange(open.deeds.standing, under: definition) else {
                throw definition.state(open.entry.state)?.isEditable == true
                    ? Problem.forbidden("platform.rights.lacking")
                    : Problem.conflict("registers.refusal.not_editable")
            }
            return (
                open.entry, definition, try EntryChoices.load(definition, actor, on: today, in: db),
                try EntryLabels.load([(open.entry.values, definition)], registers, of: actor.organisationID, in: db)
            )
        }
        let questions = EntryForm(definition: definition, choices: choices, labels: labels, words: words)
        let form = FormView(
            action: entry.address,
            fields: [.hidden("version", String(entry.version))] + questions.fields(entry.values, isNew: false),
            submit: words("registers.form.change"), icon: "check-lg",
            cancel: ActionLink(entry.address, words("web.form.cancel")))
        let isBehind = !faults.isEmpty && visit.form.value("version") != String(entry.version)
        // Sent again, it goes over what is shown to have changed.
        let typed = visit.form.replacing("version", with: String(entry.version))
        let told = EntryWords(definition: definition, labels: labels, words: words)
        let title = words("registers.form.edit_title", ["number": .text(entry.number)])
        let section = PageSection(
            "form", notices: isBehind ? [Notice(.warning, words("registers.form.behind"))] : [],
            lines: isBehind ? EntryRoutes.differing(entry, form, typed, told) : [],
            form: faults.isEmpty ? form : form.refused(typed, faults, words))
        return try visit.page(
            RecordPage(title, breadcrumb: EntryRoutes.breadcrumb(definition, here: title, words), [section]),
            status: faults.isEmpty ? .ok : isBehind ? .conflict : .unprocessableContent)
    }

    /// What stands in the register now where something else was typed.
    private static func differing(
        _ entry: RegisterEntry, _ form: FormView, _ typed: FormData, _ told: EntryWords
    ) -> [String] {
        form.fields.compactMap { field in
            guard let asked = told.definition[field.name], asked.isPlain, asked.kind != .file else { return nil }
            let stands =
                field.kind == .select || field.kind == .radio
                ? field.options.first { $0.selected }?.value ?? ""
                : field.kind == .checkbox ? (field.checked ? "yes" : "") : field.value
            guard stands != typed.value(field.name) else { return nil }
            let now = told.text(asked, entry.values)
            return told.words(
                "registers.form.stands_now",
                ["field": .text(field.label), "value": .text(now.isEmpty ? told.words("registers.page.nothing") : now)])
        }
    }

    /// Serves a file of the entry with headers under which it can do no harm.
    private func file(_ visit: Visit) async throws -> Response {
        let wanted = try visit.id("file", of: Attachment.self)
        let desk = registers.desk
        let (attachment, keys) = try await open(visit) { db, open in
            let found = try Attachment.find(wanted, open.entry.organisationID, in: db)
            guard found.subjectKind == RegisterEntry.subjectKind, found.subjectID == open.entry.id.text else {
                throw Problem.notFound
            }
            return (found, try desk.vault.keyring(for: open.entry.organisationID, in: db))
        }
        let bytes = try desk.files.read(attachment.digest, with: keys)
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in attachment.headers().fields { response.headers[headerName(name)] = value }
        return response
    }
}
