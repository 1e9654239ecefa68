import Kernel
import Storage
import Web

extension FormDraft {
    /// Keeps what was typed, sealed. Throws `Problem.invalid` for what is no draft or is too long.
    package static func save(
        key: String, form: String, revision: Int, _ fields: FormData, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> Saving {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let text = FormData.urlEncoded(kept(fields))
        guard isKey(key), isForm(form), revision >= 0, text.utf8.count <= limitBytes else {
            throw Problem.invalid("form", Message("web.form.broken"))
        }
        let sealed = try desk.vault.seal(text, for: actor.organisationID, context: context(key), in: db)
        let changed = try db.run(
            """
            INSERT INTO form_drafts (organisation_id, staff_id, draft_key, form, revision, content, saved_at, settled_at)
            VALUES (\(actor.organisationID), \(staff), \(key), \(form), \(revision), \(sealed), \(db.now), NULL)
            ON CONFLICT (organisation_id, staff_id, draft_key) DO UPDATE SET revision = excluded.revision,
                content = excluded.content, saved_at = excluded.saved_at
            WHERE form_drafts.settled_at IS NULL AND form_drafts.form = excluded.form
                AND form_drafts.revision < excluded.revision
            """)
        try forgetOld(of: staff, actor.organisationID, in: db)
        return changed == 1 ? .saved : .tooLate
    }

    /// The newest draft of the actor's for a form, if there is one.
    package static func newest(
        of form: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> FormDraft? {
        try first(
            """
            SELECT * FROM form_drafts WHERE organisation_id = \(actor.organisationID) AND staff_id = \(actor.staffID)
                AND form = \(form) AND settled_at IS NULL AND saved_at > \(oldest(db)) ORDER BY saved_at DESC LIMIT 1
            """, actor, desk, db)
    }

    /// One draft of the actor's, when it is of that form.
    package static func find(
        _ key: String, of form: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> FormDraft? {
        try first(
            """
            SELECT * FROM form_drafts WHERE organisation_id = \(actor.organisationID) AND staff_id = \(actor.staffID)
                AND draft_key = \(key) AND form = \(form) AND settled_at IS NULL AND saved_at > \(oldest(db))
            """, actor, desk, db)
    }

    /// The form of that key was sent, or its draft given up: the words are erased, and what is saved under the key
    /// later finds it taken. Part of the transaction that took the step.
    package static func settle(_ key: String, of form: String, by actor: Actor, in db: any Connection) throws {
        guard let staff = actor.staffID, isKey(key), isForm(form) else { return }
        try db.send(
            """
            INSERT INTO form_drafts (organisation_id, staff_id, draft_key, form, revision, content, saved_at, settled_at)
            VALUES (\(actor.organisationID), \(staff), \(key), \(form), 0, NULL, \(db.now), \(db.now))
            ON CONFLICT (organisation_id, staff_id, draft_key) DO UPDATE SET content = NULL,
                saved_at = excluded.saved_at, settled_at = excluded.settled_at
            """)
    }

    private static func first(_ sql: SQL, _ actor: Actor, _ desk: Desk, _ db: any Connection) throws -> FormDraft? {
        guard let row = try db.first(sql) else { return nil }
        let key: String = try row.get("draft_key")
        let text = try desk.vault.open(
            row.get("content"), for: actor.organisationID, context: context(key), in: db)
        return FormDraft(
            key: key, form: try row.get("form"), savedAt: try row.get("saved_at"),
            fields: try FormData.parseURLEncoded(text.utf8))
    }

    private static func context(_ key: String) -> String { "form_drafts.content.\(key)" }

    private static func oldest(_ db: any Connection) -> Instant { db.now.advanced(byHours: -24 * keepDays) }

    /// Forgets everybody's drafts past their age, settled keys after a day, and the oldest beyond the employee's limit.
    private static func forgetOld(of staff: ID<Staff>, _ organisation: ID<Organisation>, in db: any Connection) throws {
        try db.send("DELETE FROM form_drafts WHERE saved_at <= \(oldest(db))")
        let settledBefore = db.now.advanced(byHours: -settledHours)
        try db.send(
            """
            DELETE FROM form_drafts WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND settled_at IS NOT NULL AND saved_at <= \(settledBefore)
            """)
        try db.send(
            """
            DELETE FROM form_drafts WHERE organisation_id = \(organisation) AND staff_id = \(staff) AND draft_key IN (
                SELECT draft_key FROM form_drafts WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                    AND settled_at IS NULL ORDER BY saved_at DESC, draft_key LIMIT 100 OFFSET \(perPerson))
            """)
    }
}
