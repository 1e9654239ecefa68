import Kernel
import Platform
import Storage

extension PersonTraces {
    /// Refuses texts that tell of a certain person before all may read them. Known names are those of employees, of
    /// persons served, of their relatives and of whoever complained; the last three are looked up by their codes, so
    /// that no name is opened. Throws `Problem.invalid` by field.
    package static func refuse(
        in fields: [String: String], of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        var faults: [String: Message] = [:]
        for (field, text) in fields where !text.isEmpty {
            if let trace = try find(in: text, of: organisation, at: desk, in: db) { faults[field] = trace.message }
        }
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }

    /// The same for what was written before and is now to be published: names may have come into the house since.
    /// Throws `Problem.conflict`.
    package static func refuse(
        publishing text: String, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        if let trace = try find(in: text, of: organisation, at: desk, in: db) { throw Problem.conflict(trace.message) }
    }

    /// The first thing that tells of a person, by its form or because the store knows it.
    package static func find(
        in text: String, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> PersonTraces? {
        if let trace = byForm(in: text) { return trace }
        let possible = possibleNames(in: text)
        if let name = try staff(among: possible, of: organisation, in: db) { return PersonTraces(.staff, name) }
        let keys = try desk.vault.keyring(for: organisation, in: db)
        if let name = try known(
            possible, as: .name,
            in: [
                ("persons", "name_index"), ("relatives", "name_index"), ("cases", "complainant_name_index"),
            ], of: organisation, keys, in: db)
        {
            return PersonTraces(.person, name)
        }
        let numbers = Set(numbers(in: Array(text.precomposedStringWithCompatibilityMapping)))
        if let number = try known(
            numbers.filter { (6...13).contains($0.count) }, as: .phone,
            in: [
                ("persons", "phone_index"), ("relatives", "phone_index"), ("cases", "complainant_phone_index"),
            ], of: organisation, keys, in: db)
        {
            return PersonTraces(.phone, number)
        }
        return try room(in: text, of: organisation, in: db)
    }

    private static let chunk = 2000

    private static func staff(
        among names: Set<String>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> String? {
        let folded = Dictionary(names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        return try db.rows("SELECT DISTINCT name FROM staff WHERE organisation_id = \(organisation) LIMIT 20000")
            .lazy.compactMap { folded[try $0.get("name", as: String.self).lowercased()] }.first
    }

    /// The first of the values of which a table holds the code.
    private static func known(
        _ values: Set<String>, as field: BlindField, in columns: [(table: SQL, column: SQL)],
        of organisation: ID<Organisation>, _ keys: Keyring, in db: any Connection
    ) throws -> String? {
        var meant: [String: String] = [:]
        for value in values.sorted() { for code in keys.blindCodes(of: field, value) { meant[code] = value } }
        let codes = meant.keys.sorted()
        for start in stride(from: 0, to: codes.count, by: chunk) {
            let some = Array(codes[start..<min(start + chunk, codes.count)])
            for (table, column) in columns {
                let hit = try db.first(
                    """
                    SELECT \(column) AS code FROM \(table)
                    WHERE organisation_id = \(organisation) AND \(column) IN \(some) LIMIT 1
                    """)
                if let hit { return meant[try hit.get("code")] }
            }
        }
        return nil
    }

    /// A room where somebody lives, when it cannot be a plain number or stands with its bed.
    private static func room(
        in text: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> PersonTraces? {
        let parts = Set(
            text.precomposedStringWithCompatibilityMapping.uppercased()
                .split { !($0.isASCII && ($0.isLetter || $0.isNumber)) && $0 != "-" }.map(String.init))
        let rows = try db.rows(
            "SELECT DISTINCT room, bed FROM persons WHERE organisation_id = \(organisation) LIMIT 20000")
        for row in rows {
            let room = try row.get("room", as: String.self).uppercased()
            let bed = try row.get("bed", as: String.self).uppercased()
            let isNumber = room.allSatisfy { $0.isASCII && $0.isNumber }
            if !room.isEmpty, !isNumber, parts.contains(room) { return PersonTraces(.room, room) }
            if !room.isEmpty, !bed.isEmpty, parts.contains("\(room)-\(bed)") {
                return PersonTraces(.room, "\(room)-\(bed)")
            }
        }
        return nil
    }
}
