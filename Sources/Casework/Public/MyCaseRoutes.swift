import HTTPTypes
import Hummingbird
import Kernel
import Platform
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
    /// So often an hour one case can be written to by its complainant.
    private static let perHour = ThrottleLimit(attempts: 40, windowMinutes: 60)

    static func all(_ cases: CaseDesk) -> [Route] {
        [
            step(
                MyCaseForms.noteAddress, cases, form: { MyCaseForms.note($0.subject.number.description, $1) },
                bodyLimit: IntakeRoutes.bodyLimit
            ) { reader in
                let text = reader.text(
                    "text", limit: MyCaseForms.noteLimit, required: reader.form.files("files").isEmpty)
                return text.isEmpty ? [] : [.note(Note(text: text))]
            },
            step(MyCaseForms.answerAddress, cases, form: { MyCaseForms.answer($1) }) { reader in
                answer(&reader).map { [.answer(cases.rules.contradictions.judged($0))] } ?? []
            },
            step(MyCaseForms.reviewAddress, cases, form: { reasoned(MyCaseForms.reviewAddress, "review", $1) }) {
                reader in
                [.reviewRequest(ReviewRequest(reason: reader.text("reason", limit: 4000, required: true)))]
            },
            step(MyCaseForms.reopeningAddress, cases, form: { reasoned(MyCaseForms.reopeningAddress, "reopening", $1) })
            {
                reader in
                [.reopening(Reopening(reason: reader.text("reason", limit: 4000, required: true)))]
            },
            step(MyCaseForms.withdrawalAddress, cases, form: { MyCaseForms.withdrawal($1) }) { reader in
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
    private static func step(
        _ path: String, _ cases: CaseDesk, form: @escaping @Sendable (MyCase, Words) -> FormView,
        bodyLimit: Int = 512 * 1024,
        read: @escaping @Sendable (inout FormReader) -> [CaseStep]
    ) -> Route {
        .post(path, .complainant, bodyLimit: bodyLimit, refills: true) { visit in
            do {
                let address = try await take(visit, cases, read)
                return visit.redirect(to: address, saying: flash(path))
            } catch Problem.invalid(let faults) {
                let mine = try await MyCaseRoutes.mine(visit, cases)
                let refused = form(mine, visit.words).refused(visit.form, faults, visit.words)
                let page = MyCasePage(mine, refused: refused, words: visit.words)
                return try visit.publicPage(page, status: .unprocessableContent)
            }
        }
    }

    private static func flash(_ path: String) -> String {
        "casework.public.flash.\(path.split(separator: "/").last.map(String.init) ?? "")"
    }

    private static func take(
        _ visit: Visit, _ cases: CaseDesk, _ read: @Sendable (inout FormReader) -> [CaseStep]
    ) async throws -> String {
        let (proved, organisation) = (try visit.myCase(), visit.actor.organisationID)
        var reader = FormReader(visit.form)
        let steps = read(&reader)
        let files = SentFile.checked(&reader)
        try reader.finish()
        let stored = try await SentFile.put(files, of: organisation, at: cases.desk)
        return try await cases.desk.once(visit) { db in
            let id = try cases.led(from: proved, of: organisation, in: db)
            let actor = Actor(organisationID: organisation, kind: .complainant(caseID: id.text))
            try Throttle.admit("my_case:\(id)", perHour, in: db)
            for step in steps { try cases.take(step, on: id, by: actor, in: db) }
            try SentFile.add(stored, to: id, of: organisation, at: cases, in: db)
            return steps.contains { if case .note = $0 { true } else { false } } ? "/my-case?sent=note" : "/my-case"
        }
    }
}
