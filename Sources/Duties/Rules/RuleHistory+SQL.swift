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

extension DutyDesk {
    /// Announces a new version of a rule from a day on. Duties laid ahead for periods from then on follow it soon; what
    /// has begun stays as it was.
    @discardableResult
    package func announce(
        _ rule: DutyRule, from day: LocalDay, by actor: Actor, in db: any Connection
    ) throws -> RuleVersion {
        try desk.rights.must(DutyAction.editRules, actor)
        let organisation = actor.organisationID
        let history = try RuleHistory.find(rule.code, of: organisation, in: db)
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        try history.check(rule, from: day, today: db.now.day(in: zone))
        let version = RuleVersion(
            number: history.versions.count + 1, validFrom: day, rule: rule, recordedAt: db.now,
            recordedBy: actor.signature)
        try version.insert(of: organisation, in: db)
        try DutyPass.restart(of: organisation, in: db)
        try Event.record(
            "duties.rule_changed", of: RuleVersion.subject(rule.code, organisation), by: actor,
            facts: ["number": String(version.number), "valid_from": day.description, "rule": try JSONText.of(rule)],
            at: desk, in: db)
        return version
    }
}

extension DutyDesk {
    /// Makes a rule of the house's own, in force from the first day of a period (新增规则).
    @discardableResult
    package func create(
        _ rule: DutyRule, from day: LocalDay, by actor: Actor, in db: any Connection
    ) throws -> RuleVersion {
        try desk.rights.must(DutyAction.editRules, actor)
        try rule.check()
        let organisation = actor.organisationID
        let known = try RuleHistory.all(of: organisation, in: db)
        guard known[rule.code] == nil else { throw Problem.conflict("duties.refusal.changed") }
        guard known.count < DutyRule.mostRules else { throw Problem.conflict("duties.fault.too_many_rules") }
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let calendar = try OrganisationCalendar.load(organisation, in: db)
        guard RuleForm.beginnings(of: rule, today: today, calendar: calendar).contains(day) else {
            throw Problem.invalid("valid_from", Message("duties.fault.mid_period"))
        }
        let version = RuleVersion(
            number: 1, validFrom: day, rule: rule, recordedAt: db.now, recordedBy: actor.signature)
        try version.insert(of: organisation, in: db)
        try DutyPass.restart(of: organisation, in: db)
        try Event.record(
            "duties.rule_made", of: RuleVersion.subject(rule.code, organisation), by: actor,
            facts: ["number": "1", "valid_from": day.description, "rule": try JSONText.of(rule)], at: desk, in: db)
        return version
    }
}

extension RuleVersion {
    static func subject(_ code: DutyCode, _ organisation: ID<Organisation>) -> Event.Subject {
        Event.Subject(kind: "duty_rule", id: "\(organisation)/\(code.rawValue)")
    }
}
