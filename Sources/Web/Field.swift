import Foundation
import Kernel

/// One question of a form, worded and filled, as `web/field` prints it.
///
/// Made by the functions named after its kind (`Field.text`, `.textarea`, `.radio` …). Mustache sees stored values
/// only, so the flags that choose the markup are stored.
package struct Field: Sendable {
    package enum Kind: Sendable, Hashable {
        case input, textarea, select, radio, checkbox, checkboxes, file, password, hidden
    }

    /// How broad the control is drawn; it should hint at the length of the answer.
    package enum Width: String, Sendable {
        case short, medium, full
    }

    /// One answer to choose.
    package struct Option: Sendable {
        package let value: String
        package let text: String
        package let hint: String?
        package var selected: Bool
        /// The heading a select shows above this and the following answers of the same group.
        let group: String?
        /// Set by the field: the heading that begins with this answer, and whether one ends before it.
        fileprivate(set) var opensGroup: String?
        fileprivate(set) var closesGroup = false
        /// Set by the field.
        package fileprivate(set) var id = ""

        package init(
            _ value: String, _ text: String, hint: String? = nil, group: String? = nil, selected: Bool = false
        ) {
            self.group = group
            self.value = value
            self.text = text
            self.hint = hint
            self.selected = selected
        }
    }

    package let kind: Kind
    package let name: String
    package let id: String
    package let label: String
    package let hint: String?
    package let required: Bool
    package private(set) var value: String
    package private(set) var checked = false
    package private(set) var options: [Option]
    package private(set) var error: String?
    package private(set) var hasError = false
    /// The ids of hint, error and counter, for `aria-describedby`.
    package private(set) var describedBy: String?

    /// The `type` attribute of an input.
    package var type = "text"
    package var autocomplete: String?
    package var inputmode: String?
    package var limit: Int?
    package var rows = 5
    package var minimum: String?
    package var maximum: String?
    package var accept: String?
    package var multiple = false
    package var widthClass = Width.full.rawValue

    let endsInGroup: Bool
    let isHidden: Bool
    let isInput: Bool
    let isTextarea: Bool
    let isSelect: Bool
    let isRadio: Bool
    let isCheckbox: Bool
    let isCheckboxes: Bool
    let isFile: Bool
    let isPassword: Bool

    init(
        _ kind: Kind, _ name: String, _ label: String, value: String, hint: String?, required: Bool,
        options: [Option] = []
    ) {
        self.kind = kind
        self.name = name
        self.label = label
        self.hint = hint
        self.required = required
        self.value = value
        let identifier = "f-" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        id = identifier
        // The first answer bears the field's own id, so the summary of errors can lead to it.
        self.options = options.enumerated().map { index, option in
            var option = option
            option.id = index == 0 ? identifier : "\(identifier)-\(index)"
            let before = index == 0 ? nil : options[index - 1].group
            option.opensGroup = option.group == before ? nil : option.group
            option.closesGroup = before != nil && option.group != before
            return option
        }
        endsInGroup = options.last?.group != nil
        isHidden = kind == .hidden
        isInput = kind == .input
        isTextarea = kind == .textarea
        isSelect = kind == .select
        isRadio = kind == .radio
        isCheckbox = kind == .checkbox
        isCheckboxes = kind == .checkboxes
        isFile = kind == .file
        isPassword = kind == .password
        describe()
    }

    /// The same question with what a person had typed. Passwords and files are never given back.
    package func filled(from form: FormData) -> Field {
        var field = self
        switch kind {
        case .password, .file: break
        case .checkbox: field.checked = !form.value(name).isEmpty
        case .select, .radio, .checkboxes:
            let sent = Set(form.values(name))
            for index in field.options.indices {
                field.options[index].selected = sent.contains(field.options[index].value)
            }
        case .input, .textarea, .hidden: field.value = form.value(name)
        }
        return field
    }

    /// The same question with what is wrong about its answer; `nil` when nothing is.
    package func faulted(_ error: String?) -> Field {
        var field = self
        field.error = error
        field.hasError = error != nil
        field.describe()
        return field
    }

    /// The same question drawn at another width.
    package func width(_ width: Width) -> Field {
        var field = self
        field.widthClass = width.rawValue
        return field
    }

    func checked(_ checked: Bool) -> Field {
        var field = self
        field.checked = checked
        return field
    }

    func limited(to limit: Int) -> Field {
        var field = self
        field.limit = limit
        field.describe()
        return field
    }

    private mutating func describe() {
        var parts: [String] = []
        if hint != nil { parts.append("\(id)-hint") }
        if hasError { parts.append("\(id)-error") }
        if isTextarea, limit != nil { parts.append("\(id)-count") }
        describedBy = parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
