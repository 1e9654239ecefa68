import Kernel
import Platform
import Web

/// `GET /cases/ID/case-file`: the case for print. Taking it out is recorded beside the readings of the case.
enum CaseFileRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases/:case/case-file", .right(CaseAction.read)) { visit in
                let contents = try await CasePages(cases: cases).reading(visit) { db, open in
                    try CaseContents.load(for: open, until: nil, limit: CaseFilePage.limit, at: cases, in: db)
                }
                _ = try await cases.desk.write { db in
                    try Event.record(
                        "casework.case_file_printed", of: CaseAccess.subject(contents.open.subject.id),
                        by: visit.actor, facts: ["pieces": String(contents.attachments.count)], sealed: false,
                        at: cases.desk, in: db)
                }
                let name = visit.identity.displayName ?? ""
                return try visit.page(CaseFilePage(contents, printedBy: name, visit.words))
            }
        ]
    }
}
