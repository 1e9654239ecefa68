import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// What a complainant may look at: receipt, progress, letter (S0-6, S4-3, S4-9).
enum MyCaseRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/my-case", .complainant) { visit in
                let sent = visit.query("sent") == "note"
                return try visit.publicPage(
                    MyCasePage(try await mine(visit, cases), noteSent: sent, words: visit.words))
            },
            .get("/my-case/receipt", .complainant) { visit in
                let mine = try await mine(visit, cases)
                let pin = cases.pin(of: mine.subject.id, round: mine.pinRound)
                return try visit.publicPage(
                    ReceiptPage(mine, pin: pin, publicAddress: cases.desk.publicAddress, words: visit.words))
            },
            .get("/my-case/letter", .complainant) { visit in
                guard let page = ToldLetterPage(try await mine(visit, cases), words: visit.words) else {
                    throw Problem.notFound
                }
                return try visit.page(page)
            },
        ]
    }

    static func mine(_ visit: Visit, _ cases: CaseDesk) async throws -> MyCase {
        let (id, organisation) = (try visit.myCase(), visit.actor.organisationID)
        return try await cases.desk.read { db in
            let id = try cases.led(from: id, of: organisation, in: db)
            return try MyCase.load(id, of: organisation, at: cases, in: db)
        }
    }
}

/// What a complainant may do with their case (S4-29, S0-17): add, answer, ask for a review, withdraw, take up again.
enum MyCaseStepRoutes {
    static func all(_ cases: CaseDesk) -> [Route] { table(cases).map { page($0, cases) } }

    /// What the steps are called for programs, and what they are to the table of transitions.
    static let offered: [(noun: String, action: CaseAction)] = [
        ("notes", .addNote), ("answer", .recordAnswer), ("review", .requestReview), ("reopening", .reopen),
        ("withdrawal", .withdraw),
    ]

    /// Every step, for pages and programs alike.
    static func table(_ cases: CaseDesk) -> [MyCaseStep] {
        [
            MyCaseStep(MyCaseForms.noteAddress, bodyLimit: IntakeRoutes.bodyLimit, form: MyCaseForms.note) { reader in
                let text = reader.text(
                    "text", limit: MyCaseForms.noteLimit, required: reader.form.files("files").isEmpty)
                return text.isEmpty ? [] : [.note(Note(text: text))]
            },
            MyCaseStep(MyCaseForms.answerAddress, form: { MyCaseForms.answer($1) }) { reader in
                answer(&reader).map { [.answer(cases.rules.contradictions.judged($0))] } ?? []
            },
            MyCaseStep(MyCaseForms.reviewAddress, form: { reasoned(MyCaseForms.reviewAddress, "review", $1) }) {
                reader in
                [.reviewRequest(ReviewRequest(reason: reader.text("reason", limit: 4000, required: true)))]
            },
            MyCaseStep(
                MyCaseForms.reopeningAddress, form: { reasoned(MyCaseForms.reopeningAddress, "reopening", $1) }
            ) { reader in
                [.reopening(Reopening(reason: reader.text("reason", limit: 4000, required: true)))]
            },
            MyCaseStep(MyCaseForms.withdrawalAddress, form: { MyCaseForms.withdrawal($1) }) { reader in
                let reason = reader.text("reason", limit: 4000, required: true)
                return [.withdrawal(Withdrawal(reason: reason, ofOwnFreeWill: reader.flag("of_own_free_will")))]
            },
        ]
    }

    private static func reasoned(_ address: String, _ key: String, _ words: Words) -> FormView {
        MyCaseForms.reasoned(address, key, words)
    }

