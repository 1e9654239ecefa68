import Kernel
import People
import Platform
import Web

/// The decision letter (处理结果告知书) as it is drafted: filled from findings, actions and ladder, to be put into
/// words a person can follow.
struct LetterDraft {
    let ask: StepAsk
    private var subject: Case { ask.subject }

    init(_ ask: StepAsk) { self.ask = ask }

    var fields: [Field] {
        let old = subject.decision.letter
        let looked = subject.handling.evidence.map(\.summary).joined(separator: "\n")
        var fields = [
            ask.text(
                "looked_at", value: old?.lookedAt ?? looked, limit: 10_000, rows: 6, hint: ask.hint("looked_at"))
        ]
        fields += subject.allegations.map(point)
        if subject.hasUpheldPoint {
            fields.append(
                ask.text("apology", value: old?.apology ?? apology, rows: 3))
        }
        let ladder = AppealRoute.ladder(for: subject, organisation: ask.open.profile.kind)
        fields.append(
            .checkboxes(
                "ladder", ask.word("ladder"),
                options: AppealRoute.allCases.map { route in
                    .init(
                        route.rawValue, ask.words("casework.appeal.\(route.rawValue)"),
                        selected: (old?.ladder ?? ladder).contains(route))
                }, hint: ask.hint("ladder"), required: true))
        return fields + [
            ask.employee("contact_person", selected: old?.contact ?? subject.firstReceiver ?? subject.handler),
            Field.text(
                "contact", ask.word("contact"), value: old?.contactWords ?? ask.open.profile.phone,
                hint: ask.hint("contact"), required: true, limit: 400),
        ]
    }

    private var apology: String {
        ask.open.rules.letters.text(.apology, ask.words.language.rawValue) ?? ask.hint("apology_draft")
    }

    private func point(_ allegation: Allegation) -> Field {
        let finding = allegation.finding.map { ask.words("casework.finding.\($0.rawValue)") } ?? ask.word("none")
        let old = subject.decision.letter?.points.first { $0.allegation == allegation.number }
        let label = ask.words(
            "casework.step_field.letter_point",
            ["number": .number(allegation.number), "finding": .text(finding), "text": .text(allegation.text)])
        return .textarea(
            "points.\(allegation.number)", label, value: old?.reasons ?? allegation.reasons ?? "", required: true,
            rows: 4)
    }

    static func read(_ reader: inout FormReader, _ ask: StepAsk) -> DecisionLetter? {
        let subject = ask.subject
        let looked = reader.long("looked_at", limit: 10_000)
        let points = subject.allegations.compactMap { allegation -> DecisionLetter.Point? in
            let reasons = reader.long("points.\(allegation.number)")
            return allegation.finding.map { .init(allegation: allegation.number, finding: $0, reasons: reasons) }
        }
        let apology = reader.text("apology", limit: 4000, required: subject.hasUpheldPoint)
        let ladder = reader.form.values("ladder").compactMap(AppealRoute.init(rawValue:))
        let isOutside = ladder.contains(where: \.isOutside)
        if !isOutside || !ladder.contains(.internalReview) {
            reader.fault("ladder", Message("casework.field.letter_ladder"))
        }
        let contact = reader.requiredIdentity("contact_person", of: Staff.self)
        let words = reader.text("contact", limit: 400, required: true)
        guard let contact else { return nil }
        return DecisionLetter(
            lookedAt: looked, points: points, apology: apology.isEmpty ? nil : apology,
            actions: subject.decision.actions.filter { $0.doneAt == nil }.map {
                .init(number: $0.number, text: $0.text, dueOn: $0.dueOn)
            }, ladder: ladder, contact: contact, contactWords: words)
    }
}
