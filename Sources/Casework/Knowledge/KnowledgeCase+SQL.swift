import Foundation
import Kernel
import Platform
import Storage

extension KnowledgeCase {
    /// What the library is narrowed to (案例筛选).
    package struct Query: Hashable, Sendable {
        package var outcome: Outcome?
        package var category: CategoryCode?
        /// Drafts are seen by those who write and approve.
        package var state: State

        package init(outcome: Outcome? = nil, category: CategoryCode? = nil, state: State = .published) {
            self.outcome = outcome
            self.category = category
            self.state = state
        }
    }

    static let pageSize = 30

    /// A page of the library, the newest first.
    package static func page(
        _ query: Query, of organisation: ID<Organisation>, after cursor: MomentCursor<KnowledgeCase>? = nil,
        in db: any Connection
    ) throws -> (cases: [KnowledgeCase], next: MomentCursor<KnowledgeCase>?) {
        var rest: SQL = ""
        if let outcome = query.outcome { rest = rest + " AND outcome = \(outcome.rawValue)" }
        if let category = query.category { rest = rest + " AND category = \(category.text)" }
        if let cursor { rest = rest + " AND (made_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM knowledge_cases
            WHERE organisation_id = \(organisation) AND state = \(query.state.rawValue)\(rest)
            ORDER BY made_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map(KnowledgeCase.init)
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.madeAt, id: $0.id) })
    }

    /// Every version, the newest first. Throws `Problem.notFound`.
    package static func versions(
        of id: ID<KnowledgeCase>, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [KnowledgeCase] {
        let found = try db.rows(
            """
            SELECT * FROM knowledge_cases WHERE id = \(id) AND organisation_id = \(organisation)
            ORDER BY version DESC LIMIT 100
            """
        ).map(KnowledgeCase.init)
        guard !found.isEmpty else { throw Problem.notFound }
        return found
    }

    /// What was learnt from cases of these categories, the newest first.
    package static func like(
        _ categories: [CategoryCode], limit: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [KnowledgeCase] {
        if categories.isEmpty { return [] }
        return try db.rows(
            """
            SELECT * FROM knowledge_cases
            WHERE organisation_id = \(organisation) AND state = 'published' AND category IN \(categories.map(\.text))
            ORDER BY made_at DESC, id DESC LIMIT \(limit)
            """
        ).map(KnowledgeCase.init)
    }

    /// Writes a draft: a case of its own, or the next version of `known`. A draft under way is written anew. Refuses
    /// what would tell of a person.
    package static func write(
        _ content: Content, as known: ID<KnowledgeCase>? = nil, from source: ID<Case>? = nil, by actor: Actor,
        at desk: Desk, in db: any Connection
    ) throws -> KnowledgeCase {
        let organisation = actor.organisationID
        try content.check()
        try PersonTraces.refuse(
            in: Dictionary(uniqueKeysWithValues: content.parts.map { ($0.field, $0.text) }), of: organisation, at: desk,
            in: db)
        let before = try known.map { try versions(of: $0, organisation, in: db) } ?? []
        if before.first?.state == .retired { throw Problem.conflict("casework.knowledge_case.refusal.retired") }
        try db.run(
            """
            UPDATE knowledge_cases SET state = 'replaced'
            WHERE id = \(known?.text ?? "") AND organisation_id = \(organisation) AND state = 'draft'
            """)
        let draft = KnowledgeCase(
            id: known ?? db.newID(), organisationID: organisation, version: (before.first?.version ?? 0) + 1,
            state: .draft, content: content, source: before.first?.source ?? source, madeAt: db.now,
            madeBy: actor.signature)
        try db.run(
            """
            INSERT INTO knowledge_cases (id, version, organisation_id, state, outcome, category, root, document,
                source_case, made_at, made_by)
            VALUES (\(draft.id), \(draft.version), \(organisation), 'draft', \(content.outcome.rawValue),
                \(content.category.text), \(content.root?.rawValue), \(try JSONText.of(content)), \(draft.source),
                \(draft.madeAt), \(draft.madeBy))
            """)
        try Event.record(
            "casework.knowledge_case_written", of: draft.subject, by: actor, facts: content, at: desk, in: db)
        return draft
    }

    /// Publishes the draft in place of what was read until now. Names may have come into the house since it was
    /// written, so it is looked through again.
    package func publish(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        if let refusal = refusal(to: actor) { throw refusal }
        try PersonTraces.refuse(
            publishing: content.parts.map(\.text).joined(separator: "\n"), of: organisationID, at: desk, in: db)
        try db.run(
            """
            UPDATE knowledge_cases SET state = 'replaced'
            WHERE id = \(id) AND organisation_id = \(organisationID) AND state = 'published'
            """)
        try db.run(
            """
            UPDATE knowledge_cases SET state = 'published', approved_at = \(db.now), approved_by = \(actor.signature),
                reviewed_at = \(db.now)
            WHERE id = \(id) AND version = \(version) AND organisation_id = \(organisationID) AND state = 'draft'
            """)
        try Event.record(
            "casework.knowledge_case_published", of: subject, by: actor, facts: ["version": String(version)], at: desk,
            in: db)
    }

    /// Takes it out of the library, draft and all.
    func retire(saying reason: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE knowledge_cases SET state = 'retired'
            WHERE id = \(id) AND organisation_id = \(organisationID) AND state IN ('draft', 'published')
            """)
        guard changed > 0 else { throw Problem.conflict("casework.knowledge_case.refusal.retired") }
        try Event.record(
            "casework.knowledge_case_retired", of: subject, by: actor, facts: ["reason": reason], at: desk, in: db)
    }

    /// Notes that the whole library was looked through (S4-47); settles the duty that asks for it.
    static func review(saying words: String, by actor: Actor, at desk: Desk, in db: any Connection) throws -> ID<Review>
    {
        let organisation = actor.organisationID
        let id: ID<Review> = db.newID()
        try db.run(
            """
            INSERT INTO knowledge_reviews (id, organisation_id, words, made_at, made_by)
            VALUES (\(id), \(organisation), \(words), \(db.now), \(actor.signature))
            """)
        try db.run(
            """
            UPDATE knowledge_cases SET reviewed_at = \(db.now)
            WHERE organisation_id = \(organisation) AND state = 'published'
            """)
        try Event.record(
            "casework.knowledge_reviewed", of: Event.Subject(kind: "knowledge_review", id: id.text), by: actor,
            facts: ["words": words], at: desk, in: db)
        return id
    }

    /// A look through the whole library (案例库回顾).
    package enum Review {}

    /// When the library was last looked through.
    static func lastReview(of organisation: ID<Organisation>, in db: any Connection) throws -> Instant? {
        try db.first(
            """
            SELECT made_at FROM knowledge_reviews WHERE organisation_id = \(organisation)
            ORDER BY made_at DESC, id DESC LIMIT 1
            """
        )?.get("made_at")
    }

    private init(_ row: Row) throws {
        let text: String = try row.get("document")
        guard let state = State(rawValue: try row.get("state")) else { throw StorageError.badColumn("state") }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), version: try row.get("version"),
            state: state, content: try JSONDecoder().decode(Content.self, from: Data(text.utf8)),
            source: try row.get("source_case"), madeAt: try row.get("made_at"), madeBy: try row.get("made_by"),
            approvedAt: try row.get("approved_at"), reviewedAt: try row.get("reviewed_at"))
    }
}

extension KnowledgeComment {
    /// Comments, the oldest first; at most 200.
    package static func list(
        on id: ID<KnowledgeCase>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [KnowledgeComment] {
        try db.rows(
            """
            SELECT * FROM knowledge_comments WHERE knowledge_case_id = \(id) AND organisation_id = \(organisation)
            ORDER BY made_at, id LIMIT 200
            """
        ).map { row in
            KnowledgeComment(
                id: try row.get("id"), isExpert: try row.get("is_expert"), capacity: try row.get("capacity"),
                words: try row.get("words"), madeAt: try row.get("made_at"))
        }
    }

    /// Writes a comment down. Refuses what would tell of a person.
    package static func add(
        _ words: String, capacity: String, isExpert: Bool, on one: KnowledgeCase, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws {
        try PersonTraces.refuse(
            in: ["words": words, "capacity": capacity], of: actor.organisationID, at: desk, in: db)
        let id: ID<KnowledgeComment> = db.newID()
        try db.run(
            """
            INSERT INTO knowledge_comments (id, organisation_id, knowledge_case_id, is_expert, capacity, words, made_at,
                made_by)
            VALUES (\(id), \(actor.organisationID), \(one.id), \(isExpert), \(capacity), \(words), \(db.now),
                \(actor.signature))
            """)
        try Event.record(
            "casework.knowledge_case_commented", of: one.subject, by: actor, facts: ["words": words], at: desk, in: db)
    }
}
