import Casework
import Kernel
import Platform
import Storage

/// How much was done in a month, where no other record says it (业务量): home visits, patients, persons in benefit.
package struct Volume: Hashable, Sendable {
    package let id: ID<Volume>
    package let kind: Kind
    package let month: FigurePeriod
    package let amount: Int
    package let recordedAt: Instant
    package let recordedBy: ID<Staff>

    package enum Kind: String, Sendable, CaseIterable, ColumnValue {
        /// 上门服务次数
        case visit
        /// 门诊人次
        case outpatient
        /// 出院人次
        case discharge
        /// 享受长护险待遇人数
        case beneficiary
    }

    static let subjectKind = ObservedKind.volume.rawValue
    static let most = 10_000_000

    /// Throws `Problem.invalid` for a month that has not ended: what was done in it is not yet known.
    static func check(_ month: FigurePeriod, on today: LocalDay) throws(Problem) {
        guard month.grain == .month, month.next <= today else {
            throw .invalid("month", Message("indicators.fault.month_not_ended"))
        }
    }

    /// The months that ended lately, the latest first.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [Volume] {
        try db.rows(
            """
            SELECT * FROM indicator_volumes WHERE organisation_id = \(organisation)
            ORDER BY month DESC, kind LIMIT 240
            """
        ).compactMap { row in
            guard let month = FigurePeriod(try row.get("month")) else { return nil }
            return Volume(
                id: try row.get("id"), kind: try row.get("kind"), month: month, amount: try row.get("amount"),
                recordedAt: try row.get("recorded_at"), recordedBy: try row.get("recorded_by"))
        }
    }

    /// Records the amount of a month, in the place of an earlier one; each is an event and stays readable there.
    package static func record(
        _ kind: Kind, _ month: FigurePeriod, amount: Int, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ID<Volume> {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        try check(month, on: db.now.day(in: zone))
        let made: ID<Volume> = db.newID()
        let id: ID<Volume> = try db.one(
            """
            INSERT INTO indicator_volumes (id, organisation_id, kind, month, amount, recorded_at, recorded_by)
            VALUES (\(made), \(actor.organisationID), \(kind), \(month.description), \(amount), \(db.now), \(staff))
            ON CONFLICT (organisation_id, kind, month) DO UPDATE SET amount = excluded.amount,
                recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by
            RETURNING id
            """
        ).get("id")
        try Event.record(
            "indicators.volume_recorded", of: Event.Subject(kind: subjectKind, id: id.text), by: actor,
            facts: ["kind": kind.rawValue, "month": month.description, "amount": String(amount)], sealed: false,
            at: desk, in: db)
        return id
    }
}
