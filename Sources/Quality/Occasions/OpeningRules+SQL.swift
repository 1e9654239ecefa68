import Kernel
import Platform
import Storage
import Web

/// When actions open by themselves (自动开措施规则): of low scores after so many of one question in one survey. The rule of a
/// promise stands with the promise, that of causes is fixed (S4-50).
package struct OpeningRules: Hashable, Sendable {
    /// `nil` while a person decides each time.
    package let lowScores: Int?

    static let choices = [1, 2, 3, 5, 10]

    package static func find(of organisation: ID<Organisation>, in db: any Connection) throws -> OpeningRules {
        OpeningRules(
            lowScores: try db.first(
                """
                SELECT after FROM opening_rules WHERE organisation_id = \(organisation) AND rule = 'low_scores'
                """
            )?.get("after"))
    }

    func save(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO opening_rules (organisation_id, rule, after, changed_at, changed_by)
            VALUES (\(actor.organisationID), 'low_scores', \(lowScores), \(db.now), \(actor.signature))
            ON CONFLICT (organisation_id, rule) DO UPDATE SET after = excluded.after, changed_at = excluded.changed_at,
                changed_by = excluded.changed_by
            """)
        try Event.record(
            "quality.opening_rule_set", of: Event.Subject(kind: "opening_rule", id: actor.organisationID.text),
            by: actor, facts: ["low_scores": lowScores.map(String.init) ?? ""], at: desk, in: db)
    }
}
