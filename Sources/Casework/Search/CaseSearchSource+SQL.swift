import Kernel
import Platform
import Storage

extension Case {
    /// For writing the index anew. Anonymised cases stay out of it.
    static let searchSource = SearchSource(
        document: { organisation, id, db, desk in try searchDocument(of: id, organisation, at: desk, in: db) },
        list: { organisation, place, limit, db in
            try db.rows(
                """
                SELECT id, number FROM cases
                WHERE organisation_id = \(organisation) AND number > \(place) AND anonymised_at IS NULL
                ORDER BY number LIMIT \(limit)
                """
            ).map { (try $0.get("number"), try $0.get("id")) }
        },
        count: { organisation, db in
            try db.count(
                "SELECT count(*) AS n FROM cases WHERE organisation_id = \(organisation) AND anonymised_at IS NULL")
        },
        existing: { organisation, ids, db in
            let rows = try db.rows(
                """
                SELECT id FROM cases
                WHERE id IN \(ids) AND organisation_id || '' = \(organisation) AND anonymised_at IS NULL
                """)
            return Set(try rows.map { try $0.get("id") })
        })

    /// `nil` for a case that is gone, or was changed behind the program's back.
    private static func searchDocument(
        of id: String, _ organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> SearchDocument? {
        guard let id = ID<Case>(id) else { return nil }
        do {
            return try Case.find(id, of: organisation, at: desk, in: db).searchDocument
        } catch Problem.notFound {
            return nil
        } catch is VaultError {
            return nil
        }
    }
}
