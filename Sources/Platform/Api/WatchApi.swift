import Hummingbird
import Kernel
import Storage
import Web

/// What keeps the system itself in order, for programs (系统运维接口): subscriptions to events, own tokens, backups and
/// drills, security events.
enum WatchApi {
    static func all(_ desk: Desk) -> [Route] {
        let area = ProgramArea(
            desk, about: "platform.api.operation", group: "administration", reading: .readAdministration,
            writing: .writeAdministration)
        return webhooks(area) + tokens(area) + backups(area) + [security(area)]
    }

    private static let webhook = JSONShape<Webhook>([
        ("id", Schema.id, { .text($0.id.text) }), ("name", Schema.text(), { .text($0.name) }),
        ("url", Schema.text(), { .text($0.url) }), ("kinds", Schema.list(Schema.text()), { .texts($0.kinds) }),
        ("ended", Schema.flag, { .flag($0.endedAt != nil) }),
    ])

    private static let delivery = JSONShape<(delivery: WebhookDelivery, words: Words)>([
        ("id", Schema.id, { .text($0.delivery.id.text) }),
        ("made_at", Schema.moment, { .text($0.words.stamp($0.delivery.madeAt)) }),
        ("attempts", Schema.integer(), { .integer($0.delivery.attempts) }),
        ("delivered", Schema.flag, { .flag($0.delivery.doneAt != nil) }),
        ("given_up", Schema.flag, { .flag($0.delivery.failedAt != nil) }),
        ("fault", Schema.optional(Schema.text()), { .optional($0.delivery.fault) }),
    ])

    private static func webhooks(_ area: ProgramArea) -> [Route] {
        let manage = Access.right(PlatformAction.manageWebhooks)
        let (all, sent) = (
            Schema.object(["items": Schema.list(webhook.schema)]),
            Schema.object(["items": Schema.list(delivery.schema)])
        )
        return [
            area.read("/webhooks", manage, "listWebhooks", answer: all) { visit, desk in
                try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
                let organisation = visit.actor.organisationID
                let found = try await desk.read { try Webhook.list(of: organisation, in: $0) }
                return ["items": .list(found.map { webhook.json($0) })]
            },
            area.change(
                "/webhooks", manage, "createWebhook", asks: { WebhookRoutes.fields($0) }, creates: true,
                tellsSecret: true, WebhookRoutes.make),
            area.change("/webhooks/:webhook/end", manage, "endWebhook", WebhookRoutes.end),
            area.read("/webhooks/:webhook/deliveries", manage, "listDeliveries", answer: sent) { visit, desk in
                try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
                let (id, organisation) = (try visit.id("webhook", of: Webhook.self), visit.actor.organisationID)
                let words = visit.words
                let found = try await desk.read { db in
                    try WebhookDelivery.list(of: Webhook.find(id, of: organisation, in: db), in: db)
                }
                return ["items": .list(found.map { delivery.json(($0, words)) })]
            },
            area.change(
                "/webhooks/:webhook/deliveries/:delivery/resend", manage, "resendDelivery", WebhookRoutes.resend),
        ]
    }

    private static let token = JSONShape<(token: AccessToken, words: Words)>([
        ("id", Schema.id, { .text($0.token.id.text) }), ("name", Schema.text(), { .text($0.token.name) }),
        ("scopes", Schema.list(Schema.text()), { .texts($0.token.scopes.sorted()) }),
        ("expires_at", Schema.moment, { .text($0.words.stamp($0.token.expiresAt)) }),
        (
            "last_used_at", Schema.optional(Schema.moment),
            { told in .optional(told.token.lastUsedAt.map { told.words.stamp($0) }) }
        ),
        ("ended", Schema.flag, { .flag($0.token.revokedAt != nil) }),
    ])

    /// Making one needs a person: a token that made others would give itself scopes and days it was not given.
    private static func tokens(_ area: ProgramArea) -> [Route] {
        let answer = Schema.object(["items": Schema.list(token.schema)])
        return [
            area.read("/me/tokens", .signedIn, "listOwnTokens", answer: answer) { visit, desk in
                let (staff, organisation) = (try visit.staff(), visit.actor.organisationID)
                let words = visit.words
                let found = try await desk.read { try AccessToken.list(of: staff, organisation: organisation, in: $0) }
                return ["items": .list(found.map { token.json(($0, words)) })]
            },
            area.change("/me/tokens/:token/end", .signedIn, "endToken", TokenRoutes.end),
        ]
    }

