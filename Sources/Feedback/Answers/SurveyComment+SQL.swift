import Kernel
import Platform
import Storage

/// Own words of somebody who answered (文字意见): nobody sees them until the quality supervisor made sure that nobody can
/// be known from them (reading 29).
package struct SurveyComment: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case waiting, released, withheld
    }

    package let id: ID<SurveyComment>
    package let question: String
    package let state: State
    /// As it was written; opened only for whoever releases.
    package let text: String
    package let released: String?

    static let pageSize = 20

    static func context(_ field: String, _ id: String) -> String { "survey_comments.\(field).\(id)" }

    /// Comments that wait to be judged, opened.
    static func waiting(
        of survey: Survey, at desk: Desk, in db: any Connection
    ) throws -> [SurveyComment] {
        try list(survey, .waiting, limit: pageSize, opensText: true, at: desk, in: db)
    }

    /// What was released, for the report; at most 200.
    static func released(of survey: Survey, at desk: Desk, in db: any Connection) throws -> [SurveyComment] {
        try list(survey, .released, limit: 200, opensText: false, at: desk, in: db)
    }

    static func count(_ state: State, of survey: Survey, in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM survey_comments WHERE survey_id = \(survey.id) AND state = \(state)")
    }

    /// Releases what was made of a comment, or withholds it with `nil`.
    static func judge(
        _ id: ID<SurveyComment>, of survey: Survey, releasing text: String?, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws {
        let sealed = try text.map {
            try desk.vault.seal($0, for: survey.organisationID, context: context("released", id.text), in: db)
        }
        let state = text == nil ? State.withheld : .released
        let changed = try db.run(
            """
            UPDATE survey_comments SET state = \(state), released_sealed = \(sealed), judged_by = \(actor.signature),
                judged_at = \(db.now)
            WHERE organisation_id = \(survey.organisationID) AND survey_id = \(survey.id) AND id = \(id)
            """)
        guard changed == 1 else { throw Problem.notFound }
        try Event.record(
            "feedback.comment_judged", of: survey.subject, by: actor,
            facts: ["comment": id.text, "state": state.rawValue],
            at: desk, in: db)
    }

    private static func list(
        _ survey: Survey, _ state: State, limit: Int, opensText: Bool, at desk: Desk, in db: any Connection
    ) throws -> [SurveyComment] {
        try db.rows(
            """
            SELECT id, question, state, text_sealed, released_sealed FROM survey_comments
            WHERE survey_id = \(survey.id) AND state = \(state) ORDER BY id LIMIT \(limit)
            """
        ).map { row in
            let id: ID<SurveyComment> = try row.get("id")
            func opened(_ column: String, _ field: String) throws -> String? {
                let sealed: Sealed? = try row.get(column)
                return try sealed.map {
                    try desk.vault.open($0, for: survey.organisationID, context: context(field, id.text), in: db)
                }
            }
            return SurveyComment(
                id: id, question: try row.get("question"), state: try row.get("state"),
                text: opensText ? try opened("text_sealed", "text") ?? "" : "",
                released: try opened("released_sealed", "released"))
        }
    }
}
