import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Everybody reads the promises and says so (员工知悉, S0-21); who has not is known.
enum ReadingRoutes {
    static let address = "/commitments/reading"

    static func all(_ desk: Desk) -> [Route] {
        let own = Access.right(CommitmentAction.acknowledge)
        let forms = PageForms(desk, home: { _ in address }) { visit, _ in try await show(visit, desk) }
        return [
            .get(address, own) { visit in try await show(visit, desk) },
            forms.post(address, own, saying: "commitments.flash.read", acknowledging),
            .get("/commitments/readers", .right(CommitmentAction.readIssues)) { visit in
                try await readers(visit, desk)
            },
        ]
    }

    static func unread(_ visit: Visit, _ desk: Desk) async throws -> [ServiceStandard] {
        try desk.rights.must(CommitmentAction.acknowledge, visit.actor)
        let (staff, organisation) = (try visit.staff(), visit.actor.organisationID)
        return try await desk.read { try StandardReading.unread(by: staff, of: organisation, in: $0) }
    }

    static func fields(_ standards: [ServiceStandard], _ words: Words) -> [Field] {
        [
            .checkboxes(
                "standards", words("commitments.reading.read_these"),
                options: standards.map { standard in
                    let terms = standard.terms
                    return .init(
                        standard.id.text, terms.name.text(in: words.language),
                        hint: [terms.wording, terms.exclusions, terms.remedy].map { $0.text(in: words.language) }
                            .filter { !$0.isEmpty }.joined(separator: " "))
                }, required: true)
        ]
    }

    private static func show(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (standards, word) = (try await unread(visit, desk), CommitmentWords(words: visit.words))
        let section =
            standards.isEmpty
            ? PageSection(
                "reading", empty: EmptyState(icon: "check-circle", sentence: word("reading.done")))
            : PageSection(
                "reading",
                form: FormView(
                    action: address, fields: fields(standards, visit.words), submit: word("reading.acknowledge"),
                    icon: "check-lg"))
        return try visit.page(
            RecordPage(
                word("reading.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("reading.title")),
                lead: word("reading.lead"), [section]))
    }

    static func acknowledging(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.acknowledge, visit.actor)
        let ids = visit.form.values("standards").compactMap { ID<ServiceStandard>($0) }
        guard (1...100).contains(ids.count) else {
            throw Problem.invalid("standards", Message("web.form.choose"))
        }
        let actor = visit.actor
        return { db in
            try StandardReading.acknowledge(ids, by: actor, at: desk, in: db)
            return Done(actor.organisationID)
        }
    }

    struct Late: Sendable {
        let staff: [StaffMember]
        let next: String?
        let read: Int
        let of: Int
    }

    static func late(_ visit: Visit, _ desk: Desk) async throws -> Late {
        try desk.rights.must(CommitmentAction.readIssues, visit.actor)
        let (organisation, today) = (visit.actor.organisationID, visit.today)
        let after = String(visit.query("after").prefix(40))
        return try await desk.read { db in
            let (staff, next) = try StandardReading.late(after: after, on: today, of: organisation, in: db)
            let (read, all) = try StandardReading.count(on: today, of: organisation, in: db)
            return Late(staff: staff, next: next, read: read, of: all)
        }
    }

    private static func readers(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (found, word) = (try await late(visit, desk), CommitmentWords(words: visit.words))
        let rows = found.staff.map { TableView.Row([.init($0.name), .init($0.number)]) }
        return try visit.page(
            RecordPage(
                word("readers.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("readers.title")),
                lead: word("readers.lead", ["rate": .text(word.rate(Rate(found.read, of: found.of)))]),
                [
                    PageSection(
                        "late", word("readers.late"),
                        table: TableView(
                            word("readers.late"), columns: ["name", "number"].map { word("column.\($0)") }, rows: rows),
                        empty: EmptyState(icon: "check2-all", sentence: word("readers.none")),
                        pager: Pager(
                            previous: visit.query("after").isEmpty ? nil : "/commitments/readers",
                            next: found.next.map {
                                "/commitments/readers?" + FormData.urlEncoded([(name: "after", value: $0)])
                            }))
                ]))
    }
}
