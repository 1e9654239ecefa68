import Hummingbird
import Kernel
import Platform
import Web

/// The complaint register (投诉登记簿, S0-12): on the screen, on paper, as a spreadsheet.
enum RegisterRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases", .signedIn) { visit in
                guard mayRead(visit.actor, cases) else { return try refusal(visit) }
                let filter = RegisterFilter(visit.query)
                let cursor = MomentCursor<Case>(visit.query("after"))
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let found = try CaseList.register(
                        filter.inMoments(of: visit.zone), restricted: seesRestricted(visit.actor, cases),
                        after: cursor, reader: reader, at: cases.desk, in: db)
                    let views = try ViewBar.load(
                        .register, query: SavedView.List.register.query(visit.query), reader: reader, visit.words,
                        in: db)
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    return try RegisterPage(
                        filter, found, isFirst: cursor == nil, views: views,
                        bulk: BulkBar(visit.actor, cases, visit.words), visit.words, tables)
                }
                return try visit.page(page)
            },
            .get("/cases/print", .signedIn) { visit in
                guard mayRead(visit.actor, cases) else { return try refusal(visit) }
                let filter = RegisterFilter(visit.query)
                let extract = try await cases.desk.write { db in
                    try RegisterExtract(filter, actor: visit.actor, visit.words, at: cases, in: db)
                }
                return try visit.page(RegisterSheet(extract, filter, visit.words, now: visit.now))
            },
            .get("/cases/export", .signedIn) { visit in
                guard mayRead(visit.actor, cases) else { return try refusal(visit) }
                let export = RegisterExport(
                    RegisterFilter(visit.query), actor: visit.actor, session: visit.identity.session, visit.words,
                    at: cases)
                try await export.begin()
                return visit.download(export, named: "register-\(visit.today).csv")
            },
        ]
    }

    /// The whole register is for those who may read cases without any tie to them.
    static func mayRead(_ actor: Actor, _ cases: CaseDesk) -> Bool {
        cases.desk.rights.allows(CaseAction.read.rawValue, to: actor)
    }

    static func seesRestricted(_ actor: Actor, _ cases: CaseDesk) -> Bool {
        cases.desk.rights.allows(CaseAction.readRestricted.rawValue, to: actor)
    }

    private static func refusal(_ visit: Visit) throws -> Response {
        try visit.page(NoRegisterPage(visit.words), status: .forbidden)
    }
}
