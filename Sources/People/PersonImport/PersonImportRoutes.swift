import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Taking over persons from a table, after a dry run (S1-71, S1-74).
enum PersonImportRoutes {
    private static let address = "/people/import"

    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PeopleAction.importPersons)
        return [
            .get(address, access) { visit in
                try desk.rights.must(PeopleAction.importPersons, visit.actor)
                return try visit.page(try await importPage(visit, desk).choose(visit))
            },
            .get(address + "/template", access) { visit in
                visit.download(
                    PersonImport.template(words: ImportWords(desk.catalogue), language: visit.language),
                    named: "people.csv")
            },
            .post(address, access, bodyLimit: ImportPage.uploadLimit) { visit in try await check(visit, desk) },
            .post(address + "/apply", access, bodyLimit: ImportPage.applyLimit) { visit in
                try await apply(visit, desk)
            },
        ]
    }

    private static func importPage(_ visit: Visit, _ desk: Desk) async throws -> ImportPage {
        let label: [String: Message.Argument] = ["label": .text(try await PersonListRoutes.served(desk, visit.words))]
        return ImportPage(
            address: address, title: visit.words("people.page.import_title", label),
            lead: visit.words("people.page.import_lead"), above: ("/people", visit.words("people.page.title", label)))
    }

    private static func setting(_ visit: Visit, _ desk: Desk) async throws -> PersonImport.Setting {
        let organisation = visit.actor.organisationID
        return PersonImport.Setting(
            organisationID: organisation, words: ImportWords(desk.catalogue),
            keys: try await desk.keyring(of: organisation), today: visit.today)
    }

    private static func check(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PeopleAction.importPersons, visit.actor)
        let page = try await importPage(visit, desk)
        return try await visit.answering {
            let bytes = try ImportPage.uploaded(visit)
            let setting = try await setting(visit, desk)
            let plan = try await desk.read { try PersonImport.check(csv: bytes, setting, in: $0) }
            return try visit.page(
                page.report(worded(plan, visit.words), of: bytes, visit),
                status: plan.mayBeApplied ? .ok : .unprocessableContent)
        } again: { faults in
            try visit.page(page.choose(visit, faults: faults), status: .unprocessableContent)
        }
    }

    private static func worded(_ plan: PersonImport.Plan, _ words: Words) -> ImportPage.Report {
        let key = plan.mayBeApplied ? "platform.admin.import.ready" : "platform.admin.import.refused"
        return ImportPage.Report(
            summary: words(
                key,
                [
                    "creates": .number(plan.creates.count), "updates": .number(plan.updates.count),
                    "n": .number(plan.faults.count),
                ]),
            faults: plan.faults.prefix(500).map { fault in
                let heading = fault.field.map { words("people.import.heading.\($0.rawValue)") } ?? ""
                return (fault.line, String(heading.prefix { $0 != "|" }), words(fault.reason))
            }, mayBeApplied: plan.mayBeApplied)
    }

    private static func apply(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PeopleAction.importPersons, visit.actor)
        let (bytes, actor) = (try ImportPage.carried(visit), visit.actor)
        let setting = try await setting(visit, desk)
        let address = try await desk.once(visit) { db in
            let outcome = try PersonImport.apply(csv: bytes, setting, in: db)
            try Event.record(
                "people.imported", of: Event.Subject(kind: "organisation", id: actor.organisationID.text), by: actor,
                facts: ["created": outcome.created.count, "updated": outcome.updated.count], at: desk, in: db)
            return "/people"
        }
        return visit.redirect(to: address, saying: "platform.admin.import.done")
    }
}
