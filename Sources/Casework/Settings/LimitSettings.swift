import Deadlines
import Kernel

/// The sums and hours beside the promises that an organisation may settle (限额与其他时限): who may approve how much
/// (3.6), how soon an authority is told (3.4), how long supervision waits (S3-41). Hours are only shortened.
enum LimitSettings {
    private static let money = 0...1_000_000
    private static let supervisor = "remedy.supervisor"
    private static let director = "remedy.director"
    private static let noteDays = "watch.note_days"
    private static let emergencyHours = "watch.emergency_hours"
    private static func report(_ trigger: ReportTrigger) -> String { "report.\(trigger.code)" }

    static func document(of rules: CaseworkData) -> SettingDocument {
        var document = [
            supervisor: String(rules.remedyLimits.supervisor.fen / 100),
            director: String(rules.remedyLimits.director.fen / 100), noteDays: String(rules.watch.noteWorkingDays),
            emergencyHours: String(rules.watch.emergencyReportHours),
        ]
        for trigger in rules.reports.triggers { document[report(trigger)] = trigger.within.description }
        return document
    }

    static func rules(_ rules: CaseworkData, with document: SettingDocument) -> CaseworkData {
        var changed = rules
        func number(_ key: String) -> Int? { document[key].flatMap { Int($0) } }
        if let yuan = number(supervisor) { changed.remedyLimits.supervisor = Money(yuan: Int64(yuan)) }
        if let yuan = number(director) { changed.remedyLimits.director = Money(yuan: Int64(yuan)) }
        if let days = number(noteDays) { changed.watch.noteWorkingDays = days }
        if let hours = number(emergencyHours) { changed.watch.emergencyReportHours = hours }
        for (index, trigger) in rules.reports.triggers.enumerated() {
            if let term = document[report(trigger)].flatMap({ Term($0) }) {
                changed.reports.triggers[index].within = term
            }
        }
        return changed
    }

    static func faults(in rules: CaseworkData, shipped: CaseworkData) -> [String: Message] {
        var faults: [String: Message] = [:]
        if rules.remedyLimits.director < rules.remedyLimits.supervisor {
            faults[director] = Message("casework.rules.fault.less_than_supervisor")
        }
        func shorten(_ key: String, _ limit: Term) {
            faults[key] = Message("casework.rules.fault.beyond_cap", ["limit": .message(limit.message)])
        }
        if rules.watch.noteWorkingDays > shipped.watch.noteWorkingDays {
            shorten(noteDays, .workingDays(shipped.watch.noteWorkingDays))
        }
        if rules.watch.emergencyReportHours > shipped.watch.emergencyReportHours {
            shorten(emergencyHours, .hours(shipped.watch.emergencyReportHours))
        }
        for trigger in rules.reports.triggers {
            guard let limit = shipped.reports[trigger.code]?.within else { continue }
            let isWithin = PromiseRule(.decision, trigger.within).isWithin(PromiseRule(.decision, limit))
            if isWithin != true { shorten(report(trigger), limit) }
        }
        return faults
    }

    static func groups(_ rules: CaseworkData) -> [SettingGroup] {
        func line(_ key: String, _ value: SettingLine.Value) -> SettingLine {
            SettingLine(
                key: key, label: Message("casework.rules.line.\(key.replacing(".", with: "_"))"), value: value)
        }
        return [
            SettingGroup(
                Message("casework.rules.group.remedy"), lead: Message("casework.rules.group.remedy_lead"),
                [line(supervisor, .number(money)), line(director, .number(money))]),
            SettingGroup(
                Message("casework.rules.group.watch"),
                [line(noteDays, .number(1...30)), line(emergencyHours, .number(1...24))]),
            SettingGroup(
                Message("casework.rules.group.reports"), lead: Message("casework.rules.group.reports_lead"),
                rules.reports.triggers.map { trigger in
                    SettingLine(
                        key: report(trigger), label: Message("casework.reports.trigger.\(trigger.code)"),
                        value: .term(isRequired: true))
                }),
        ]
    }
}
