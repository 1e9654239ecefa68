import Foundation
import Kernel
import Platform
import Storage

/// A strategy of the house's own, or what the house made of a built-in one (机构策略版本).
package struct KeptStrategy: Hashable, Sendable {
    package let strategy: RecoveryStrategy
    package let madeAt: Instant?
    package let retiredAt: Instant?

    package var isOwn: Bool { madeAt != nil }
}

extension RecoveryLibrary {
    /// The newest version of every strategy, the house's own before the built-in one of the same code; at most 500.
    package func kept(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [KeptStrategy] {
        let rows = try db.rows(
            """
            SELECT s.document, s.made_at, s.retired_at FROM recovery_strategies s
            WHERE s.organisation_id = \(organisation) AND s.version =
                (SELECT max(o.version) FROM recovery_strategies o
                WHERE o.organisation_id = s.organisation_id AND o.code = s.code)
            ORDER BY s.code LIMIT 500
            """)
        let own = try rows.map { row in
            let document: String = try row.get("document")
            return KeptStrategy(
                strategy: try JSONDecoder().decode(RecoveryStrategy.self, from: Data(document.utf8)),
                madeAt: try row.get("made_at"), retiredAt: try row.get("retired_at"))
        }
        let codes = Set(own.map(\.strategy.code))
        let builtIn = strategies.filter { !codes.contains($0.code) }.map {
            KeptStrategy(strategy: $0, madeAt: nil, retiredAt: nil)
        }
        return builtIn + own
    }

    /// Those that may be started now.
    package func inForce(of organisation: ID<Organisation>, in db: any Connection) throws -> [RecoveryStrategy] {
        try kept(of: organisation, in: db).filter { $0.retiredAt == nil }.map(\.strategy)
    }

    /// Writes a new strategy or a new version of one. What is begun in cases keeps the version it began with.
    package func add(
        _ strategy: RecoveryStrategy, retired: Bool = false, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let organisation = actor.organisationID
        let known = try kept(of: organisation, in: db).first { $0.strategy.code == strategy.code }
        var next = strategy
        next.version = (known?.strategy.version ?? 0) + 1
        let document = try JSONText.of(next)
        try db.send(
            """
            INSERT INTO recovery_strategies (organisation_id, code, version, document, made_at, made_by, retired_at)
            VALUES (\(organisation), \(next.code), \(next.version), \(document), \(db.now), \(actor.signature),
                \(retired ? db.now : nil as Instant?))
            """)
        try Event.record(
            retired ? "casework.recovery_retired" : "casework.recovery_added",
            of: Event.Subject(kind: "recovery", id: "\(organisation).\(next.code)"), by: actor, facts: next,
            sealed: false, at: desk, in: db)
    }
}

extension RecoveryScore {
    /// What every strategy came to over all cases; merged ones count where they went.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [String: RecoveryScore]
    {
        let rows = try db.rows(
            """
            SELECT code, count(*) AS started, count(effect) AS answers,
                CAST(COALESCE(sum(effect), 0) AS BIGINT) AS total, CAST(sum(waited_ms) AS BIGINT) AS waited
            FROM case_recoveries WHERE organisation_id = \(organisation) GROUP BY code LIMIT 1000
            """)
        let scores = try rows.map {
            RecoveryScore(
                code: try $0.get("code"), started: try $0.get("started"), answers: try $0.get("answers"),
                sum: try $0.get("total"), waited: try $0.get("waited"))
        }
        return Dictionary(scores.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Case {
    /// Writes what scores are counted from.
    func saveRecoveries(in db: any Connection) throws {
        for recovery in redress.recoveries {
            try db.send(
                """
                INSERT INTO case_recoveries (case_id, number, organisation_id, code, version, started_at, waited_ms,
                    effect)
                VALUES (\(id), \(recovery.number), \(organisationID), \(recovery.strategy.code),
                    \(recovery.strategy.version), \(recovery.at), \(recovery.waited), \(recovery.effect))
                ON CONFLICT (case_id, number) DO UPDATE SET effect = excluded.effect
                """)
        }
    }
}
