import Foundation
import Platform
import Storage

extension Case {
    /// What a complainant is found by without the case being opened.
    static let blindTable = BlindTable(
        "cases", columns: ["complainant_phone_index", "complainant_phone_ending_index", "complainant_name_index"],
        of: ["document"]
    ) { row, keys in
        let id: String = try row.get("id")
        let json = try keys.open(try row.get("document"), context: "cases.document.\(id)")
        let complainant = try JSONDecoder().decode(Spoken.self, from: Data(json.utf8)).complainant
        return codes(of: complainant, keys)
    }

    /// The codes of a complainant, in the order of the columns.
    static func codes(of complainant: Complainant, _ keys: Keyring) -> [String?] {
        [
            complainant.phone.flatMap { keys.blindIndex(of: .phone, $0) },
            complainant.phone.flatMap { keys.phoneEnding(of: $0) },
            complainant.name.flatMap { keys.blindIndex(of: .name, $0) },
        ]
    }

    /// The one part of a case that codes are made of.
    private struct Spoken: Decodable {
        let complainant: Complainant
    }
}
