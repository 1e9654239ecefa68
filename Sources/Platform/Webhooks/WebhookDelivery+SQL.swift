import Foundation
import Kernel
import Storage
import Web

/// One message to one subscriber on its way (投递): waiting, delivered, or given up.
package struct WebhookDelivery: Hashable, Sendable {
    package let id: ID<WebhookDelivery>
    package let webhookID: ID<Webhook>
    package let organisationID: ID<Organisation>
    package let body: String
    package let madeAt: Instant
    package let dueAt: Instant
    package let attempts: Int
    package let doneAt: Instant?
    /// 死信：given up; somebody may send it again.
    package let failedAt: Instant?
    package let fault: String?

    private static let leaseMinutes = 2
    private static let keepDays = 30

    /// Takes what is due for this worker alone for two minutes; at most `limit`. What another node is taking is passed
    /// over, and what a node took that has since gone is free again after its time.
    static func claim(limit: Int, in db: any Connection) throws -> [WebhookDelivery] {
        try db.rows(
            """
            UPDATE outbox_messages SET leased_until = \(db.now.advanced(byMinutes: leaseMinutes)),
                attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM outbox_messages WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= \(db.now)
                    AND channel = \(Webhook.channel) AND (leased_until IS NULL OR leased_until <= \(db.now))
                ORDER BY due_at, id LIMIT \(limit) \(.skipLocked))
            RETURNING *
            """
        ).map(WebhookDelivery.init).sorted { $0.id < $1.id }
    }

    /// Writes the attempt down: done, to be tried again later, or given up. Once the time was over and another node
    /// took the message, only a delivery still counts.
    func finish(status: Int?, fault: String?, in db: any Connection) throws {
        let attempt: ID<WebhookDelivery> = db.newID()
        try db.run(
            """
            INSERT INTO webhook_attempts (id, organisation_id, message_id, tried_at, status, fault)
            VALUES (\(attempt), \(organisationID), \(id), \(db.now), \(status), \(fault))
            """)
        if let status, (200..<300).contains(status) {
            try db.run(
                """
                UPDATE outbox_messages SET done_at = \(db.now), leased_until = NULL, fault = NULL WHERE id = \(id)
                """)
            return
        }
        let told = fault ?? status.map { "status_\($0)" }
        if let minutes = Webhook.pause(after: attempts) {
            try db.run(
                """
                UPDATE outbox_messages SET due_at = \(db.now.advanced(byMinutes: minutes)), leased_until = NULL,
                    fault = \(told) WHERE id = \(id) AND attempts = \(attempts) AND done_at IS NULL
                """)
        } else {
            try db.run(
                """
                UPDATE outbox_messages SET failed_at = \(db.now), leased_until = NULL, fault = \(told)
                WHERE id = \(id) AND attempts = \(attempts) AND done_at IS NULL
                """)
        }
    }

    /// The newest messages of a subscription; at most 50.
    package static func list(of webhook: Webhook, in db: any Connection) throws -> [WebhookDelivery] {
        try db.rows(
            """
            SELECT * FROM outbox_messages WHERE subject_kind = 'webhook' AND subject_id = \(webhook.id)
            ORDER BY made_at DESC, id DESC LIMIT 50
            """
        ).map(WebhookDelivery.init)
    }

    /// One attempt as it was written down.
    package struct Attempt: Hashable, Sendable {
        package let at: Instant
        package let status: Int?
        package let fault: String?
    }

    package func log(in db: any Connection) throws -> [Attempt] {
        try db.rows("SELECT * FROM webhook_attempts WHERE message_id = \(id) ORDER BY id LIMIT 50").map {
            Attempt(at: try $0.get("tried_at"), status: try $0.get("status"), fault: try $0.get("fault"))
        }
    }

    /// Sends a message anew from the first attempt (重新投递). Throws `Problem.notFound` when it is another's.
    package static func resend(
        _ id: ID<WebhookDelivery>, of webhook: Webhook, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        try desk.rights.must(PlatformAction.manageWebhooks, actor)
        guard webhook.endedAt == nil else { throw Problem.conflict("platform.api.webhook.is_ended") }
        let changed = try db.run(
            """
            UPDATE outbox_messages SET attempts = 0, due_at = \(db.now), leased_until = NULL, done_at = NULL,
                failed_at = NULL, fault = NULL
            WHERE id = \(id) AND subject_kind = 'webhook' AND subject_id = \(webhook.id)
            """)
        guard changed > 0 else { throw Problem.notFound }
    }

    /// Forgets what was delivered or given up more than thirty days ago; at most `limit` at a time.
    static func forgetOld(limit: Int, in db: any Connection) throws {
        let before = db.now.advanced(byHours: -keepDays * 24)
        let ids = try db.rows(
            """
            SELECT id FROM outbox_messages WHERE channel = \(Webhook.channel) AND made_at < \(before)
                AND (done_at IS NOT NULL OR failed_at IS NOT NULL) ORDER BY made_at LIMIT \(limit)
            """
        ).map { try $0.get("id", as: ID<WebhookDelivery>.self) }
        guard !ids.isEmpty else { return }
        try db.run("DELETE FROM webhook_attempts WHERE message_id IN \(ids)")
        try db.run("DELETE FROM outbox_messages WHERE id IN \(ids)")
    }

    private init(_ row: Row) throws {
        id = try row.get("id")
        webhookID = try row.get("subject_id")
        organisationID = try row.get("organisation_id")
        body = try row.get("payload")
        madeAt = try row.get("made_at")
        dueAt = try row.get("due_at")
        attempts = try row.get("attempts")
        doneAt = try row.get("done_at")
        failedAt = try row.get("failed_at")
        fault = try row.get("fault")
    }
}
