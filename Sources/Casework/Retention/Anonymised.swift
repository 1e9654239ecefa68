import Foundation
import Kernel
import Web

/// A case with every word taken out that somebody wrote or is called by (匿名化). Kept is only what has the form of a
/// code, an id, a number, a day or a choice; so a field added later is anonymised without anybody thinking of it.
enum Anonymised {
    /// Stands where words stood.
    static let word = "—"
    /// Whatever these hold goes, whatever its form.
    private static let private_: Set = ["name", "phone", "email", "needs", "language", "reference", "complainant"]

    /// Throws when what is left is no case any more.
    static func of(_ subject: Case) throws -> Case {
        let encoded = try JSONEncoder().encode(subject)
        let plain = try JSONSerialization.jsonObject(with: encoded)
        guard var document = cleaned(plain) as? [String: Any] else { throw Problem.notFound }
        let complainant = Complainant(kind: subject.complainant.kind)
        document["complainant"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(complainant))
        document["personServed"] = nil
        return try JSONDecoder().decode(Case.self, from: JSONSerialization.data(withJSONObject: document))
    }

    private static func cleaned(_ value: Any) -> Any {
        switch value {
        case let object as [String: Any]:
            object.reduce(into: [String: Any]()) { kept, entry in
                if private_.contains(entry.key), entry.value is String { return kept[entry.key] = word }
                kept[entry.key] = cleaned(entry.value)
            }
        case let list as [Any]: list.map(cleaned)
        case let text as String: isCode(text) ? text : word
        default: value
        }
    }

    /// Ids, days, categories, numbers of cases, zones, choices written in small letters.
    static func isCode(_ text: String) -> Bool {
        if ID<Case>(text) != nil || LocalDay(text) != nil { return true }
        return text.wholeMatch(
            of: /[a-z][a-z0-9_.]{0,60}|[A-Z]{3}|[A-Z]{3}-[0-9]{2}|[A-Z]-[0-9]{4}-[0-9]{6}|[A-Z][a-z]+\/[A-Z][a-z_A-Z]+/)
            != nil
    }
}
