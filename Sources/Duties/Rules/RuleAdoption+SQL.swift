import Kernel
import Platform
import Storage

extension Duties {
    /// Takes over a rule that a house's own register brings, from the period that can still be kept. A rule the house
    /// has already stays as it is: changing it belongs to the pages of duties. The caller has asked for the right to the
    /// register, and `rule` is one of the calendar.
    package static func adopt(_ rule: DutyRule, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let organisation = actor.organisationID
        guard try RuleHistory.all(of: organisation, in: db)[rule.code] == nil else { return }
        let calendar = try OrganisationCalendar.load(organisation, in: db)
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let start = RuleHistory.start(rule, today: today) {
            rule.due.day(in: $0, rest: rule.rest, calendar: calendar)?.day
        }
        let version = RuleVersion(number: 1, validFrom: start, rule: rule, recordedBy: actor.signature)
        try version.insert(of: organisation, in: db)
        try DutyPass.restart(of: organisation, in: db)
        try Event.record(
            "duties.rule_changed", of: RuleVersion.subject(rule.code, organisation), by: actor,
            facts: ["number": "1", "valid_from": start.description, "rule": try JSONText.of(rule)], at: desk, in: db)
    }
}
