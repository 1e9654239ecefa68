import Foundation
import Kernel

/// A telephone number (电话) reduced to its digits, `+` before a foreign one, so that equal numbers are equal text.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { text }

    /// Accepts mobile, landline with or without area code and extension, 400/95 service numbers and foreign numbers;
    /// `nil` for anything else. Spaces, hyphens, brackets, full-width digits and a leading +86 do not matter.
    package init?(_ typed: String) {
        let plain = typed.precomposedStringWithCompatibilityMapping.filter {
            !" -()\u{2010}\u{2013}\u{2014}.".contains($0)
        }
        var digits = plain
        for prefix in ["+86", "0086"] where digits.hasPrefix(prefix) {
            digits.removeFirst(prefix.count)
            break
        }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "+") }) else { return nil }
        let isKnown =
            digits.wholeMatch(of: /1[3-9]\d{9}/) != nil
            || digits.wholeMatch(of: /0\d{2,3}[2-9]\d{6,7}(\d{1,6})?/) != nil
            || digits.wholeMatch(of: /[2-9]\d{6,7}/) != nil || digits.wholeMatch(of: /(400|800)\d{7}/) != nil
            || digits.wholeMatch(of: /1\d{2}|1[12]\d{3}|9\d{4}/) != nil
            || digits.wholeMatch(of: /\+[1-9]\d{6,14}/) != nil
        guard isKnown else { return nil }
        text = digits
    }

    /// The last four digits, by which a caller is found (尾号).
    package var ending: String { String(text.suffix(4)) }

    /// Exactly four digits, as somebody types the end of a number; `nil` otherwise.
    package static func ending(_ typed: String) -> String? {
        let plain = typed.precomposedStringWithCompatibilityMapping.trimmingCharacters(in: .whitespaces)
        return plain.wholeMatch(of: /[0-9]{4}/) == nil ? nil : plain
    }
}

/// 证件号码: a citizen's number with a true check digit (GB 11643), or the number of another document.
package struct IdentityNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package var description: String { text }

    /// Eighteen characters of the citizen's form must have a real birthday and the right check digit; another
    /// document has five to twenty Latin letters and digits.
    package init?(_ typed: String) {
        let plain = typed.precomposedStringWithCompatibilityMapping.filter { $0 != " " && $0 != "-" }.uppercased()
        if plain.wholeMatch(of: /[0-9]{17}[0-9X]/) != nil {
            guard IdentityNumber.birthday(plain) != nil, IdentityNumber.checkDigit(plain) == plain.last else {
                return nil
            }
        } else {
            guard plain.wholeMatch(of: /[A-Z0-9()]{5,20}/) != nil, plain.contains(where: \.isNumber) else { return nil }
            if plain.count > 14, plain.allSatisfy(\.isNumber) { return nil }
        }
        text = plain
    }

    /// The day of birth a citizen's number carries; `nil` for other documents.
    package var bornOn: LocalDay? { isCitizen ? IdentityNumber.birthday(text) : nil }

    /// The sex a citizen's number carries; `nil` for other documents.
    package var sex: Sex? {
        guard isCitizen, let digit = text.dropLast().last?.wholeNumberValue else { return nil }
        return digit % 2 == 1 ? .male : .female
    }

    private var isCitizen: Bool { text.wholeMatch(of: /[0-9]{17}[0-9X]/) != nil }

    private static func birthday(_ text: String) -> LocalDay? {
        let digits = Array(text).map { $0.wholeNumberValue ?? 0 }
        let year = digits[6..<10].reduce(0) { $0 * 10 + $1 }
        guard year >= 1850 else { return nil }
        return LocalDay(year: year, month: digits[10] * 10 + digits[11], day: digits[12] * 10 + digits[13])
    }

    private static func checkDigit(_ text: String) -> Character {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(text, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
        return Array("10X98765432")[sum % 11]
    }
}
