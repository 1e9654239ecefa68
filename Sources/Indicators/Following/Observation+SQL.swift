import Kernel
import Platform
import Storage

extension Measure: ColumnValue {}
extension ObservedKind: ColumnValue {}

extension Observation {
    /// The lines kept of a record.
    static func list(of subject: ObservedSubject, in db: any Connection) throws -> [Observation] {
        try db.rows(
            """
            SELECT * FROM indicator_observations
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id) ORDER BY measure, place
            """
        ).map(Observation.init)
    }

    func insert(
        of subject: ObservedSubject, _ organisation: ID<Organisation>, in db: any Connection
    ) throws {
        try db.send(
            """
            INSERT INTO indicator_observations (organisation_id, measure, subject_kind, subject_id, place, part,
                unit_id, assigned_at, matures_at, until_at, met_at, amount, weight)
            VALUES (\(organisation), \(measure), \(subject.kind), \(subject.id), \(place), \(part), \(unit),
                \(assignedAt), \(maturesAt), \(untilAt), \(metAt), \(amount), \(weight))
            """)
    }

    init(_ row: Row) throws {
        self.init(
            try row.get("measure"), place: try row.get("place"), part: try row.get("part"),
            unit: try row.get("unit_id"), assignedAt: try row.get("assigned_at"),
            maturesAt: try row.get("matures_at", as: Instant.self), untilAt: try row.get("until_at"),
            metAt: try row.get("met_at"), amount: try row.get("amount"), weight: try row.get("weight"))
    }
}

extension [Observation] {
    /// As the table gives them.
    var inOrder: [Observation] { sorted { ($0.measure.rawValue, $0.place) < ($1.measure.rawValue, $1.place) } }
}
