import Hummingbird
import Kernel
import Storage
import Web

/// Subscriptions and their deliveries: pages for the system administrator (事件订阅管理).
enum WebhookRoutes {
    private static let address = "/admin/webhooks"

    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.manageWebhooks)
        let forms = PageForms(desk, home: { _ in address }) { try await showAll($0, desk, faults: $1) }
        return [
            .get(address, access) { visit in try await showAll(visit, desk) },
            .post(address, access) { visit in try await showMade(visit, desk) },
            .get(address + "/:webhook", access) { visit in try await show(visit, desk) },
            forms.post(address + "/:webhook/end", access, saying: "platform.api.webhook.was_ended", end),
            forms.post(
                address + "/:webhook/deliveries/:delivery/resend", access, saying: "platform.api.webhook.resent",
                to: { visit, _ in "\(address)/\(try visit.id("webhook", of: Webhook.self))" }, resend),
        ]
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
            action: address, fields: fields(words), submit: words("platform.api.webhook.make"), icon: "send")
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

    static func fields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.api.webhook.\(key)") }
        return [
            .text("name", word("name"), required: true, limit: 80).width(.medium),
            .text("url", word("url"), hint: word("url_hint"), required: true, limit: 500, type: .url),
            .text("kinds", word("kinds"), hint: word("kinds_hint"), required: true, limit: 1000),
        ]
    }

    /// Makes a subscription; its secret is told once.
    static func make(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.manageWebhooks, visit.actor)
        var reader = FormReader(visit.form)
        let draft = WebhookDraft(
            name: reader.text("name", limit: 80, required: true),
            url: reader.text("url", limit: 500, required: true),
            kinds: FormReader.parts(of: reader.text("kinds", limit: 1000, required: true)))
        try reader.finish()
        let actor = visit.actor
        return { db in
            let made = try Webhook.make(draft, allowing: desk.courier.allowedHosts, by: actor, at: desk, in: db)
            return Done(made.webhook.id, secret: made.secret)
        }
    }

    static func end(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, actor) = (try visit.id("webhook", of: Webhook.self), visit.actor)
        return { db in
            try Webhook.end(id, by: actor, at: desk, in: db)
            return Done(id)
        }
    }

    static func resend(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, actor) = (try visit.id("webhook", of: Webhook.self), visit.actor)
        let delivery = try visit.id("delivery", of: WebhookDelivery.self)
        return { db in
            let webhook = try Webhook.find(id, of: actor.organisationID, in: db)
            try WebhookDelivery.resend(delivery, of: webhook, by: actor, at: desk, in: db)
            return Done(delivery)
        }
    }

    private static func showMade(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            let made = try await desk.write(make(visit, desk))
            let words = visit.words
            return try visit.page(
                ShownOncePage(
                    words("platform.api.webhook.made"), lead: words("platform.api.webhook.made_lead"),
                    label: words("platform.api.webhook.secret"), values: [made.secret ?? ""],
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
