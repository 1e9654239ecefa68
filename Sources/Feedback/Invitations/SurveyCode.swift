import Kernel
import Platform

/// What opens a questionnaire without an account (问卷码): eighty bits nobody can guess, made from the invitation by the
/// program's own key, so that a letter can be printed again and only a digest is stored.
package struct SurveyCode: Hashable, Sendable {
    /// Four groups of four signs, as printed.
    package let text: String

    private static let length = 16

    private init(bytes: [UInt8]) { text = ReadableSecret.text(of: Array(bytes.prefix(SurveyCode.length))) }

    /// Reads what somebody typed, in any case and grouping; `nil` when it cannot be one.
    package init?(typed: String) {
        let signs = typed.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard signs.count == SurveyCode.length, typed.count <= 40 else { return nil }
        let groups = stride(from: 0, to: SurveyCode.length, by: 4).map { signs.dropFirst($0).prefix(4) }
        text = groups.joined(separator: "-")
    }

    static func invitation(_ id: ID<SurveyInvitation>, at desk: Desk) -> SurveyCode {
        SurveyCode(bytes: desk.vault.mac(purpose: "survey-invitation", Array(id.text.utf8)))
    }

    /// The one code of a survey, for posters and kiosks.
    static func link(of id: ID<Survey>, at desk: Desk) -> SurveyCode {
        SurveyCode(bytes: desk.vault.mac(purpose: "survey-link", Array(id.text.utf8)))
    }

    /// What is stored and looked up.
    var digest: String { digestText("survey \(text)".utf8) }
}
