import Foundation
import Kernel

/// A whole form as `web/form` prints it: proof of origin, summary of faults, fields, buttons.
package struct FormView: Sendable {
    /// A line of the summary; `target` is the id of the control, absent when the fault belongs to no field.
    package struct Fault: Sendable {
        package let target: String?
        package let text: String
    }

    package let action: String
    package let fields: [Field]
    package let submitLabel: String
    package let submitIcon: String?
    package let cancel: ActionLink?
    /// The name under which a browser keeps an unfinished text; absent where nothing may be kept.
    package let draft: String?
    /// True when the button does something that cannot be undone.
    package let isWeighty: Bool
    package let errors: [Fault]
    package let hasErrors: Bool
    let isMultipart: Bool

    package init(
        action: String, fields: [Field], submit: String, icon: String? = nil, cancel: ActionLink? = nil,
        draft: String? = nil, isWeighty: Bool = false
    ) {
        self.init(
            action: action, fields: fields, submit: submit, icon: icon, cancel: cancel, draft: draft,
            isWeighty: isWeighty, errors: [])
    }

    private init(
        action: String, fields: [Field], submit: String, icon: String?, cancel: ActionLink?, draft: String?,
        isWeighty: Bool, errors: [Fault]
    ) {
        self.action = action
        self.fields = fields
        self.submitLabel = submit
        self.submitIcon = icon
        self.cancel = cancel
        self.draft = draft
        self.isWeighty = isWeighty
        self.errors = errors
        hasErrors = !errors.isEmpty
        isMultipart = fields.contains { $0.isFile }
    }

    /// The same form with what was typed and what is wrong: what a person sees after `Problem.invalid(faults)`.
    package func refused(_ form: FormData, _ faults: [String: Message], _ words: Words) -> FormView {
        let fields = fields.map { $0.filled(from: form).faulted(faults[$0.name].map { words($0) }) }
        let known = Set(fields.map(\.name))
        let general = faults.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
            .map { Fault(target: nil, text: words($0.value)) }
        let particular = fields.compactMap { field in
            field.error.map {
                // A label that asks would put its question mark before the colon.
                let name = field.label.trimmingCharacters(in: CharacterSet(charactersIn: "?？"))
                let gaps: [String: Message.Argument] = ["field": .text(name), "fault": .text($0)]
                return Fault(target: field.id, text: words("web.form.fault", gaps))
            }
        }
        return FormView(
            action: action, fields: fields, submit: submitLabel, icon: submitIcon, cancel: cancel, draft: draft,
            isWeighty: isWeighty, errors: general + particular)
    }
}
