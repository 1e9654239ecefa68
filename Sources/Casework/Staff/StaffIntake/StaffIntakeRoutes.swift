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
                let (page, unrecorded) = try await cases.desk.read { db in
                    let subject = try Case.find(id, of: visit.actor.organisationID, at: cases.desk, in: db)
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let mayRead = reader.mayRead(subject)
                    guard mayRead || subject.firstReceiver == reader.standing.staffID else {
                        throw Problem.forbidden("platform.rights.lacking")
                    }
                    let line = try CaseList.list([id], reader: reader, at: cases.desk, in: db).first
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    let page = ReceivedPage(
                        subject, row: try line.flatMap { try tables.rows([$0]).first },
                        mayPrint: ReceiptRoutes.mayPrint(subject, reader), visit.words)
                    let isReading = try mayRead && CaseAccess.isUnrecorded(subject, by: visit.actor, in: db)
                    return (page, isReading ? subject : nil)
                }
                if let unrecorded {
                    try await cases.desk.write { db in
                        try CaseAccess.recordReading(of: unrecorded, by: visit.actor, at: cases.desk, in: db)
                    }
                }
                return try visit.page(page)
            },
        ]
    }

    private static func save(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        do {
            let tree = try await cases.rulesNow(visit).categories
            let form = try StaffIntakeForm(visit.form, tree: tree, zone: visit.zone, now: visit.now)
            if visit.form.value("alike_seen").isEmpty {
                let found = try await lookAlikes(form, visit, cases)
                if !found.alike.isEmpty { return try await show(visit.form, found: found, visit, cases) }
            }
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

    /// What may already be a case, and what was agreed with whoever calls: shown once, before saving.
    private static func lookAlikes(
        _ form: StaffIntakeForm, _ visit: Visit, _ cases: CaseDesk
    ) async throws -> IntakeLookAlikes {
        let actor = visit.actor
        return try await cases.desk.read { db in
            let reader = try CaseReader.of(actor, in: db)
            let codes =
                form.secrecy == .anonymous
                ? [] : try cases.complainantCodes(form.complainant.phone, actor.organisationID, in: db)
            let traits = CaseTraits(
                person: form.person, complainantCodes: codes, categories: Set(form.allegations.map(\.category)),
                at: form.receivedAt,
                terms: Terms.of(([form.narrative] + form.allegations.map(\.text)).joined(separator: "\n")))
            return IntakeLookAlikes(
                alike: try cases.lookAlikes(of: traits, reader: reader, in: db),
                limits: try cases.limits(ofPhone: form.complainant.phone, reader: reader, in: db),
                today: db.now.day(in: visit.zone))
        }
    }

    private static func show(
        _ form: FormData, faults: [String: Message] = [:], found: IntakeLookAlikes = IntakeLookAlikes(),
        draft: StepDraft? = nil, _ visit: Visit, _ cases: CaseDesk,
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
        let tree = try await cases.rulesNow(visit).categories
        let page = StaffIntakePage(
            form, faults: faults, lists: lists, tree: tree, found: found, draft: offer, visit.words)
        return try visit.page(page, status: status)
    }
}

/// What is shown in the intake form before saving (登记前提示).
struct IntakeLookAlikes: Sendable {
    var alike: [LookAlike] = []
    var limits: [SeenLimit] = []
    var today = LocalDay(daysSince1970: 0)
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
    /// What the case is about: this is a page of the one case, whose reading is recorded.
    let gist: String?
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
        gist = row == nil ? nil : subject.subject
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
