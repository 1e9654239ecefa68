import Kernel
import Platform
import Storage

/// Rows that only have to be there while the sweep is measured: open clocks of nobody's cases.
enum BenchFill {
    static func group(in db: any Connection) throws -> ID<OrganisationUnit> {
        try db.one(
            "SELECT id FROM units WHERE organisation_id = \(World.organisation) AND kind = 'group' ORDER BY id LIMIT 1"
        ).get("id")
    }

    /// Adds open clocks like the decision clock of `id`, numbered from `first`, that want attention a year from now.
    static func clocks(like id: String, from first: Int, count: Int, in db: any Connection) throws {
        let far = db.now.advanced(byHours: 24 * 365)
        try db.run(
            """
            WITH RECURSIVE n (i) AS (SELECT \(first) UNION ALL SELECT i + 1 FROM n WHERE i < \(first + count - 1))
            INSERT INTO clocks (organisation_id, subject_kind, subject_id, kind, clock, holder_id, started_at, due_at,
                last_on, provisional, met_at, ended_at, next_attention_at)
            SELECT k.organisation_id, k.subject_kind, 'filler-' || n.i, k.kind, k.clock, 'filler', k.started_at,
                \(far) + n.i, k.last_on, 0, NULL, NULL, \(far) + n.i
            FROM clocks k CROSS JOIN n WHERE k.subject_kind = 'case' AND k.subject_id = \(id) AND k.kind = 'decision'
            """)
    }

    /// Makes every clock of these cases due, as if a warning were to be given now.
    static func makeDue(_ ids: [String], in db: any Connection) throws {
        try db.run(
            "UPDATE clocks SET next_attention_at = \(db.now) WHERE ended_at IS NULL AND subject_id IN \(ids) AND kind = 'decision'"
        )
    }
}
