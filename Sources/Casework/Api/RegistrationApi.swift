import Hummingbird
import Kernel
import People
import Platform
import Web

/// Registering a case by a program (登记接口): the questions of the intake page, read and judged as there.
enum RegistrationApi {
    static func route(_ cases: CaseDesk) -> Route {
        let tree = cases.rules.categories
        let declared = ApiOperation(
            "registerCase", "cases", "casework.api.operation.registerCase", scope: Scope.writeCases.rawValue,
            body: { form(tree, $0).leavingOpen(["allegations.#.category"]).schema }, example: { example($0) },
            isChange: true, status: 201,
            answer: CaseShape.standing.schema)
        return .api(.post, "/cases", .right(CaseAction.register), declared, bodyLimit: StaffIntakeRoutes.bodyLimit) {
            visit in
            let words = visit.words
            // What kind of answer each question takes is the same for every organisation's categories.
            let known = forms.value(words.language.rawValue) { Self.form(tree, words) }
            var typed = try known.fields(of: visit.body, zone: visit.zone)
            let tree = try await cases.rulesNow(visit).categories
            typed = typed.replacing("blocks", with: String(visit.body["allegations"]?.items.count ?? 1))
            let asked = try StaffIntakeForm(typed, tree: tree, zone: visit.zone, now: visit.now)
            let files = try await IntakeFiles.put(typed, of: visit.actor.organisationID, at: cases.desk)
            return try await cases.desk.change(visit) { db in
                let subject = try asked.receive(files, by: visit.actor, words, at: cases, isRouted: true, in: db)
                return ProgramAnswer(CaseShape.standing.json(subject), status: 201)
            }
        }
    }

    private static let forms = Memo<String, JSONForm>(limit: 8)

    static func form(_ tree: CategoryTree, _ words: Words) -> JSONForm {
        let pages = StaffIntakeQuestions(data: FormData(), lists: .none, tree: tree, words: words).sections
        let shown = pages.flatMap { $0.fields + $0.rest }.filter { !$0.name.hasSuffix("_query") }
        func word(_ key: String) -> String { words("casework.staff_intake.\(key)") }
        // What the page lets one look up first, a program names by its id.
        return JSONForm([
            shown.filter { $0.name != "group" } + [
                .text("person", word("person"), limit: 36),
                .checkboxes("about_staff", word("about_staff"), options: []),
                .checkboxes("about_units", word("about_units"), options: []),
                .text("group", word("group"), limit: 36),
            ]
        ])
    }

    private static func example(_ words: Words) -> JSON {
        func word(_ key: String) -> JSON { .text(words("casework.api.example.\(key)")) }
        return [
            "kind": "CMP", "channel": "phone", "received_at": "2026-09-24T08:30:00+08:00", "secrecy": "open",
            "complainant_kind": "child", "name": word("name"), "phone": "13900020001", "narrative": word("narrative"),
            "allegations": [["category": "DIN-01", "text": word("allegation"), "severity": 1, "harm": 1]],
        ]
    }
}

extension StaffIntakeLists {
    /// Nothing looked up.
    static let none = StaffIntakeLists(persons: [], staff: [], units: [], groups: [])

    private init(
        persons: [PersonEntry], staff: [StaffMember], units: [OrganisationUnit], groups: [OrganisationUnit]
    ) {
        self.persons = persons
        self.staff = staff
        self.units = units
        self.groups = groups
    }
}