    private static func answer(_ reader: inout FormReader) -> ComplainantAnswer? {
        if reader.form.value("understood").isEmpty { reader.fault("understood", Message("web.form.choose")) }
        func rating(_ name: String) -> Int? {
            if reader.form.value(name).isEmpty { reader.fault(name, Message("web.form.choose")) }
            return reader.number(name, in: 1...5)
        }
        let (respect, process, result) = (rating("respect"), rating("process"), rating("result"))
        let satisfied = reader.requiredChoice("satisfied", as: Satisfaction.self)
        let words = reader.optionalText("words", limit: 4000)
        guard let respect, let process, let result, let satisfied else { return nil }
        var answer = ComplainantAnswer(
            understood: reader.form.value("understood") == "yes", respect: respect, process: process, result: result,
            satisfied: satisfied)
        answer.agreesToClose = satisfied == .partly && reader.flag("agrees_to_close")
        answer.words = words
        return answer
    }

    /// One form of the page: read, checked, taken once, or the same page again with what was typed.
    private static func page(_ step: MyCaseStep, _ cases: CaseDesk) -> Route {
        .post(step.address, .complainant, bodyLimit: step.bodyLimit, refills: true) { visit in
            do {
                let taking = try await MyCaseTaking(visit.form, step, visit, cases)
                let address = try await cases.desk.once(visit) { db in
                    try taking.run(in: db)
                    return taking.hasNote ? "/my-case?sent=note" : "/my-case"
                }
                return visit.redirect(to: address, saying: "casework.public.flash.\(step.noun)")
            } catch Problem.invalid(let faults) {
                let mine = try await MyCaseRoutes.mine(visit, cases)
                let form = step.form(mine.subject.number.description, visit.words)
                let page = MyCasePage(mine, refused: form.refused(visit.form, faults, visit.words), words: visit.words)
                return try visit.publicPage(page, status: .unprocessableContent)
            }
        }
    }
}

/// One thing a complainant may do: its form by the case's number, and how the answers become steps.
struct MyCaseStep: Sendable {
    let address: String
    let bodyLimit: Int
    let form: @Sendable (String, Words) -> FormView
    let read: @Sendable (inout FormReader) -> [CaseStep]

    init(
        _ address: String, bodyLimit: Int = 512 * 1024, form: @escaping @Sendable (String, Words) -> FormView,
        read: @escaping @Sendable (inout FormReader) -> [CaseStep]
    ) {
        self.address = address
        self.bodyLimit = bodyLimit
        self.form = form
        self.read = read
    }

    /// The last part of its address.
    var noun: String { address.split(separator: "/").last.map(String.init) ?? "" }
}

/// One sending of a complainant, read and with its files in the store, ready to be taken in one transaction.
struct MyCaseTaking: Sendable {
    /// So often an hour one case can be written to by its complainant.
    private static let perHour = ThrottleLimit(attempts: 40, windowMinutes: 60)

    private let cases: CaseDesk
    /// The case whose number and PIN were given; what is written arrives at the one it leads to.
    private let proved: ID<Case>
    private let organisation: ID<Organisation>
    private let steps: [CaseStep]
    private let files: [SentFile]

    init(_ form: FormData, _ step: MyCaseStep, _ visit: Visit, _ cases: CaseDesk) async throws {
        self.cases = cases
        (proved, organisation) = (try visit.myCase(), visit.actor.organisationID)
        var reader = FormReader(form)
        steps = step.read(&reader)
        let checked = SentFile.checked(&reader)
        try reader.finish()
        files = try await SentFile.put(checked, of: organisation, at: cases.desk)
    }

    var hasNote: Bool { steps.contains { if case .note = $0 { true } else { false } } }

    func run(in db: any Connection) throws {
        let id = try cases.led(from: proved, of: organisation, in: db)
        let actor = Actor(organisationID: organisation, kind: .complainant(caseID: id.text))
        try Throttle.admit("my_case:\(id)", MyCaseTaking.perHour, in: db)
        for step in steps { try cases.take(step, on: id, by: actor, in: db) }
        try SentFile.add(files, to: id, of: organisation, at: cases, in: db)
    }
}
