import Foundation
import Hummingbird
import Kernel
import NIOCore
import People
import Platform
import Storage
import Web

/// The one page at which a case is worked: what it is, whose, how long, and what comes next.
enum CasePageRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let pages = CasePages(cases: cases)
        return [
            .get("/cases/:case", .right(CaseAction.read), pages.show),
            .get("/cases/:case/files/:attachment", .right(CaseAction.read), pages.file),
            .get("/cases/:case/letter", .right(CaseAction.read), pages.letter),
            .get("/cases/:case/actions", .right(CaseAction.read), pages.actions),
        ] + CaseFileRoutes.all(cases) + BundleRoutes.all(cases) + StepRoutes.all(cases) + ConductLimitRoutes.all(cases)
    }
}

/// What the case page answers with.
struct CasePages: Sendable {
    let cases: CaseDesk

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let until = Int(visit.query("until"))
        let makers = [KnowledgeCase.section] + cases.sections
        let (contents, brought) = try await reading(visit) { db, open in
            (
                try CaseContents.load(for: open, until: until, comparing: true, at: cases, in: db),
                try makers.compactMap { try $0(open.subject, visit, cases.desk, db) }
            )
        }
        return try visit.page(CasePage(contents, brought: brought, visit.words))
    }

    @Sendable func letter(_ visit: Visit) async throws -> Response {
        let contents = try await reading(visit) { db, open in
            try CaseContents.load(for: open, until: nil, at: cases, in: db)
        }
        guard let page = LetterPage(contents, visit.words) else { throw Problem.notFound }
        return try visit.page(page)
    }

    @Sendable func actions(_ visit: Visit) async throws -> Response {
        let contents = try await reading(visit) { db, open in
            try CaseContents.load(for: open, until: nil, at: cases, in: db)
        }
        return try visit.page(ActionsPage(contents, visit.words))
    }

    /// Serves an attachment of the case with headers under which it can do no harm.
    @Sendable func file(_ visit: Visit) async throws -> Response {
        let (attachment, bytes) = try await opened(visit)
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in attachment.headers().fields { response.headers[headerName(name)] = value }
        return response
    }

    /// The attachment in the path with its bytes; that a sensitive one was read is kept.
    func opened(_ visit: Visit) async throws -> (Attachment, [UInt8]) {
        let wanted = try visit.id("attachment", of: Attachment.self)
        let (attachment, keys) = try await reading(visit) { db, open in
            let found = try Attachment.find(wanted, open.actor.organisationID, in: db)
            let together = [open.subject.id] + open.subject.identity.absorbed.map(\.of)
            guard found.subjectKind == "case", together.contains(where: { $0.text == found.subjectID }) else {
                throw Problem.notFound
            }
            guard !found.isSensitive || open.subject.complainant(seenBy: open.standing) != nil else {
                throw Problem.forbidden("platform.rights.lacking")
            }
            return (found, try cases.desk.vault.keyring(for: open.actor.organisationID, in: db))
        }
        if attachment.isSensitive {
            let actor = visit.actor
            _ = try await cases.desk.write { db in
                try Event.record(
                    "casework.sensitive_file_read", of: Event.Subject(kind: "case_access", id: attachment.subjectID),
                    by: actor, facts: ["attachment": attachment.id.text], sealed: false, at: cases.desk, in: db)
            }
        }
        return (attachment, try cases.desk.files.read(attachment.digest, with: keys))
    }

    /// Opens the case in the path, keeps the record of the reading, and gives what `body` reads of it. Whoever is
    /// kept out by a conflict of interest leaves a trace.
    func reading<T: Sendable>(
        _ visit: Visit, _ body: @escaping @Sendable (any Connection, OpenCase) throws -> T
    ) async throws -> T {
        let cases = cases
        return try await admitting(visit) { db, admitted in try body(db, try cases.open(admitted, in: db)) }
    }

    /// The same for what needs the case alone, without clocks, rules and what else its page shows.
    func admitting<T: Sendable>(
        _ visit: Visit, _ body: @escaping @Sendable (any Connection, AdmittedCase) throws -> T
    ) async throws -> T {
        let id = try visit.id("case", of: Case.self)
        let (cases, actor) = (cases, visit.actor)
        do {
            let (found, traced) = try await cases.desk.read { db in
                let admitted = try cases.admit(actor, to: id, in: db)
                return (try body(db, admitted), try CaseAccess.leavesTrace(admitted, in: db) ? admitted : nil)
            }
            if let traced { try await cases.desk.write { try CaseAccess.record(traced, at: cases.desk, in: $0) } }
            return found
        } catch Problem.forbidden(let message) where message.key == "platform.rights.conflict_of_interest" {
            try await cases.desk.write { db in
                try CaseAccess.recordRefusal(id, by: actor, at: cases.desk, in: db)
                try SecurityEvent.recordRefusal(of: "case", to: actor, address: visit.address, in: db)
            }
            throw Problem.forbidden(message)
        } catch Problem.forbidden(let message) {
            try await cases.desk.write { db in
                try SecurityEvent.recordRefusal(of: "case", to: actor, address: visit.address, in: db)
            }
            throw Problem.forbidden(message)
        }
    }
}
