import Kernel
import Platform
import Web

extension SettingWriter {
    /// Asking for the change that was previewed: why, and from when.
    func proposalForm(_ draft: SettingDraft, _ visit: Visit, faults: [String: Message] = [:]) -> PageSection {
        let address = "/admin/rules/\(draft.subject.rawValue)"
        let form = FormView(
            action: address + "/proposals",
            fields: draft.hidden(words) + [
                .day(
                    "from", word("wished_from"), hint: word("wished_from_hint"),
                    earliest: visit.now.day(in: words.zone).advanced(by: 1)),
                .textarea("why", word("why"), hint: word("why_hint"), required: true, limit: 1000, rows: 3),
            ], submit: word("propose"), icon: "send", cancel: ActionLink(address, words("web.form.cancel")))
        return PageSection(
            "proposal", word("propose_title"), lead: word("propose_lead"),
            form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
    }

    /// Back to the form with everything that was typed.
    func backForm(_ draft: SettingDraft) -> PageSection {
        PageSection(
            "again", word("change_again"),
            form: FormView(
                action: "/admin/rules/\(draft.subject.rawValue)/preview",
                fields: draft.hidden(words) + [.hidden("again", "yes")], submit: word("change_again"), icon: "pencil"),
            isFolded: true)
    }

    /// What waits, and what the reader may do about it.
    func waiting(
        _ proposal: SettingProposal, may action: (SettingAction) -> Bool, _ visit: Visit,
        faults: [String: Message] = [:]
    ) -> [PageSection] {
        let address = "/admin/rules/\(proposal.subject.rawValue)"
        let isOwn = proposal.proposedBy == visit.actor.signature
        var sections = [
            PageSection(
                "waiting", word("waiting"), notices: [Notice(.warning, word(isOwn ? "waits_own" : "waits"))],
                facts: DefinitionList([
                    .init(word("column.proposed_by"), by(proposal.proposedBy, proposal.proposedAt)),
                    .init(
                        word("wished_from"), proposal.wishedFrom.map { words.day($0) } ?? word("at_once")),
                    .init(word("column.reason"), proposal.reason),
                ]))
        ]
        func form(_ noun: String, _ fields: [Field], isWeighty: Bool = false) -> FormView {
            let view = FormView(
                action: "\(address)/\(noun)", fields: [.hidden("proposal", proposal.id.text)] + fields,
                submit: word("settle.\(noun)"), icon: noun == "approval" ? "check-lg" : "x-lg", isWeighty: isWeighty)
            return visit.request.uri.path.hasSuffix(noun) && !faults.isEmpty
                ? view.refused(visit.form, faults, words) : view
        }
        func remark(_ hint: String, required: Bool) -> Field {
            .textarea("remark", word(hint), required: required, limit: 1000, rows: 2)
        }
        if action(.approve), !isOwn {
            sections.append(
                PageSection(
                    "approval", word("approve_title"), form: form("approval", [remark("remark", required: false)])))
            sections.append(
                PageSection(
                    "rejection", word("reject_title"),
                    form: form("rejection", [remark("why_not", required: true)], isWeighty: true), isFolded: true))
        }
        if isOwn {
            sections.append(
                PageSection("withdrawal", word("withdraw_title"), form: form("withdrawal", []), isFolded: true))
        }
        return sections
    }
}
