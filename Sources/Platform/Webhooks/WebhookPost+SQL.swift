import Kernel
import Storage

/// The round of the courier (投递轮次): what is due goes out signed, and what came of it is written down.
package enum WebhookPost {
    /// Of one subscriber all must be sent within the lease, each taking ten seconds at most.
    static let batch = 10

    /// Sends what is due now; returns how many attempts were made. Nothing is held while the network is waited for.
    @discardableResult
    package static func run(at desk: Desk, with courier: Courier) async throws -> Int {
        let isDue = try await desk.read { db in
            try db.first(
                """
                SELECT id FROM outbox_messages WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= \(db.now)
                    AND channel = \(Webhook.channel) LIMIT 1
                """) != nil
        }
        guard isDue else { return 0 }
        let claimed = try await desk.write { db -> [(WebhookDelivery, Courier.Parcel)] in
            try WebhookDelivery.forgetOld(limit: 100, in: db)
            return try WebhookDelivery.claim(limit: batch, in: db).map { ($0, try parcel(of: $0, at: desk, in: db)) }
        }
        // Subscribers side by side, so that one who does not answer makes none of the others' leases run out.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for messages in Dictionary(grouping: claimed, by: \.0.webhookID).values {
                group.addTask { try await send(messages, at: desk, with: courier) }
            }
            try await group.waitForAll()
        }
        return claimed.count
    }

    /// Sends one subscriber's messages in their order.
    private static func send(
        _ messages: [(WebhookDelivery, Courier.Parcel)], at desk: Desk, with courier: Courier
    ) async throws {
        for (delivery, parcel) in messages {
            let (status, fault) = await attempt(parcel, courier)
            try await desk.write { try delivery.finish(status: status, fault: fault, in: $0) }
        }
    }

    private static func attempt(_ parcel: Courier.Parcel, _ courier: Courier) async -> (Int?, String?) {
        do {
            return (try await courier.post(parcel), nil)
        } catch let fault as Courier.Undelivered {
            return (nil, fault.fault)
        } catch {
            return (nil, "failed")
        }
    }

    private static func parcel(
        of delivery: WebhookDelivery, at desk: Desk, in db: any Connection
    ) throws -> Courier.Parcel {
        let webhook = try Webhook.find(delivery.webhookID, of: delivery.organisationID, in: db)
        let seconds = db.now.milliseconds / 1000
        let secret = try webhook.secret(at: desk, in: db)
        return Courier.Parcel(
            url: webhook.url,
            headers: [
                "Content-Type": "application/json", "User-Agent": "Huiyin", "Webhook-Id": delivery.id.text,
                "Webhook-Timestamp": String(seconds),
                "Webhook-Signature": Webhook.signature(
                    id: delivery.id.text, seconds: seconds, body: delivery.body, secret: secret),
            ], body: delivery.body)
    }
}
