import Kernel
import People
import Platform
import Web

/// `GET /cases/new`: one page on which a call can be written down while it is going on.
struct StaffIntakePage: Page {
    static let template = "casework/intake/new"

    let title: String
    /// Never printed whole; carries the summary of errors.
    let form: FormView
    let sections: [Section]
    let promise: String
    /// Cases that may be about the same matter, shown before saving; nothing is merged by itself.
    let alike: [IdentityView.Tie]
    let hasAlike: Bool
    let limits: [LimitView]
    let hasLimits: Bool
    let draft: DraftOffer?

    /// A card of questions, with a button that looks something up and keeps all that was typed.
    struct Section: Sendable {
        let id: String
        let heading: String
        let hint: String?
        let fields: [Field]
        let find: Find?
        let rest: [Field]
    }

    struct Find: Sendable {
        let value: String
        let text: String
        let icon: String
        let note: String?
    }

    init(
        _ data: FormData, faults: [String: Message] = [:], lists: StaffIntakeLists, tree: CategoryTree,
        found: IntakeLookAlikes = IntakeLookAlikes(), draft: StepDraft? = nil, _ words: Words
    ) {
        self.draft = draft.map {
            DraftOffer(form: $0.form, key: $0.key, earlier: $0.offered, isRestored: $0.restored != nil, words)
        }
        let questions = StaffIntakeQuestions(data: data, lists: lists, tree: tree, words: words)
        let plan = questions.sections
        let all = plan.flatMap { $0.fields + $0.rest }
        let blank = FormView(
            action: "/cases", fields: all, submit: words("casework.staff_intake.save"), icon: "check-lg",
            cancel: ActionLink("/desk", words("web.form.cancel")))
        let filled = blank.refused(data, faults, words)
        let byName = Dictionary(filled.fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        title = words("casework.staff_intake.title")
        promise = words("casework.staff_intake.clocks_run")
        alike = found.alike.map {
            IdentityView.Tie(
                $0.line, kind: words("casework.state.\($0.line.state.rawValue)"),
                $0.likeness.reasons.map { words($0.message) }, merge: nil, words)
        }
        hasAlike = !alike.isEmpty
        limits = found.limits.map { LimitView($0, today: found.today, words) }
        hasLimits = !limits.isEmpty
        form = filled
        sections = plan.map { section in
            Section(
                id: section.id, heading: section.heading, hint: section.hint,
                fields: section.fields.compactMap { byName[$0.name] }, find: section.find,
                rest: section.rest.compactMap { byName[$0.name] })
        }
    }

    /// What a fresh form holds: a telephone call, a complaint, received now.
    static func fresh(_ words: Words, now: Instant) -> FormData {
        let (day, minute) = now.local(in: words.zone)
        return FormData([
            "channel": Channel.phone.rawValue, "kind": CaseKind.complaint.rawValue,
            "secrecy": Secrecy.open.rawValue, "blocks": "1",
            "received_at": "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))",
        ])
    }
}
