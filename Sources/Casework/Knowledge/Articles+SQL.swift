import Kernel
import Platform
import Storage

extension Article {
    static let limit = 2000

    /// The newest version of every article, those changed last on top; at most `limit`.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [Article] {
        try db.rows(
            """
            SELECT * FROM knowledge_articles WHERE organisation_id = \(organisation) AND is_current = 1
            ORDER BY made_at DESC, id LIMIT \(limit)
            """
        ).map(Article.init)
    }

    /// Every version of one article, the newest first. Throws `Problem.notFound`.
    package static func versions(
        of id: ID<Article>, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Article] {
        let found = try db.rows(
            """
            SELECT * FROM knowledge_articles WHERE organisation_id = \(organisation) AND id = \(id)
            ORDER BY version DESC LIMIT 100
            """
        ).map(Article.init)
        guard !found.isEmpty else { throw Problem.notFound }
        return found
    }

    /// Writes a new version; the earlier ones stay as they were.
    func save(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let organisation = actor.organisationID
        try db.run(
            """
            UPDATE knowledge_articles SET is_current = 0
            WHERE organisation_id = \(organisation) AND id = \(id) AND is_current = 1
            """)
        try db.run(
            """
            INSERT INTO knowledge_articles (id, version, organisation_id, question, answer, keywords, valid_until_on,
                owner_id, is_retired, is_current, made_at, made_by)
            VALUES (\(id), \(version), \(organisation), \(question), \(answer), \(keywords), \(validUntil),
                \(owner), \(isRetired), 1, \(madeAt), \(actor.signature))
            """)
        try Event.record(
            isRetired ? "casework.article_retired" : "casework.article_written",
            of: Event.Subject(kind: "article", id: id.text), by: actor, facts: self, sealed: false, at: desk, in: db)
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), version: try row.get("version"), question: try row.get("question"),
            answer: try row.get("answer"), keywords: try row.get("keywords"),
            validUntil: try row.get("valid_until_on"), owner: try row.get("owner_id"),
            isRetired: try row.get("is_retired"), madeAt: try row.get("made_at"))
    }
}

extension CaseDesk {
    /// The articles that may answer an inquiry; none for what is no question.
    func answers(to subject: Case, in db: any Connection) throws -> [Article] {
        guard subject.kind == .inquiry || subject.kind == .request, subject.state.isOpen else { return [] }
        let articles = try Article.list(of: subject.organisationID, in: db)
        return Article.matching(subject.narrative, among: articles, on: db.now.day(in: subject.zone))
    }
}
