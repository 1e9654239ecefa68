import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /bulk-assignment?case=…` shows what was chosen, `POST` takes it and tells what came of each.
enum BulkAssignmentRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/bulk-assignment", .right(CaseAction.assign)) { visit in
                let given = visit.request.uri.queryParameters.getAll("case").prefix(200).map { String($0) }
                do {
                    return try await show(try BulkAssignment.chosen(given), visit, cases)
                } catch Problem.invalid(let faults) {
                    return try await show([], faults: faults, visit, cases)
                }
            },
            .post("/bulk-assignment", .right(CaseAction.assign)) { visit in
                do {
                    let bulk = try BulkAssignment(visit.form)
                    let outcomes = try await cases.assign(bulk, visit)
                    let lines = try await lines(bulk.chosen, visit, cases)
                    return try visit.page(BulkResultsPage(outcomes, lines, visit.words))
                } catch Problem.invalid(let faults) {
                    let chosen = (try? BulkAssignment.chosen(visit.form.values("case"))) ?? []
                    return try await show(chosen, faults: faults, visit, cases)
                }
            },
        ]
    }

    private static func lines(
        _ chosen: [BulkAssignment.Chosen], _ visit: Visit, _ cases: CaseDesk
    ) async throws -> [BulkLine] {
        try await cases.desk.read { db in
            let reader = try CaseReader.of(visit.actor, in: db)
            let found = try CaseList.list(chosen.map(\.id), reader: reader, at: cases.desk, in: db)
            let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            return chosen.compactMap { one in
                byID[one.id].map { BulkLine($0, reader: reader, version: one.version, visit.words) }
            }
        }
    }

    private static func show(
        _ chosen: [BulkAssignment.Chosen], faults: [String: Message] = [:], _ visit: Visit, _ cases: CaseDesk
    ) async throws -> Response {
        let lines = try await lines(chosen, visit, cases)
        let staff = try await cases.desk.read { db in
            try StaffChoice.everybody(
                of: visit.actor.organisationID, on: db.now.day(in: visit.zone), in: db
            ).map(\.choice)
        }
        let page = BulkAssignmentPage(lines, staff, visit.form, faults, visit.words)
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}

/// A chosen case, and whether its handler can be appointed now.
struct BulkLine: Sendable {
    let id: String
    let address: String
    let number: String
    let subject: String
    let level: LevelBadge?
    let state: StateBadge
    let chosen: String
    let isLawful: Bool

    init(_ line: CaseLine, reader: CaseReader, version: Int?, _ words: Words) {
        id = line.id.text
        address = "/cases/\(line.id)"
        number = line.number
        subject = line.gist(words)
        level = line.level?.badge(words)
        state = line.state.badge(words)
        chosen = BulkAssignment.Chosen(id: line.id, version: version ?? line.opened.version).text
        isLawful = reader.lawfulSteps(for: line.opened).contains(.assign)
    }
}

/// The cases chosen, and the questions of their assignment.
struct BulkAssignmentPage: Page {
    static let template = "casework/lists/bulk"

    let title: String
    let lines: [BulkLine]
    let form: FormView?
    let faults: [String]
    let hasFaults: Bool
    let empty: EmptyState?

    init(
        _ lines: [BulkLine], _ staff: [StaffChoice], _ data: FormData, _ faults: [String: Message], _ words: Words
    ) {
        func word(_ key: String) -> String { words("casework.bulk.\(key)") }
        title = word("title")
        self.lines = lines
        let view = FormView(
            action: "/bulk-assignment", fields: BulkAssignmentPage.fields(staff, words), submit: word("submit"),
            icon: "person-plus", cancel: ActionLink("/inbox", words("web.form.cancel")))
        form = lines.isEmpty ? nil : faults.isEmpty ? view : view.refused(data, faults, words)
        self.faults = lines.isEmpty ? faults.filter { $0.key == "case" }.map { words($0.value) } : []
        hasFaults = !self.faults.isEmpty
        empty =
            lines.isEmpty
            ? EmptyState(
                icon: "inbox", sentence: word("none"), hint: word("none_hint"),
                action: ActionLink("/inbox", word("back"))) : nil
    }

    static func fields(_ staff: [StaffChoice], _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("casework.bulk.\(key)") }
        return [
            .select(
                "handler", word("handler"), options: staff.map { .init($0.id.text, $0.label(words)) }, blank: "",
                hint: word("handler_hint"), required: true),
            .textarea("instruction", word("instruction"), limit: 4000, rows: 3),
        ]
    }
}

/// What came of each case.
struct BulkResultsPage: Page {
    static let template = "casework/lists/bulk-results"

    let title: String
    let summary: String
    let lines: [Line]

    struct Line: Sendable {
        let address: String?
        let number: String
        let subject: String
        let state: StateBadge
        let reasons: [String]
    }

    init(_ outcomes: [BulkAssignment.Outcome], _ lines: [BulkLine], _ words: Words) {
        func word(_ key: String) -> String { words("casework.bulk.\(key)") }
        title = word("results")
        let known = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let done = outcomes.count(where: \.isDone)
        summary = words(
            "casework.bulk.summary", ["done": .number(done), "refused": .number(outcomes.count - done)])
        self.lines = outcomes.map { outcome in
            let line = known[outcome.id.text]
            return Line(
                address: line?.address, number: line?.number ?? "—", subject: line?.subject ?? word("unknown"),
                state: outcome.isDone
                    ? StateBadge(word("done"), tone: .done, icon: "check-circle")
                    : StateBadge(word("refused"), tone: .waiting, icon: "x-circle"),
                reasons: line == nil ? [] : outcome.refusal.map { words($0) })
        }
    }
}
