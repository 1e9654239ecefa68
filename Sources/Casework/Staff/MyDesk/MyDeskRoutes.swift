import Kernel
import Platform
import Web

/// The employee's own desk and what they were told.
enum MyDeskRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/desk", .signedIn) { visit in
                let cursor = MomentCursor<Case>(visit.query("after"))
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let desk = try MyDesk(of: reader, after: cursor, at: cases, in: db)
                    return try MyDeskPage(
                        desk, isFirstPage: cursor == nil, visit.words, actor: visit.actor, at: cases.desk, in: db)
                }
                return try visit.page(page)
            },
            .get("/desk/received", .signedIn) { visit in
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let found = try CaseList.open(
                        .receivedBy(reader.standing.staffID), after: MomentCursor<Case>(visit.query("after")),
                        reader: reader,
                        at: cases.desk, in: db)
                    return try ListPage.received(found, visit, in: db)
                }
                return try visit.page(page)
            },
            .post("/desk/seen", .signedIn) { visit in
                let subject = Event.Subject(kind: visit.form.value("kind"), id: visit.form.value("subject"))
                try await cases.desk.write { db in
                    try StaffNotice.markSeen(subject, by: visit.actor, in: db)
                }
                return visit.redirect(to: "/desk")
            },
        ]
    }
}
