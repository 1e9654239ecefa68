import Foundation
import Hummingbird
import Kernel
import NIOCore
import Platform
import Web

/// `/cases/ID/bundle`: says what a bundle holds and asks why it is taken; sending the form gives it. Each taking is
/// recorded beside the readings of the case.
enum BundleRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases/:case/bundle", .right(EvidenceAction.exportBundle)) { visit in
                try await show(visit, cases)
            },
            .post("/cases/:case/bundle", .right(EvidenceAction.exportBundle)) { visit in
                try await export(visit, cases)
            },
        ]
    }

    private static func show(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try cases.desk.rights.must(EvidenceAction.exportBundle, visit.actor)
        let open = try await CasePages(cases: cases).reading(visit) { _, open in open }
        func word(_ key: String) -> String { visit.words("casework.bundle.\(key)") }
        let form = FormView(
            action: "\(open.address)/bundle",
            fields: [
                .text("reason", word("reason"), hint: word("reason_hint"), required: true, limit: 200)
            ], submit: word("submit"), icon: "download",
            cancel: ActionLink(open.address, word("back")))
        return try visit.page(
            RecordPage(
                word("title"),
                breadcrumb: Breadcrumb([(open.address, open.subject.number.description)], here: word("title")),
                lead: word("lead"),
                [
                    PageSection(
                        "bundle",
                        notices: open.subject.isRestricted ? [Notice(.warning, word("restricted"))] : [],
                        lines: ["events", "file", "attachments", "checkpoint", "script"].map { word("holds.\($0)") },
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func export(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        let actor = visit.actor
        try cases.desk.rights.must(EvidenceAction.exportBundle, actor)
        return try await visit.answering {
            var reader = FormReader(visit.form)
            let reason = reader.text("reason", limit: 200, required: true)
            try reader.finish()
            // So that the bundle's newest event is sealed too.
            try await Checkpoint.make(for: actor.organisationID, at: cases.desk)
            let words = visit.words
            let (contents, found, keys) = try await CasePages(cases: cases).reading(visit) { db, open in
                (
                    try CaseContents.load(for: open, until: nil, limit: CaseFilePage.limit, at: cases, in: db),
                    try BundleContents.load(for: open, words, at: cases, in: db),
                    try cases.desk.vault.keyring(for: actor.organisationID, in: db)
                )
            }
            let name = visit.identity.displayName ?? ""
            let page = CaseFilePage(contents, printedBy: name, words)
            let bundle = try CaseBundle(
                found,
                caseFile: try visit.front.templates.render(page, site: visit.site, language: words.language),
                reason: reason, by: name,
                script: [UInt8](try Data(contentsOf: CaseworkFolder.named("Data/verify.py"))),
                signer: cases.desk.vault.signer, zone: visit.zone)
            guard bundle.bytes <= CaseBundle.mostBytes else { throw Problem.conflict("casework.bundle.too_large") }
            _ = try await cases.desk.write { db in
                try Event.record(
                    "casework.case_exported", of: CaseAccess.subject(found.open.subject.id), by: actor,
                    facts: [
                        "reason": reason, "events": String(found.events.count),
                        "attachments": String(found.attachments.count),
                        "manifest": ContentDigest(of: bundle.manifest).text,
                    ], at: cases.desk, in: db)
            }
            return response(bundle, cases.desk.files, keys, at: visit.now, zone: visit.zone)
        } again: { faults in
            try await show(visit, cases, faults: faults)
        }
    }

    private static func response(
        _ bundle: CaseBundle, _ files: FileStore, _ keys: Keyring, at now: Instant, zone: Zone
    ) -> Response {
        let body = ResponseBody(contentLength: nil) { (writer: inout any ResponseBodyWriter) in
            var archive = ZipArchive(at: now, zone: zone)
            let root = "\(bundle.number)/"
            let pieces =
                [
                    CaseBundle.Piece(name: "manifest.json", bytes: bundle.manifest),
                    CaseBundle.Piece(name: "manifest.sig", bytes: bundle.signature),
                ] + bundle.pieces
            for piece in pieces {
                try await writer.write(ByteBuffer(bytes: archive.piece(root + piece.name, piece.bytes)))
            }
            for file in bundle.attachments {
                let bytes = try files.read(file.digest, with: keys)
                try await writer.write(ByteBuffer(bytes: archive.piece(root + file.name, bytes)))
            }
            try await writer.write(ByteBuffer(bytes: archive.end()))
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .cacheControl: "private, no-store",
                .contentDisposition: "attachment; filename=\"\(bundle.number).zip\"",
            ], body: body)
    }
}
