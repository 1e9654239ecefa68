import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Persons served for programs (服务对象接口): lists with names as the asker may see them, one person without what is
/// sealed.
enum PersonsApi {
    static func all(_ desk: Desk, _ ties: PersonTies) -> [Route] { [list(desk), show(desk, ties)] }

    private static let maybeID = Schema.optional(Schema.id)

    private static let entry = JSONShape<PersonEntry>([
        ("id", Schema.id, { .text($0.id.text) }), ("code", Schema.text(), { .text($0.code.description) }),
        ("name", Schema.text(), { .text($0.name) }),
        ("sex", Schema.text(choices: Sex.allCases.map(\.rawValue)), { .text($0.sex.rawValue) }),
        ("age", Schema.optional(Schema.integer()), { $0.age.map { .integer($0) } ?? .null }),
        ("unit", maybeID, { .optional($0.unitID?.text) }), ("room", Schema.text(), { .text($0.place.room) }),
        ("bed", Schema.text(), { .text($0.place.bed) }),
        (
            "ability", Schema.optional(Schema.integer()),
            { $0.ability.map { .integer($0.rawValue) } ?? .null }
        ),
        ("cognition_impaired", Schema.flag, { .flag($0.cognitionImpaired) }),
        ("status", Schema.text(choices: ServiceStatus.allCases.map(\.rawValue)), { .text($0.status.rawValue) }),
    ])

    private static func operation(_ name: String, query: [ApiOperation.Parameter] = [], _ answer: JSON) -> ApiOperation
    {
        ApiOperation(
            name, "persons", "people.api.operation.\(name)", scope: Scope.readPersons.rawValue, query: query,
            answer: answer)
    }

    private static func list(_ desk: Desk) -> Route {
        let parameters: [ApiOperation.Parameter] = [
            .init("q", "people.api.parameter.q", Schema.text(limit: 80)),
            .init("unit", "platform.api.parameter.unit", Schema.id),
            .init(
                "status", "people.api.parameter.status", Schema.text(choices: ServiceStatus.allCases.map(\.rawValue))),
            .limit, .after,
        ]
        let declared = operation("listPersons", query: parameters, Schema.page(entry.schema))
        return .api(.get, "/persons", .right(PeopleAction.find), declared) { visit in
            try desk.rights.must(PeopleAction.find, visit.actor)
            var form = FormReader(visit.queryForm)
            let typed = form.text("q", limit: 80)
            let unit = form.identity("unit", of: OrganisationUnit.self)
            let status = form.choice("status", as: ServiceStatus.self)
            let cursor = form.form.value("after")
            if !cursor.isEmpty, PersonCode(cursor) == nil { form.fault("after", Message("web.form.not_listed")) }
            try form.finish()
            let (actor, today, limit) = (visit.actor, visit.today, try visit.pageLimit())
            let keys = try await desk.keyring(of: actor.organisationID)
            return try await desk.read { db in
                let reader = try PersonReader.of(actor, unit: unit, on: today, desk, in: db)
                if let query = PersonQuery(typed: typed) {
                    let found = try Person.search(
                        query, names: reader.names, on: today, of: actor.organisationID, keys: keys, in: db)
                    return .json(["items": .list(found.map { entry.json($0) }), "next": .null])
                }
                let tree = try UnitTree.load(of: actor.organisationID, in: db)
                let page = try Person.list(
                    PersonFilter(
                        units: unit.map { tree.below($0).union([$0]) } ?? [],
                        statuses: status.map { [$0] } ?? [.inService, .inHospital, .expected]),
                    after: PersonCode(cursor), limit: limit, names: reader.names, on: today,
                    of: actor.organisationID, keys: keys, in: db)
                return .json([
                    "items": .list(page.entries.map { entry.json($0) }), "next": .optional(page.next?.description),
                ])
            }
        }
    }

    private static func show(_ desk: Desk, _ ties: PersonTies) -> Route {
        .api(.get, "/persons/:person", .right(PeopleAction.read), operation("getPerson", entry.schema)) { visit in
            let sheet = try await PersonRoutes.load(visit, desk, ties)
            return .json(
                entry.json(
                    PersonEntry(sheet.opened.person, names: sheet.opened.reader.names, on: visit.today)))
        }
    }
}
