import Kernel
import Platform
import Web

/// The live board: a page, and the stream that says when it is another.
enum BoardRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/board", .right(CaseAction.read)) { visit in
                let cursor = MomentCursor<Case>(visit.query("after"))
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let board = try Board.load(
                        BoardFilter(visit.query), after: cursor, reader: reader, zone: visit.zone, at: cases.desk,
                        in: db)
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    return try BoardPage(board, isFirst: cursor == nil, visit.words, tables, now: db.now)
                }
                return try visit.page(page)
            },
            .get("/board/live", .right(CaseAction.read)) { visit in
                let (filter, zone) = (BoardFilter(visit.query), visit.zone)
                return try LiveStream.response(visit, at: cases.desk) { actor, _, db in
                    let reader = try CaseReader.of(actor, in: db)
                    return [LiveEvent("board", try Board.mark(filter, reader: reader, zone: zone, in: db))]
                }
            },
        ]
    }
}
