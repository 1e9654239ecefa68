import Kernel
import Web

/// The form of a change (规则变更): every line of the subject, or of a part of it, under its headings.
struct SettingChangePage: Page {
    static let template = "casework/rules-change"

    struct Section: Sendable {
        let id: String
        let heading: String
        let lead: String?
        let fields: [Field]
        let isWide: Bool
    }

    let title: String
    let breadcrumb: Breadcrumb
    let lead: String
    let form: FormView
    let hidden: [Field]
    let sections: [Section]

    /// `typed` is shown again with its faults.
    init(_ draft: SettingDraft, typed: FormData? = nil, faults: [String: Message] = [:], _ words: Words) {
        let address = "/admin/rules/\(draft.subject.rawValue)"
        let name = words(draft.subject.message)
        title = words("casework.rules.change_title", ["subject": .text(name)])
        breadcrumb = Breadcrumb([("/admin/rules", words("casework.rules.nav")), (address, name)], here: title)
        lead = words("casework.rules.change_lead.\(draft.subject.rawValue)")
        let hidden: [Field] = [.hidden("base", String(draft.base)), .hidden("part", draft.part ?? "")]
        let fields = draft.groups.flatMap { group in group.lines.map { $0.field(draft.document, words) } }
        let view = FormView(
            action: address + "/preview", fields: hidden + fields, submit: words("casework.rules.to_preview"),
            icon: "eye", cancel: ActionLink(address, words("web.form.cancel")))
        form = typed.map { view.refused($0, faults, words) } ?? view
        self.hidden = hidden
        var rest = form.fields.dropFirst(hidden.count)
        sections = draft.groups.enumerated().map { index, group in
            let own = Array(rest.prefix(group.lines.count))
            rest = rest.dropFirst(group.lines.count)
            return Section(
                id: "g\(index)", heading: words(group.heading), lead: group.lead.map { words($0) }, fields: own,
                isWide: group.lines.contains { $0.value == .text })
        }
    }
}
