import Kernel
import Platform
import Storage

extension CaseDesk {
    /// A note of the house with whom it calls. Throws `Problem.invalid` when somebody called is unknown, or may not
    /// read the case: nobody learns of a case by being mentioned.
    func withMentions(
        _ step: CaseStep, on subject: Case, by actor: Actor, in db: any Connection
    ) throws -> CaseStep {
        guard case .note(let note) = step, actor.staffID != nil else { return step }
        guard note.text.contains("@") || note.text.contains("＠") else { return .note(Note(text: note.text)) }
        let colleagues = try colleagues(of: subject, in: db)
        let called = Mentions(in: note.text, among: colleagues)
        if let name = called.unknown.first { throw refusal("unknown", name) }
        if let name = called.ambiguous.first { throw refusal("ambiguous", name) }
        guard called.staff.count <= Mentions.limit else {
            throw Problem.invalid("text", Message("casework.mention.too_many", ["n": .number(Mentions.limit)]))
        }
        let readers = Set(try readers(of: subject, among: called.staff.sorted(), in: db))
        if let shut = colleagues.first(where: { called.staff.contains($0.id) && !readers.contains($0.id) }) {
            throw refusal("may_not_read", shut.name)
        }
        return .note(Note(text: note.text, mentions: called.staff.isEmpty ? nil : called.staff))
    }

    private func refusal(_ key: String, _ name: String) -> Problem {
        .invalid("text", Message("casework.mention.\(key)", ["name": .text(name)]))
    }

    private func colleagues(of subject: Case, in db: any Connection) throws -> [Mentions.Colleague] {
        let today = db.now.day(in: subject.zone)
        return try db.rows(
            """
            SELECT id, name, number FROM staff WHERE organisation_id = \(subject.organisationID)
                AND employed_from_on <= \(today) AND (employed_to_on IS NULL OR employed_to_on >= \(today))
            ORDER BY name, id LIMIT 5000
            """
        ).map { Mentions.Colleague(id: try $0.get("id"), name: try $0.get("name"), number: try $0.get("number")) }
    }
}
