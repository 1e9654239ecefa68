import Foundation
import Kernel
import Platform
import Storage

extension RuleHistory {
    /// Every rule of the organisation with its versions, by code.
    package static func all(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [DutyCode: RuleHistory] {
        try db.once("duty rules of \(organisation)", from: ["duty_rules"]) {
            let versions = try db.rows(
                "SELECT * FROM duty_rules WHERE organisation_id = \(organisation) ORDER BY code, number LIMIT 20000"
            ).map(RuleVersion.init)
            return Dictionary(grouping: versions, by: \.rule.code).compactMapValues { RuleHistory($0) }
        }
    }

    package static func find(
        _ code: DutyCode, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> RuleHistory {
        guard let found = try all(of: organisation, in: db)[code] else { throw Problem.notFound }
        return found
    }

    package subscript(number number: Int) -> RuleVersion? { versions.first { $0.number == number } }
}

extension RuleVersion {
    /// Writes the version; the key refuses a number that was taken meanwhile.
    func insert(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO duty_rules (organisation_id, code, number, valid_from_on, rule, recorded_at, recorded_by)
            VALUES (\(organisation), \(rule.code.rawValue), \(number), \(validFrom), \(try JSONText.of(rule)),
                \(db.now), \(recordedBy))
            """)
    }

    private static let known = Memo<String, DutyRule>(limit: 4_000)

    init(_ row: Row) throws {
        let json: String = try row.get("rule")
        let rule = try RuleVersion.known.value(json) {
            try JSONDecoder().decode(DutyRule.self, from: Data(json.utf8))
        }
        self.init(
            number: try row.get("number"), validFrom: try row.get("valid_from_on"), rule: rule,
            recordedAt: try row.get("recorded_at"), recordedBy: try row.get("recorded_by"))
    }
}
