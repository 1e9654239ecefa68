import Kernel
import Platform
import Web

/// The reader's draft of one step form (步骤草稿): one to offer, or the one they took up again.
struct StepDraft: Sendable {
    let form: String
    /// The key the form keeps its words under: of the draft taken up, of the form sent back, or a fresh one.
    let key: String
    let offered: FormDraft?
    let restored: FormDraft?

    static func form(of step: StepForm, _ id: ID<Case>) -> String { "cases/\(id)/\(step.noun)" }

    static func load(
        _ step: StepForm, _ visit: Visit, isTyped: Bool, at cases: CaseDesk
    ) async throws -> StepDraft {
        try await load(
            form(of: step, visit.id("case", of: Case.self)), visit, isTyped: isTyped, at: cases)
    }

    /// For any form of the employee's; `isTyped` when what they sent is shown again.
    static func load(
        _ form: String, _ visit: Visit, isTyped: Bool, at cases: CaseDesk
    ) async throws -> StepDraft {
        let sent = visit.form.value("draft")
        if isTyped {
            return StepDraft(form: form, key: sent.isEmpty ? visit.site.once : sent, offered: nil, restored: nil)
        }
        let (wanted, desk, actor) = (visit.query("draft"), cases.desk, visit.actor)
        let (restored, newest) = try await desk.read { db in
            (
                wanted.isEmpty ? nil : try FormDraft.find(wanted, of: form, by: actor, at: desk, in: db),
                try FormDraft.newest(of: form, by: actor, at: desk, in: db)
            )
        }
        return StepDraft(
            form: form, key: restored?.key ?? visit.site.once, offered: restored == nil ? newest : nil,
            restored: restored)
    }
}
