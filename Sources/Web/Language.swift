import Foundation

/// The languages every screen exists in. Chinese comes first.
package enum Language: String, CaseIterable, Sendable, Hashable {
    case chinese = "zh-Hans"
    case english = "en"

    /// The language a browser asks for; Chinese when it names neither.
    package static func preferred(acceptLanguage header: String?) -> Language {
        for entry in (header ?? "").lowercased().split(separator: ",") {
            let tag = entry.split(separator: ";").first?.trimmingCharacters(in: .whitespaces) ?? ""
            if tag.hasPrefix("zh") { return .chinese }
            if tag.hasPrefix("en") { return .english }
        }
        return .chinese
    }
}
