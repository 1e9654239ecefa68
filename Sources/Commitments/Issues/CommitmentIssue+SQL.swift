import Kernel
import People
import Platform
import Storage

extension CommitmentIssue {
    package static func find(
        _ id: ID<CommitmentIssue>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> CommitmentIssue {
        try CommitmentIssue(
            db.one("SELECT * FROM commitment_issues WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// Everything a resident was ever given, the latest first; annulled ones among them.
    package static func list(
        of person: ID<Person>, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [CommitmentIssue] {
        try db.rows(
            """
            SELECT * FROM commitment_issues WHERE organisation_id = \(organisation) AND person_id = \(person)
            ORDER BY issued_on DESC, recorded_at DESC, id DESC LIMIT 500
            """
        ).map(CommitmentIssue.init)
    }

    /// Writes it down, with the picture of the signature when there is one. Throws `Problem.conflict` when somebody
    /// signed this version already, or when another version has come into force meanwhile.
    package static func record(
        _ draft: IssueDraft, of letterID: ID<CommitmentLetter>, to person: ID<Person>,
        picture: (file: CheckedFile, digest: ContentDigest)? = nil, by actor: Actor, today: LocalDay, keys: Keyring,
        at desk: Desk, in db: any Connection
    ) throws -> CommitmentIssue {
        let organisation = actor.organisationID
        let found = try Person.find(person, of: organisation, keys: keys, in: db)
        let book = try LetterBook.load(of: organisation, in: db)
        guard let letter = book[letterID] else { throw Problem.notFound }
        guard book.current(at: db.now)?.id == letterID else {
            throw Problem.conflict("commitments.refusal.letter_not_in_force")
        }
        let relation = try draft.checked(
            person: found, relatives: try Relative.list(of: person, organisation, keys: keys, in: db), letter: letter,
            today: today, recorder: actor.staffID)
        if let witness = draft.witness {
            let member = try StaffMember.find(all: [witness], of: organisation, in: db)[witness]
            guard member?.isEmployed(on: draft.issuedOn) ?? false else {
                throw Problem.invalid("witness", Message("web.form.not_listed"))
            }
        }
        let signed = try db.count(
            """
            SELECT count(*) AS n FROM commitment_issues WHERE organisation_id = \(organisation)
                AND person_id = \(person) AND letter_id = \(letterID) AND signed = 1 AND annulled_at IS NULL
            """)
        guard signed == 0 else { throw Problem.conflict("commitments.refusal.signed_already") }
        let id: ID<CommitmentIssue> = db.newID()
        let attachment = try attach(picture, to: id, by: actor, in: db)
        let issue = CommitmentIssue(
            id: id, personID: person, letterID: letterID, letterVersion: letter.version, unitID: found.unitID,
            issuedOn: draft.issuedOn, way: draft.way, explained: draft.explained, outcome: draft.outcome,
            relativeID: draft.signer, relation: relation, reason: draft.reason, witness: draft.witness,
            attachment: attachment, recordedAt: db.now, recordedBy: actor.signature, annulment: nil)
        try issue.insert(of: organisation, in: db)
        try Holding.renew(of: person, organisation, in: db)
        try Event.record(
            "commitments.letter_given", of: issue.subject, by: actor, facts: issue.facts(picture?.digest), at: desk,
            in: db)
        return issue
    }

    private static func attach(
        _ picture: (file: CheckedFile, digest: ContentDigest)?, to id: ID<CommitmentIssue>, by actor: Actor,
        in db: any Connection
    ) throws -> ID<Attachment>? {
        guard let picture else { return nil }
        let attachment = Attachment(
            id: db.newID(), picture.file, digest: picture.digest, subjectKind: "commitment_issue", subjectID: id.text,
            by: actor, at: db.now, isSensitive: true)
        try attachment.record(in: db)
        return attachment.id
    }

    private func facts(_ digest: ContentDigest?) -> [String: String] {
        [
            "person": personID.text, "letter": String(letterVersion), "issued_on": issuedOn.description,
            "way": way.rawValue, "explained": explained.sorted().map(\.rawValue).joined(separator: " "),
            "outcome": outcome.rawValue, "relation": relation.relation,
            "authority": relation.authority?.rawValue ?? "", "relative": relativeID?.text ?? "", "reason": reason,
            "witness": witness?.text ?? "", "signature": digest?.text ?? "",
        ]
    }

    private func insert(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO commitment_issues (id, organisation_id, person_id, letter_id, letter_version, unit_id,
                issued_on, way, read_aloud, large_print, second_language, outcome, signed, relative_id, relation,
                authority, reason, witness_id, attachment_id, recorded_at, recorded_by)
            VALUES (\(id), \(organisation), \(personID), \(letterID), \(letterVersion), \(unitID), \(issuedOn),
                \(way.rawValue), \(explained.contains(.readAloud)), \(explained.contains(.largePrint)),
                \(explained.contains(.secondLanguage)), \(outcome.rawValue), \(outcome.isSigned), \(relativeID),
                \(relation.relation), \(relation.authority?.rawValue), \(reason), \(witness), \(attachment),
                \(recordedAt), \(recordedBy))
            """)
    }

    /// Takes back what was recorded by mistake; the record stays, with the reason.
    package func annul(for reason: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE commitment_issues SET annulled_at = \(db.now), annulled_by = \(actor.staffID),
                annulled_reason = \(reason)
            WHERE organisation_id = \(actor.organisationID) AND id = \(id) AND annulled_at IS NULL
            """)
        guard changed == 1 else { throw Problem.conflict("commitments.refusal.annulled_already") }
        try Holding.renew(of: personID, actor.organisationID, in: db)
        try Event.record(
            "commitments.issue_annulled", of: subject, by: actor, facts: ["reason": reason], at: desk, in: db)
    }

    private init(_ row: Row) throws {
        let authority: String? = try row.get("authority")
        let aloud: Bool = try row.get("read_aloud")
        let large: Bool = try row.get("large_print")
        let second: Bool = try row.get("second_language")
        guard let way = Way(rawValue: try row.get("way")), let outcome = Outcome(rawValue: try row.get("outcome"))
        else { throw StorageError.badColumn("outcome") }
        var annulment: Annulment?
        if let at: Instant = try row.get("annulled_at"), let reason: String = try row.get("annulled_reason") {
            annulment = Annulment(at: at, reason: reason)
        }
        let explained: [(Explained, Bool)] = [
            (.readAloud, aloud), (.largePrint, large), (.secondLanguage, second),
        ]
        self.init(
            id: try row.get("id"), personID: try row.get("person_id"), letterID: try row.get("letter_id"),
            letterVersion: try row.get("letter_version"), unitID: try row.get("unit_id"),
            issuedOn: try row.get("issued_on"), way: way, explained: Set(explained.filter(\.1).map(\.0)),
            outcome: outcome, relativeID: try row.get("relative_id"),
            relation: SignerRelation(
                relation: try row.get("relation"), authority: authority.flatMap(Authority.Kind.init)),
            reason: try row.get("reason"), witness: try row.get("witness_id"),
            attachment: try row.get("attachment_id"), recordedAt: try row.get("recorded_at"),
            recordedBy: try row.get("recorded_by"), annulment: annulment)
    }
}
