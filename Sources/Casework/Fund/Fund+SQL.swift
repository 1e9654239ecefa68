import Kernel
import Platform
import Storage

extension FundYear {
    static func subject(_ year: Int, _ organisation: ID<Organisation>) -> Event.Subject {
        Event.Subject(kind: "fund", id: "\(organisation).\(year)")
    }

    /// The fund of a year; an empty one before anything was put aside.
    package static func find(
        _ year: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> FundYear {
        let row = try db.first(
            """
            SELECT budget_fen, reserve_percent, balance_fen FROM fund_years
            WHERE organisation_id = \(organisation) AND year = \(year)
            """)
        guard let row else { return .empty(year) }
        return FundYear(
            year: year, budget: Money(fen: try row.get("budget_fen")), reservePercent: try row.get("reserve_percent"),
            balance: Money(fen: try row.get("balance_fen")))
    }

    static func isPlanned(_ year: Int, of organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.first("SELECT year FROM fund_years WHERE organisation_id = \(organisation) AND year = \(year)") != nil
    }

    /// Puts the year's budget and ratio in force; the difference to what was put aside is booked.
    package static func plan(
        _ year: Int, budget: Money, percent: Int, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let organisation = actor.organisationID
        let before = try find(year, of: organisation, in: db)
        let after = try before.planned(budget: budget, percent: percent)
        try db.run(
            """
            INSERT INTO fund_years (organisation_id, year, budget_fen, reserve_percent, balance_fen)
            VALUES (\(organisation), \(year), \(after.budget.fen), \(after.reservePercent), \(after.balance.fen))
            ON CONFLICT (organisation_id, year) DO UPDATE SET budget_fen = excluded.budget_fen,
                reserve_percent = excluded.reserve_percent, balance_fen = excluded.balance_fen
            """)
        let change = after.reserve.fen - before.reserve.fen
        if change != 0 {
            try FundEntry.book(.allocation, change, year, balance: after.balance, by: actor, in: db)
        }
        try Event.record(
            "casework.fund_planned", of: subject(year, organisation), by: actor,
            facts: [
                "budget": after.budget.fen, "percent": Int64(after.reservePercent), "reserve": after.reserve.fen,
                "balance": after.balance.fen,
            ], sealed: false, at: desk, in: db)
    }

    /// Moves money out (negative) or back in, and gives the balance after it. Throws `Problem.conflict` where there is
    /// not enough: the row itself refuses to go below nothing, whoever comes at the same moment.
    static func move(
        _ fen: Int64, _ year: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Money {
        let row = try db.first(
            """
            UPDATE fund_years SET balance_fen = balance_fen + \(fen)
            WHERE organisation_id = \(organisation) AND year = \(year) AND balance_fen + \(fen) >= 0
            RETURNING balance_fen
            """)
        guard let row else {
            let left = try find(year, of: organisation, in: db).balance
            throw Problem.conflict(Message("casework.refusal.fund_too_small", ["left": .text(left.yuanText)]))
        }
        return Money(fen: try row.get("balance_fen"))
    }
}

extension FundEntry {
    static let pageSize = 50

    static func book(
        _ kind: Kind, _ fen: Int64, _ year: Int, balance: Money, of subject: Case? = nil, payment: MadePayment? = nil,
        by actor: Actor, in db: any Connection
    ) throws {
        let organisation = actor.organisationID
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        try db.run(
            """
            INSERT INTO fund_entries (id, organisation_id, year, kind, amount_fen, balance_fen, case_id, payment,
                remedy, booked_on, recorded_at, recorded_by, approved_by)
            VALUES (\(db.newID() as ID<FundEntry>), \(organisation), \(year), \(kind.rawValue), \(fen), \(balance.fen),
                \(subject?.id), \(payment?.number), \(payment?.payment.remedy.rawValue), \(db.now.day(in: zone)),
                \(db.now), \(actor.signature), \(payment?.approvedBy))
            """)
    }

    /// The book, the latest first; only of one month (`2026-05`) where given.
    package static func list(
        of organisation: ID<Organisation>, month: String?, after cursor: MomentCursor<FundEntry>?,
        limit: Int = pageSize, in db: any Connection
    ) throws -> (entries: [FundEntry], next: MomentCursor<FundEntry>?) {
        var rest: SQL = ""
        if let month { rest = " AND booked_on >= \(month + "-01") AND booked_on <= \(month + "-31")" }
        if let cursor { rest = rest + " AND (recorded_at, id) < (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT * FROM fund_entries WHERE organisation_id = \(organisation)\(rest)
            ORDER BY recorded_at DESC, id DESC LIMIT \(limit + 1)
            """)
        let entries = try rows.prefix(limit).map(FundEntry.init)
        let next = rows.count > limit ? entries.last.map { MomentCursor<FundEntry>(at: $0.at, id: $0.id) } : nil
        return (entries, next)
    }

    /// One month of a year's book.
    package struct Month: Hashable, Sendable {
        package let month: String
        package let comeIn: Int64
        package let goneOut: Int64
        package let entries: Int
    }

    /// What came in and went out in each month of a year, the latest first.
    package static func months(
        of year: Int, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Month] {
        try db.rows(
            """
            SELECT substr(booked_on, 1, 7) AS month, count(*) AS entries,
                CAST(sum(CASE WHEN amount_fen > 0 THEN amount_fen ELSE 0 END) AS BIGINT) AS come_in,
                CAST(sum(CASE WHEN amount_fen < 0 THEN -amount_fen ELSE 0 END) AS BIGINT) AS gone_out
            FROM fund_entries WHERE organisation_id = \(organisation) AND year = \(year)
            GROUP BY substr(booked_on, 1, 7) ORDER BY 1 DESC LIMIT 24
            """
        ).map {
            Month(
                month: try $0.get("month"), comeIn: try $0.get("come_in"), goneOut: try $0.get("gone_out"),
                entries: try $0.get("entries"))
        }
    }

    private init(_ row: Row) throws {
        let kind: String = try row.get("kind")
        let remedy: String? = try row.get("remedy")
        self.init(
            id: try row.get("id"), kind: Kind(rawValue: kind) ?? .allocation, fen: try row.get("amount_fen"),
            balance: Money(fen: try row.get("balance_fen")), caseID: try row.get("case_id"),
            remedy: remedy.flatMap(Remedy.init(rawValue:)), bookedOn: try row.get("booked_on"),
            at: try row.get("recorded_at"), by: try row.get("recorded_by"), approvedBy: try row.get("approved_by"))
    }
}

extension CaseDesk {
    /// Takes the money of the payment just made out of this year's fund.
    func bookPayment(of subject: Case, by actor: Actor, in db: any Connection) throws {
        guard let made = subject.redress.payments.last else { return }
        let year = db.now.day(in: subject.zone).year
        try book(.drawDown, -made.payment.amount.fen, made, subject, year, by: actor, in: db)
    }

    /// Brings the money of a payment back: into this year's fund, or into that of the year it was paid in while this
    /// year has none.
    func bookReversal(of number: Int, _ subject: Case, by actor: Actor, in db: any Connection) throws {
        guard let made = subject.redress.payments.first(where: { $0.number == number }) else { return }
        let (now, then) = (db.now.day(in: subject.zone).year, made.at.day(in: subject.zone).year)
        let year = try FundYear.isPlanned(now, of: subject.organisationID, in: db) ? now : then
        try book(.reversal, made.payment.amount.fen, made, subject, year, by: actor, in: db)
    }

    private func book(
        _ kind: FundEntry.Kind, _ fen: Int64, _ made: MadePayment, _ subject: Case, _ year: Int, by actor: Actor,
        in db: any Connection
    ) throws {
        let balance = try FundYear.move(fen, year, of: subject.organisationID, in: db)
        try FundEntry.book(kind, fen, year, balance: balance, of: subject, payment: made, by: actor, in: db)
        try Event.record(
            "casework.fund_\(kind.rawValue)", of: FundYear.subject(year, subject.organisationID), by: actor,
            facts: [
                "case": subject.id.text, "payment": String(made.number), "fen": String(fen),
                "balance": String(balance.fen),
            ], sealed: false, at: desk, in: db)
    }
}

/// A case with money approved and not paid (待支付个案).
package struct OwedCase: Hashable, Sendable {
    package let line: CaseLine
    package var owed: Money { line.opened.moneyOwed }

    /// Those of the organisation that the reader may open, the oldest approval first; `total` counts them all.
    package static func list(
        after cursor: MomentCursor<Case>? = nil, limit: Int = FundEntry.pageSize, reader: CaseReader, at desk: Desk,
        in db: any Connection
    ) throws -> (cases: [OwedCase], next: MomentCursor<Case>?) {
        let organisation = reader.actor.organisationID
        var rest: SQL = ""
        if let cursor { rest = " AND (approved_at, case_id) > (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT case_id, approved_at FROM case_money
            WHERE organisation_id = \(organisation) AND owed_fen > 0\(rest)
            ORDER BY approved_at, case_id LIMIT \(limit + 1)
            """)
        let ids: [ID<Case>] = try rows.prefix(limit).map { try $0.get("case_id") }
        let lines = Dictionary(
            try CaseList.list(ids, reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        let last = try rows.prefix(limit).last.map {
            MomentCursor<Case>(at: try $0.get("approved_at"), id: try $0.get("case_id"))
        }
        return (ids.compactMap { lines[$0].map { OwedCase(line: $0) } }, rows.count > limit ? last : nil)
    }

    /// How many cases wait for money, and how much in all.
    package static func total(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (cases: Int, money: Money) {
        let row = try db.one(
            """
            SELECT count(*) AS n, CAST(COALESCE(sum(owed_fen), 0) AS BIGINT) AS fen FROM case_money
            WHERE organisation_id = \(organisation) AND owed_fen > 0
            """)
        return (try row.get("n"), Money(fen: try row.get("fen")))
    }
}

extension Case {
    /// Writes what lists of owed money are read from.
    func saveMoney(in db: any Connection) throws {
        guard moneyApproved.fen > 0 || !redress.payments.isEmpty else { return }
        let owed = state == .merged ? 0 : moneyOwed.fen
        try db.run(
            """
            INSERT INTO case_money (case_id, organisation_id, approved_at, owed_fen)
            VALUES (\(id), \(organisationID), \(decision.approvedAt ?? milestones.receivedAt), \(owed))
            ON CONFLICT (case_id) DO UPDATE SET approved_at = excluded.approved_at, owed_fen = excluded.owed_fen
            """)
    }
}
