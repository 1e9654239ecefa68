import Platform
import Storage

/// What persons and relatives are found by without being opened (盲索引).
enum PersonCodes {
    /// The codes of a telephone number and of its last four digits.
    static func phone(_ text: String?, _ keys: Keyring) -> (whole: String?, ending: String?) {
        (
            text.flatMap { keys.blindIndex(of: .phone, $0) },
            text.flatMap { keys.blindIndex(of: .phoneEnding, String($0.suffix(4))) }
        )
    }

    static let persons = BlindTable(
        "persons", columns: ["name_index", "id_number_index", "phone_index", "phone_ending_index"],
        of: ["name_sealed", "id_number_sealed", "phone_sealed"]
    ) { row, keys in
        let phone = phone(try opened("phone", of: "persons", row, keys), keys)
        return [
            try opened("name", of: "persons", row, keys).flatMap { keys.blindIndex(of: .name, $0) },
            try opened("id_number", of: "persons", row, keys).flatMap { keys.blindIndex(of: .idNumber, $0) },
            phone.whole, phone.ending,
        ]
    }

    static let relatives = BlindTable(
        "relatives", columns: ["name_index", "phone_index", "phone_ending_index"], of: ["name_sealed", "phone_sealed"]
    ) { row, keys in
        let phone = phone(try opened("phone", of: "relatives", row, keys), keys)
        return [
            try opened("name", of: "relatives", row, keys).flatMap { keys.blindIndex(of: .name, $0) },
            phone.whole, phone.ending,
        ]
    }

    private static func opened(_ field: String, of table: String, _ row: Row, _ keys: Keyring) throws -> String? {
        let id: String = try row.get("id")
        return try row.get("\(field)_sealed", as: Sealed?.self).map {
            try keys.open($0, context: "\(table).\(field).\(id)")
        }
    }
}
