import Foundation
import Kernel
import Web

/// What an employee typed into a form and has not sent (草稿). It belongs to them alone. Each opened form has a key of
/// its own, so an older form never writes over a newer one; once the form was sent its key is settled for good.
package struct FormDraft: Sendable {
    package let key: String
    /// The form's address without the first slash, such as `cases/ID/notes`.
    package let form: String
    package let savedAt: Instant
    package let fields: FormData

    package static let limitBytes = 64 * 1024
    package static let perPerson = 50
    static let keepDays = 14
    static let settledHours = 24

    /// Whether a saving found its place: not when the form was sent meanwhile, or a later saving came first.
    package enum Saving: Sendable, Hashable {
        case saved
        case tooLate
    }

    static func isKey(_ text: String) -> Bool {
        (16...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 47 && $0 < 123 }
    }

    static func isForm(_ text: String) -> Bool { text.wholeMatch(of: /[a-z0-9][a-z0-9\/_\-]{0,119}/) != nil }

    /// What of a form is kept: never proofs, buttons or anything secret. The version of the record it was begun at is,
    /// so that whoever takes it up again learns what changed since.
    static func kept(_ form: FormData) -> [(name: String, value: String)] {
        form.fields.filter { field in
            let name = field.name.lowercased()
            return !["csrf", "once", "draft", "do", "more"].contains(name)
                && name != "pin" && !name.contains("password") && !name.contains("secret")
                && !field.value.isEmpty
        }
    }
}
