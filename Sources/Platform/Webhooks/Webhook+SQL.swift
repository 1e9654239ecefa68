import Foundation
import Kernel
import Storage
import Web

extension Webhook {
    /// Makes a subscription; returns its secret, to be shown once.
    package static func make(
        _ draft: WebhookDraft, allowing hosts: Set<String>, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> (webhook: Webhook, secret: String) {
        try desk.rights.must(PlatformAction.manageWebhooks, actor)
        let draft = try draft.checked(allowing: hosts)
        let organisation = actor.organisationID
        guard try list(of: organisation, in: db).filter({ $0.endedAt == nil }).count < limit else {
            throw Problem.invalid("name", Message("platform.api.webhook.too_many", ["n": .number(limit)]))
        }
        let secret = secretPrefix + hex(db.randomBytes(secretLength))
        let webhook = Webhook(
            id: db.newID(), organisationID: organisation, name: draft.name, url: draft.url, kinds: draft.kinds,
            createdAt: db.now, endedAt: nil)
        let sealed = try desk.vault.seal(secret, for: organisation, context: context(webhook.id), in: db)
        try db.run(
            """
            INSERT INTO webhooks (id, organisation_id, name, url, kinds, secret_sealed, created_at, created_by)
            VALUES (\(webhook.id), \(organisation), \(webhook.name), \(webhook.url),
                \(webhook.kinds.joined(separator: " ")), \(sealed.text), \(db.now), \(actor.signature))
            """)
        try Event.record(
            "platform.webhook_made", of: .init(kind: "webhook", id: webhook.id.text), by: actor,
            facts: ["url": webhook.url], at: desk, in: db)
        return (webhook, secret)
    }

    private static func context(_ id: ID<Webhook>) -> String { "webhooks.secret_sealed.\(id)" }

    func secret(at desk: Desk, in db: any Connection) throws -> String {
        let sealed: Sealed = try db.one("SELECT secret_sealed FROM webhooks WHERE id = \(id)").get("secret_sealed")
        return try desk.vault.open(sealed, for: organisationID, context: Webhook.context(id), in: db)
    }

    /// Every subscription of the house, newest first; at most 100.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [Webhook] {
        try db.rows(
            "SELECT * FROM webhooks WHERE organisation_id = \(organisation) ORDER BY ended_at, id DESC LIMIT 100"
        ).map(Webhook.init)
    }

    package static func find(
        _ id: ID<Webhook>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Webhook {
        try Webhook(db.one("SELECT * FROM webhooks WHERE id = \(id) AND organisation_id = \(organisation)"))
    }

    /// Ends a subscription; what still waits for it is given up.
    package static func end(_ id: ID<Webhook>, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try desk.rights.must(PlatformAction.manageWebhooks, actor)
        let webhook = try find(id, of: actor.organisationID, in: db)
        guard webhook.endedAt == nil else { return }
        try db.run("UPDATE webhooks SET ended_at = \(db.now) WHERE id = \(id)")
        try db.run(
            """
            UPDATE outbox_messages SET failed_at = \(db.now), fault = 'ended'
            WHERE channel = \(channel) AND subject_kind = 'webhook' AND subject_id = \(id) AND done_at IS NULL
                AND failed_at IS NULL
            """)
        try Event.record(
            "platform.webhook_ended", of: .init(kind: "webhook", id: id.text), by: actor, facts: [String: String](),
            at: desk, in: db)
    }

    /// Lays a message into the outbox for every subscription that wants this event, in the event's transaction.
    static func enqueue(_ event: Event, in db: any Connection) throws {
        let wanting = try db.rows(
            """
            SELECT * FROM webhooks WHERE organisation_id = \(event.organisationID) AND ended_at IS NULL
            ORDER BY id LIMIT \(limit)
            """
        ).map(Webhook.init).filter { $0.wants(event.kind) }
        for webhook in wanting {
            let id: ID<WebhookDelivery> = db.newID()
            let payload: JSON = [
                "id": .text(id.text), "kind": .text(event.kind),
                "subject": ["kind": .text(event.subject.kind), "id": .text(event.subject.id)],
                "sequence": .integer(event.sequence), "happened_at": .text(event.happenedAt.iso8601(in: .utc)),
                "recorded_at": .text(event.recordedAt.iso8601(in: .utc)),
            ]
            try db.run(
                """
                INSERT INTO outbox_messages (id, organisation_id, channel, subject_kind, subject_id, payload, made_at,
                    due_at)
                VALUES (\(id), \(event.organisationID), \(channel), 'webhook', \(webhook.id),
                    \(String(decoding: payload.bytes, as: UTF8.self)), \(db.now), \(db.now))
                """)
        }
    }

    private init(_ row: Row) throws {
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        name = try row.get("name")
        url = try row.get("url")
        kinds = try row.get("kinds", as: String.self).split(separator: " ").map(String.init)
        createdAt = try row.get("created_at")
        endedAt = try row.get("ended_at")
    }
}
