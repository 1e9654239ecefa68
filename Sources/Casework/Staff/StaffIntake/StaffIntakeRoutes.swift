import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import People
import Platform
import Web

/// Writing down what somebody told an employee (登记, S0-12, S1-33…S1-38).
enum StaffIntakeRoutes {
    static let bodyLimit = 40 * 1_048_576

    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases/new", .right(CaseAction.register)) { visit in
                let draft = try await StepDraft.load("cases/new", visit, isTyped: false, at: cases)
                let fresh = draft.restored?.fields ?? StaffIntakePage.fresh(visit.words, now: visit.now)
                return try await show(fresh, draft: draft, visit, cases)
            },
            .post("/cases", .right(CaseAction.register), bodyLimit: bodyLimit, refills: true) { visit in
                switch visit.form.value("do") {
                case "find": return try await show(visit.form, visit, cases)
                case "add_allegation": return try await show(visit.form.withAnotherBlock, visit, cases)
                default: return try await save(visit, cases)
                }
            },
            .get("/cases/:case/received", .signedIn) { visit in
                let id = try visit.id("case", of: Case.self)
                let page = try await cases.desk.read { db in
                    let subject = try Case.find(id, of: visit.actor.organisationID, at: cases.desk, in: db)
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let mayRead = reader.mayRead(subject)
                    guard mayRead || subject.firstReceiver == reader.standing.staffID else {
                        throw Problem.forbidden("platform.rights.lacking")
                    }
                    let line = try CaseList.list([id], reader: reader, at: cases.desk, in: db).first
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    return ReceivedPage(
                        subject, row: try line.flatMap { try tables.rows([$0]).first },
                        mayPrint: ReceiptRoutes.mayPrint(subject, reader), visit.words)
                }
                return try visit.page(page)
            },
        ]
    }

    private static func save(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        do {
            let form = try StaffIntakeForm(
                visit.form, tree: cases.rules.categories, zone: visit.zone, now: visit.now)
            let files = try await IntakeFiles.put(visit.form, of: visit.actor.organisationID, at: cases.desk)
            let address = try await cases.desk.once(visit) { db in
                let subject = try form.receive(files, by: visit.actor, visit.words, at: cases, in: db)
                try FormDraft.settle(visit.form.value("draft"), of: "cases/new", by: visit.actor, in: db)
                return "/cases/\(subject.id)/received"
            }
            return visit.redirect(to: address, saying: "casework.staff_intake.saved")
        } catch Problem.invalid(let faults) {
            return try await show(visit.form, faults: faults, visit, cases, status: .unprocessableContent)
        }
    }

    private static func show(
        _ form: FormData, faults: [String: Message] = [:], draft: StepDraft? = nil, _ visit: Visit, _ cases: CaseDesk,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var offer = draft
        if offer == nil { offer = try await StepDraft.load("cases/new", visit, isTyped: true, at: cases) }
        let values = StaffIntakeLists.FormValues(
            personQuery: FormReader.searchable(String(form.value("person_query").prefix(100))),
            person: ID(form.value("person")),
            staffQuery: FormReader.searchable(String(form.value("staff_query").prefix(100))),
            staff: form.values("about_staff").prefix(50).compactMap { ID($0) })
        let lists = try await cases.desk.read { db in
            try StaffIntakeLists(values, actor: visit.actor, at: cases.desk, in: db)
        }
        let page = StaffIntakePage(
            form, faults: faults, lists: lists, tree: cases.rules.categories, draft: offer, visit.words)
        return try visit.page(page, status: status)
    }
}

extension FormData {
    /// The same with room for one allegation more.
    fileprivate var withAnotherBlock: FormData {
        let count = min(StaffIntakeForm.blockLimit, StaffIntakeForm.blocks(self) + 1)
        return replacing("blocks", with: "\(count)")
    }
}

/// After saving: the number, what the program thinks of the level and why, what to do next.
struct ReceivedPage: Page {
    static let template = "casework/intake/received"

    let title: String
    let number: String
    let row: CaseRow?
    let reasons: [String]
    let hasSuggestion: Bool
    let receiptAddress: String?
    let nextLabel: String
    /// Whoever is complained about learns no more than that it was written down.
    let isClosed: Bool

    init(_ subject: Case, row: CaseRow?, mayPrint: Bool, _ words: Words) {
        title = words("casework.staff_intake.received.title")
        number = subject.number.description
        self.row = row
        isClosed = row == nil
        let suggestion = row == nil ? nil : subject.level.suggestion
        reasons = suggestion?.reasons.map { words($0) } ?? []
        hasSuggestion = suggestion != nil
        receiptAddress = mayPrint ? "/cases/\(subject.id)/receipt" : nil
        nextLabel = words(
            subject.kind.isGraded && subject.level.confirmed == nil
                ? "casework.staff_intake.received.confirm_level" : "casework.staff_intake.received.open")
    }
}
