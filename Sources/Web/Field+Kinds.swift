import Kernel

extension Field {
    /// What a one-line answer is; chooses the keyboard of a phone.
    package enum Input: String, Sendable {
        case text, email, tel, url, search
    }

    /// One line of text. `autocomplete` is a token of the HTML standard such as `name` or `tel`; `inputmode` may be
    /// `numeric` for a number that is no quantity.
    package static func text(
        _ name: String, _ label: String, value: String = "", hint: String? = nil, required: Bool = false,
        limit: Int = 200, type: Input = .text, autocomplete: String? = nil, inputmode: String? = nil
    ) -> Field {
        var field = Field(.input, name, label, value: value, hint: hint, required: required)
        field.type = type.rawValue
        field.limit = limit
        field.autocomplete = autocomplete
        field.inputmode = inputmode
        return field
    }

    /// Several lines of text with a counter of the signs left.
    package static func textarea(
        _ name: String, _ label: String, value: String = "", hint: String? = nil, required: Bool = false,
        limit: Int = 4000, rows: Int = 5
    ) -> Field {
        var field = Field(.textarea, name, label, value: value, hint: hint, required: required)
        field.rows = rows
        return field.limited(to: limit)
    }

    /// A whole number, typed rather than stepped.
    package static func number(
        _ name: String, _ label: String, value: Int? = nil, in range: ClosedRange<Int>, hint: String? = nil,
        required: Bool = false
    ) -> Field {
        var field = Field(
            .input, name, label, value: value.map(String.init) ?? "", hint: hint, required: required)
        field.inputmode = "numeric"
        field.limit = max(String(range.lowerBound).count, String(range.upperBound).count)
        return field.width(.short)
    }

    /// A calendar day.
    package static func day(
        _ name: String, _ label: String, value: LocalDay? = nil, hint: String? = nil, required: Bool = false,
        earliest: LocalDay? = nil, latest: LocalDay? = nil, autocomplete: String? = nil
    ) -> Field {
        var field = Field(.input, name, label, value: value?.description ?? "", hint: hint, required: required)
        field.type = "date"
        field.minimum = earliest?.description
        field.maximum = latest?.description
        field.autocomplete = autocomplete
        return field.width(.short)
    }

    /// A moment on the wall clock of `zone`.
    package static func moment(
        _ name: String, _ label: String, value: Instant? = nil, zone: Zone, hint: String? = nil,
        required: Bool = false
    ) -> Field {
        let text = value.map { instant in
            let (day, minute) = instant.local(in: zone)
            return "\(day)T\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
        }
        var field = Field(.input, name, label, value: text ?? "", hint: hint, required: required)
        field.type = "datetime-local"
        return field.width(.medium)
    }

    /// A secret. `autocomplete` is `current-password`, `new-password` or `one-time-code`; managers may fill it in.
    package static func password(
        _ name: String, _ label: String, hint: String? = nil, required: Bool = true,
        autocomplete: String = "current-password", inputmode: String? = nil, limit: Int = 128
    ) -> Field {
        var field = Field(.password, name, label, value: "", hint: hint, required: required)
        field.type = "password"
        field.autocomplete = autocomplete
        field.inputmode = inputmode
        field.limit = limit
        return field
    }

    /// One of a long list. `blank` is the words of the empty first line.
    package static func select(
        _ name: String, _ label: String, options: [Option], blank: String? = nil, hint: String? = nil,
        required: Bool = false
    ) -> Field {
        let all = (blank.map { [Option("", $0)] } ?? []) + options
        return Field(.select, name, label, value: "", hint: hint, required: required, options: all)
    }

    /// One of a few, each a card to press.
    package static func radio(
        _ name: String, _ label: String, options: [Option], hint: String? = nil, required: Bool = false
    ) -> Field {
        Field(.radio, name, label, value: "", hint: hint, required: required, options: options)
    }

    /// Any of a few, each a card to press.
    package static func checkboxes(
        _ name: String, _ label: String, options: [Option], hint: String? = nil, required: Bool = false
    ) -> Field {
        Field(.checkboxes, name, label, value: "", hint: hint, required: required, options: options)
    }

    /// Yes or no; sends `yes` when ticked.
    package static func checkbox(
        _ name: String, _ label: String, checked: Bool = false, hint: String? = nil, required: Bool = false
    ) -> Field {
        Field(.checkbox, name, label, value: "yes", hint: hint, required: required).checked(checked)
    }

    /// Files. `accept` lists endings or types, such as `image/*,.pdf`.
    package static func file(
        _ name: String, _ label: String, accept: String? = nil, multiple: Bool = false, hint: String? = nil,
        required: Bool = false
    ) -> Field {
        var field = Field(.file, name, label, value: "", hint: hint, required: required)
        field.accept = accept
        field.multiple = multiple
        return field
    }

    package static func hidden(_ name: String, _ value: String) -> Field {
        Field(.hidden, name, "", value: value, hint: nil, required: true)
    }
}
