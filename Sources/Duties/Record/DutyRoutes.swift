import Hummingbird
import Kernel
import NIOCore
import Platform
import Storage
import Web

/// The pages and steps of duties.
struct DutyRoutes: Sendable {
    let duties: DutyDesk

    private var desk: Desk { duties.desk }

    static func all(_ duties: DutyDesk) -> [Route] {
        let (routes, lists) = (DutyRoutes(duties: duties), DutyListPage(duties: duties))
        let read = Access.right(DutyAction.read)
        let forms = PageForms(duties.desk, home: { "/duties/\(try $0.id("duty", of: Duty.self))" }) {
            try await routes.show($0, faults: $1)
        }
        let steps = DutyStep.allCases.map { step in
            forms.post(
                "/duties/:duty/\(step.rawValue)", .right(step.action),
                bodyLimit: step == .completion ? DutyRoutes.fileLimit : 64 * 1024,
                saying: "duties.step.\(step.rawValue).done"
            ) { visit, _ in try await routes.deed(step, visit) }
        }
        return [
            .get("/duties", read, lists.list), .get("/duties/calendar", read, lists.calendar),
            .get("/duties/:duty", read) { try await routes.show($0) },
            .get("/duties/:duty/files/:file", read) { try await routes.file($0) },
        ] + steps
    }

    static let fileLimit = 60 * 1024 * 1024

    private func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let id = try visit.id("duty", of: Duty.self)
        let (page, isTold) = try await desk.read { db in
            let page = try DutyPage.load(id, visit, faults: faults, at: duties, in: db)
            let isTold = try StaffNotice.unread(of: visit.actor, limit: 100, in: db).contains {
                $0.subject == page.duty.subject
            }
            return (page, isTold)
        }
        if isTold { try await desk.write { try StaffNotice.markSeen(page.duty.subject, by: visit.actor, in: $0) } }
        return try visit.page(page.record, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Reads a step's form; the rights and the state are asked in the transaction that takes it.
    func deed(_ step: DutyStep, _ visit: Visit) async throws -> Deed<Done> {
        let id = try visit.id("duty", of: Duty.self)
        let actor = visit.actor
        // Who may never take the step is refused before anything of theirs is read.
        guard desk.rights.mayEver(step.action.rawValue, roles: actor.roles) else {
            throw Problem.forbidden("platform.rights.lacking")
        }
        var reader = FormReader(visit.form)
        var deed = DutyDeed(step: step)
        switch step {
        case .completion, .offer: deed.note = reader.text("note", limit: Duty.noteLimit)
        case .decline, .rejection, .reopening, .waiver:
            deed.note = reader.text("note", limit: Duty.noteLimit, required: true)
        case .claim, .acceptance, .approval: break
        }
        if step == .offer { deed.to = reader.requiredIdentity("to", of: Staff.self) }
        if step == .waiver { deed.kind = reader.requiredChoice("kind", as: WaiverKind.self) }
        try reader.finish()
        if step == .completion { deed.files = try await storedFiles(id, visit) }
        let (taken, duties) = (deed, duties)
        return { db in Done(try duties.take(taken, on: id, by: actor, in: db).id) }
    }

    /// The files of the form, checked and laid into the store; what no duty names is swept away later.
    private func storedFiles(
        _ id: ID<Duty>, _ visit: Visit
    ) async throws -> [(file: CheckedFile, digest: ContentDigest)] {
        let checked = try CheckedFile.list(visit.form.files("files").map { ($0.name, $0.bytes) })
        guard !checked.isEmpty else { return [] }
        let keys = try await desk.keyring(of: visit.actor.organisationID)
        return try checked.map { ($0, try desk.files.put($0.bytes, with: keys)) }
    }

    private func file(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.read, visit.actor)
        let (id, wanted) = (try visit.id("duty", of: Duty.self), try visit.id("file", of: Attachment.self))
        let (actor, organisation) = (visit.actor, visit.actor.organisationID)
        let attachment = try await desk.read { db in
            let duty = try Duty.find(id, of: organisation, in: db)
            let relations = try duties.relations(of: actor, to: duty, in: db)
            guard duties.maySeeNotes(of: duty, actor, as: relations) else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            let found = try Attachment.find(wanted, organisation, in: db)
            guard found.subjectKind == Duty.subjectKind, found.subjectID == id.text else { throw Problem.notFound }
            return found
        }
        let bytes = try desk.files.read(attachment.digest, with: try await desk.keyring(of: organisation))
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in attachment.headers().fields {
            response.headers[headerName(name)] = value
        }
        return response
    }
}
