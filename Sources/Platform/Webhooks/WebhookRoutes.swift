import Hummingbird
import Kernel
import Storage
import Web

/// Subscriptions and their deliveries: pages for the system administrator, a list for programs (事件订阅管理).
enum WebhookRoutes {
    private static let address = "/admin/webhooks"

    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.manageWebhooks)
        return [
            .get(address, access) { visit in try await showAll(visit, desk) },
            .post(address, access) { visit in try await make(visit, desk) },
            .get(address + "/:webhook", access) { visit in try await show(visit, desk) },
            .post(address + "/:webhook/end", access) { visit in
                let (id, actor) = (try visit.id("webhook", of: Webhook.self), visit.actor)
                let back = try await desk.once(visit) { db in
                    try Webhook.end(id, by: actor, at: desk, in: db)
                    return address
                }
                return visit.redirect(to: back, saying: "platform.api.webhook.was_ended")
            },
            .post(address + "/:webhook/deliveries/:delivery/resend", access) { visit in
                let (id, delivery) = (
                    try visit.id("webhook", of: Webhook.self), try visit.id("delivery", of: WebhookDelivery.self)
                )
                let actor = visit.actor
                let back = try await desk.once(visit) { db in
                    let webhook = try Webhook.find(id, of: actor.organisationID, in: db)
                    try WebhookDelivery.resend(delivery, of: webhook, by: actor, at: desk, in: db)
                    return "\(address)/\(id)"
                }
                return visit.redirect(to: back, saying: "platform.api.webhook.resent")
            },
            list(desk),
        ]
    }

    private static func list(_ desk: Desk) -> Route {
        let item = Schema.object([
            "id": Schema.id, "name": Schema.text(), "url": Schema.text(), "kinds": Schema.list(Schema.text()),
            "ended": Schema.flag,
        ])
        let operation = ApiOperation(
            "listWebhooks", "administration", "platform.api.operation.listWebhooks",
            scope: Scope.readAdministration.rawValue, answer: Schema.object(["items": Schema.list(item)]))
        return .api(.get, "/webhooks", .right(PlatformAction.manageWebhooks), operation) { visit in
            try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
            let organisation = visit.actor.organisationID
            let webhooks = try await desk.read { try Webhook.list(of: organisation, in: $0) }
            let items: [JSON] = webhooks.map {
                [
                    "id": .text($0.id.text), "name": .text($0.name), "url": .text($0.url), "kinds": .texts($0.kinds),
                    "ended": .flag($0.endedAt != nil),
                ]
            }
            return .json(["items": .list(items)])
        }
    }

    private static func showAll(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        let webhooks = try await desk.read { try Webhook.list(of: organisation, in: $0) }
        let rows = webhooks.map { webhook in
            TableView.Row([
                .init(webhook.name, address: "\(address)/\(webhook.id)"), .init(webhook.url),
                .init(webhook.kinds.joined(separator: " ")),
                webhook.endedAt == nil
                    ? .init(
                        "",
                        button: ButtonView(
                            "\(address)/\(webhook.id)/end", words("platform.api.webhook.end"), about: webhook.name))
                    : .init("", state: StateBadge(words("platform.api.webhook.ended"), tone: .done)),
            ])
        }
        let form = FormView(
            action: address,
            fields: [
                .text("name", words("platform.api.webhook.name"), required: true, limit: 80).width(.medium),
                .text(
                    "url", words("platform.api.webhook.url"), hint: words("platform.api.webhook.url_hint"),
                    required: true, limit: 500, type: .url),
                .text(
                    "kinds", words("platform.api.webhook.kinds"), hint: words("platform.api.webhook.kinds_hint"),
                    required: true, limit: 1000),
            ], submit: words("platform.api.webhook.make"), icon: "send")
        let title = words("platform.api.webhook.title")
        let page = RecordPage(
            title, lead: words("platform.api.webhook.lead"),
            [
                PageSection(
                    "webhooks",
                    table: TableView(
                        title,
                        columns: ["name", "url", "kinds", "step"].map {
                            words("platform.api.webhook.column.\($0)")
                        }, rows: rows),
                    empty: EmptyState(icon: "send", sentence: words("platform.api.webhook.none"))),
                PageSection(
                    "make", words("platform.api.webhook.make"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)),
            ])
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func make(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
        return try await visit.answering {
            var reader = FormReader(visit.form)
            let draft = WebhookDraft(
                name: reader.text("name", limit: 80, required: true),
                url: reader.text("url", limit: 500, required: true),
                kinds: reader.text("kinds", limit: 1000, required: true).split(whereSeparator: \.isWhitespace)
                    .map(String.init))
            try reader.finish()
            let actor = visit.actor
            let made = try await desk.write { db in
                try Webhook.make(draft, allowing: desk.courier.allowedHosts, by: actor, at: desk, in: db)
            }
            let words = visit.words
            return try visit.page(
                ShownOncePage(
                    words("platform.api.webhook.made"), lead: words("platform.api.webhook.made_lead"),
                    label: words("platform.api.webhook.secret"), values: [made.secret],
                    next: ActionLink(address, words("platform.api.token.kept"))))
        } again: { faults in
            try await showAll(visit, desk, faults: faults)
        }
    }

    private static func show(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
        let (id, actor, words) = (try visit.id("webhook", of: Webhook.self), visit.actor, visit.words)
        let (webhook, deliveries) = try await desk.read { db in
            let webhook = try Webhook.find(id, of: actor.organisationID, in: db)
            return (webhook, try WebhookDelivery.list(of: webhook, in: db).map { ($0, try $0.log(in: db)) })
        }
        let rows = deliveries.map { delivery, log in
            let kind = (try? JSON.parse(delivery.body.utf8))?["kind"]?.string ?? ""
            let state = delivery.doneAt != nil ? "delivered" : delivery.failedAt != nil ? "dead" : "waiting"
            let last = log.last.map { $0.status.map(String.init) ?? $0.fault ?? "" } ?? ""
            return TableView.Row([
                .init(kind, note: words.moment(delivery.madeAt)),
                .init(
                    "",
                    state: StateBadge(
                        words("platform.api.webhook.state.\(state)"), tone: state == "delivered" ? .done : .waiting)),
                .init("\(log.count)", note: last),
                .init(
                    "",
                    button: webhook.endedAt != nil
                        ? nil
                        : ButtonView(
                            "\(address)/\(id)/deliveries/\(delivery.id)/resend",
                            words("platform.api.webhook.resend"), about: kind)),
            ])
        }
        return try visit.page(
            RecordPage(
                webhook.name,
                breadcrumb: Breadcrumb([(address, words("platform.api.webhook.title"))], here: webhook.name),
                lead: webhook.url,
                [
                    PageSection(
                        "deliveries", words("platform.api.webhook.deliveries"),
                        table: TableView(
                            words("platform.api.webhook.deliveries"),
                            columns: ["kind", "state", "attempts", "step"].map {
                                words("platform.api.webhook.column.\($0)")
                            }, rows: rows),
                        empty: EmptyState(icon: "send", sentence: words("platform.api.webhook.nothing_sent")))
                ]))
    }
}
