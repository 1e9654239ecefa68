import Foundation

/// The fields that can be searched for equality though they are sealed (盲索引).
package enum BlindField: String, Sendable, CaseIterable {
    case phone
    /// The last four digits of a phone number.
    case phoneEnding = "phone_ending"
    case idNumber = "id_number"
    case name

    /// The value as it is compared: without spacing, country code, width and letter case; names in Simplified
    /// characters, however they are written.
    package func normalised(_ value: String) -> String {
        let plain = value.precomposedStringWithCompatibilityMapping.lowercased()
        switch self {
        case .phone: return BlindField.national(plain.filter { $0.isASCII && $0.isNumber }, from: plain)
        case .phoneEnding: return plain.filter { $0.isASCII && $0.isNumber }
        case .idNumber: return plain.filter { $0.isASCII && ($0.isNumber || $0.isLetter) }
        case .name: return Folding.folded(plain).filter { $0.isLetter || $0.isNumber }
        }
    }

    private static func national(_ digits: String, from plain: String) -> String {
        if digits.hasPrefix("0086"), digits.count > 10 { return String(digits.dropFirst(4)) }
        let hasCountryCode = digits.hasPrefix("86") && (plain.contains("+") || digits.count == 13)
        return hasCountryCode && digits.count > 10 ? String(digits.dropFirst(2)) : digits
    }
}
