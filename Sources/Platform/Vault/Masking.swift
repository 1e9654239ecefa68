/// How much care a field asks for (design §5).
package enum FieldClass: String, Sendable, CaseIterable {
    /// Whoever may see the record may see it.
    case normal
    /// 敏感信息：sealed in the store, shown whole or masked as the viewer's grant says.
    case sensitive
    /// 机密：shown whole or not at all.
    case secret
}

/// What a viewer may see of a record's sensitive fields.
package enum ViewGrant: String, Sendable, CaseIterable {
    case full, masked, none
}

/// What a field holds, which decides the part of it that a mask leaves readable.
package enum FieldKind: String, Sendable, CaseIterable {
    case name, phone, email
    case idNumber = "id_number"
    case address, text
}

/// The one masking function (脱敏): serves pages, API, exports and logs alike.
package enum Masking {
    /// Stands for a value nothing may be seen of, whatever its length.
    package static let hidden = "***"

    /// The part of `value` a viewer with `grant` may see. An empty value stays empty.
    package static func shown(
        _ value: String, _ kind: FieldKind, class fieldClass: FieldClass, grant: ViewGrant
    ) -> String {
        if value.isEmpty { return "" }
        switch (fieldClass, grant) {
        case (.normal, _), (_, .full): return value
        case (.sensitive, .masked): return masked(value, kind)
        case (.sensitive, .none), (.secret, .masked), (.secret, .none): return hidden
        }
    }

    /// A line for a log, with whatever has the form of a telephone number, an identity number or an e-mail address
    /// masked, and control characters shown as spaces: logs tell of the program, never of persons.
    package static func logged(_ line: String) -> String {
        var text = String(
            line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        text.replace(/[1-9][0-9]{16}[0-9Xx]/) { match in idNumber(String(match.output)) }
        let mobile = /(^|[^0-9A-Za-z-])((?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4})(?![0-9A-Za-z-])/
        text.replace(mobile) { match in match.output.1 + phone(String(match.output.2)) }
        text.replace(/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/) { match in email(String(match.output)) }
        return text
    }

    private static func masked(_ value: String, _ kind: FieldKind) -> String {
        switch kind {
        case .name: name(value)
        case .phone: phone(value)
        case .email: email(value)
        case .idNumber: idNumber(value)
        case .address: address(value)
        case .text: hidden
        }
    }

    /// 王芳 → 王*, 王小芳 → 王*芳, 欧阳小芳 → 欧**芳; of other names the first letter of each word.
    private static func name(_ value: String) -> String {
        let isHan = value.unicodeScalars.allSatisfy { Folding.isHan($0) }
        guard isHan else {
            return value.split(whereSeparator: \.isWhitespace).map { "\($0.prefix(1))***" }.joined(separator: " ")
        }
        switch value.count {
        case 1: return "*"
        case 2: return "\(value.prefix(1))*"
        default: return keeping(value, first: 1, last: 1)
        }
    }

    private static func phone(_ value: String) -> String {
        let digits = BlindField.phone.normalised(value)
        switch digits.count {
        case 10...: return keeping(digits, first: 3, last: 4)
        case 7...9: return keeping(digits, first: 0, last: 4)
        default: return hidden
        }
    }

    /// lin.xiao@example.org → l***@example.org; what is no address is hidden whole.
    private static func email(_ value: String) -> String {
        let parts = value.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count > 1, !parts[1].isEmpty else { return hidden }
        return "\(parts[0].prefix(1))\(hidden)@\(parts[1])"
    }

    private static func idNumber(_ value: String) -> String {
        switch value.count {
        case 15...: keeping(value, first: 4, last: 4)
        case 8...14: keeping(value, first: 1, last: 2)
        default: hidden
        }
    }

    /// Keeps the province, city and district, or the last part of an address written with commas.
    private static func address(_ value: String) -> String {
        if let end = endOfDistrict(Array(value.prefix(16))) { return value.prefix(end) + hidden }
        let parts = value.split(separator: ",")
        guard parts.count > 1, let last = parts.last else { return hidden }
        return "\(hidden),\(last)"
    }

    private static func endOfDistrict(_ characters: [Character]) -> Int? {
        let district = characters.indices.first { index in
            guard "区县旗區縣".contains(characters[index]) else { return false }
            // A housing estate (小区), neighbourhood (社区) or park (园区) says where somebody lives.
            return index > 0 && !"小社园".contains(characters[index - 1])
        }
        return (district ?? characters.lastIndex { $0 == "市" }).map { $0 + 1 }
    }

    private static func keeping(_ value: String, first: Int, last: Int) -> String {
        let stars = String(repeating: "*", count: max(0, value.count - first - last))
        return "\(value.prefix(first))\(stars)\(value.suffix(last))"
    }
}