    private static let backup = JSONShape<(record: BackupRecord, words: Words)>([
        ("id", Schema.id, { .text($0.record.id.text) }),
        ("kind", Schema.text(choices: BackupRecord.Kind.allCases.map(\.rawValue)), { .text($0.record.kind.rawValue) }),
        ("began_at", Schema.moment, { .text($0.words.stamp($0.record.beganAt)) }),
        ("ended_at", Schema.moment, { .text($0.words.stamp($0.record.endedAt)) }),
        ("taken_at", Schema.moment, { .text($0.words.stamp($0.record.takenAt)) }),
        (
            "result", Schema.text(choices: BackupRecord.Result.allCases.map(\.rawValue)),
            { .text($0.record.result.rawValue) }
        ),
        ("actor", Schema.text(), { .text($0.record.actor) }),
        ("bytes", Schema.integer(), { .integer($0.record.bytes) }),
        ("events", Schema.integer(), { .integer($0.record.events) }),
        ("note", Schema.text(), { .text($0.record.note) }),
    ])

    private static func backups(_ area: ProgramArea) -> [Route] {
        [
            area.read(
                "/backups", .right(PlatformAction.readBackups), "listBackups", query: [.limit, .after],
                answer: Schema.page(backup.schema)
            ) { visit, desk in
                try desk.rights.must(PlatformAction.readBackups, visit.actor)
                let (organisation, words) = (visit.actor.organisationID, visit.words)
                let (cursor, limit) = (try visit.cursor(of: BackupRecord.self), try visit.pageLimit())
                let page = try await desk.read { db in
                    try BackupRecord.page(of: organisation, before: cursor, limit: limit, in: db)
                }
                return [
                    "items": .list(page.records.map { backup.json(($0, words)) }), "next": .optional(page.next?.text),
                ]
            },
            area.change(
                "/backups", .right(PlatformAction.recordDrill), "recordDrill", asks: { BackupRoutes.fields($0) },
                creates: true, BackupRoutes.record),
        ]
    }

    private static let event = JSONShape<(entry: SecurityLog.Entry, words: Words)>([
        ("id", Schema.id, { .text($0.entry.event.id.text) }),
        ("kind", Schema.text(choices: SecurityLog.kinds.map(\.rawValue)), { .text($0.entry.event.kind.rawValue) }),
        ("at", Schema.moment, { .text($0.words.stamp($0.entry.event.at)) }),
        ("login", Schema.optional(Schema.text()), { .optional($0.entry.login) }),
        ("detail", Schema.text(), { .text(SecurityLogRoutes.detail($0.entry.event, $0.words)) }),
    ])

    private static func security(_ area: ProgramArea) -> Route {
        let query: [ApiOperation.Parameter] = [
            .init("kind", "platform.api.parameter.kind", Schema.text(choices: SecurityLog.kinds.map(\.rawValue))),
            .init("login", "platform.api.parameter.login", Schema.text(limit: 64)), .limit, .after,
        ]
        return area.read(
            "/security-events", .right(PlatformAction.readSecurity), "listSecurityEvents", query: query,
            answer: Schema.page(event.schema)
        ) { visit, desk in
            try desk.rights.must(PlatformAction.readSecurity, visit.actor)
            let (organisation, words, limit) = (visit.actor.organisationID, visit.words, try visit.pageLimit())
            var reader = FormReader(visit.queryForm)
            let kind = reader.choice("kind", as: SecurityEvent.Kind.self)
            if let kind, !SecurityLog.kinds.contains(kind) { reader.fault("kind", Message("web.form.not_listed")) }
            let login = reader.text("login", limit: 64)
            let cursor = reader.identity("after", of: SecurityEvent.self)
            try reader.finish()
            let log = try await desk.read { db in
                try SecurityLog.page(
                    of: organisation, SecurityLog.Filter(kind: kind, login: login), before: cursor, limit: limit, in: db
                )
            }
            return ["items": .list(log.entries.map { event.json(($0, words)) }), "next": .optional(log.next?.text)]
        }
    }
}
