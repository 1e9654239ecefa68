import Kernel
import Testing

@testable import Training

@Suite struct DueRuleTests {
    private static let rules = TrainingRules(
        graceDays: 30, longLeaveDays: 14, returnDays: 14, soonDays: 30, triesADay: 3, sittingHours: 24,
        attendedPercent: 80, answersMonths: 12, leaverYears: 3)

    private func day(_ text: String) -> LocalDay { LocalDay(text)! }

    private func version(
        roles: [Role] = [.employee], number: Int = 1, countsFrom: Int = 1, countsFromOn: String = "2026-01-01",
        isRetired: Bool = false
    ) -> CourseVersion {
        CourseVersion(
            course: Course.sample(code: "fire", roles: roles), number: number, origin: .house, countsFrom: countsFrom,
            countsFromOn: day(countsFromOn), requiredFrom: day("2026-01-01"), isRetired: isRetired, madeAt: nil,
            madeBy: nil)
    }

    private func nurse(
        from: String = "2026-01-10", roles: [Role: String] = [.employee: "2026-01-10"],
        absences: [(String, String)] = [], passed: [(String, Int)] = []
    ) -> Trainee {
        Trainee(
            staffID: ID(at: Instant(milliseconds: 0), random: [UInt8](repeating: 1, count: 10)),
            employedFrom: day(from), roles: roles.mapValues { day($0) },
            absences: absences.map { day($0.0)...day($0.1) },
            passed: passed.map { .init("fire", number: $0.1, on: day($0.0)) })
    }

    private func need(_ trainee: Trainee, _ version: CourseVersion? = nil, on text: String) -> TrainingNeed? {
        DueRule.needs(of: trainee, courses: [version ?? self.version()], on: day(text), by: DueRuleTests.rules).first
    }

    @Test func `whoever joined in the quarter has until its end`() {
        let need = need(nurse(), on: "2026-03-31")
        #expect(need?.state == .due && need?.since == day("2026-01-10") && need?.dueOn == day("2026-03-31"))
        #expect(self.need(nurse(), on: "2026-04-01")?.state == .overdue)
    }

    @Test func `whoever joined yesterday at the end of a quarter has the days of grace`() {
        let need = need(
            nurse(from: "2026-03-30", roles: [.employee: "2026-03-30"]), on: "2026-03-31")
        #expect(need?.state == .due && need?.dueOn == day("2026-04-29"))
    }

    @Test(arguments: [
        ("2027-01-29", TrainingNeed.State.valid), ("2027-01-30", .soon), ("2027-02-28", .soon), ("2027-03-01", .due),
        ("2027-03-31", .due), ("2027-04-01", .overdue),
    ])
    func `a pass counts for its months, then it is lacking from the day after`(on: String, state: TrainingNeed.State) {
        // Passed on 1 March 2026 for 12 months: the last day is 28 February 2027; due by the end of March.
        #expect(need(nurse(passed: [("2026-03-01", 1)]), on: on)?.state == state)
    }

    @Test func `a role asks for its courses from the day it was given, and what was passed before counts`() {
        let handlers = version(roles: [.complaintHandler])
        #expect(need(nurse(), handlers, on: "2026-06-01") == nil)
        let changed = nurse(roles: [.employee: "2026-01-10", .complaintHandler: "2026-05-20"])
        #expect(need(changed, handlers, on: "2026-06-01")?.since == day("2026-05-20"))
        let taught = nurse(
            roles: [.employee: "2026-01-10", .complaintHandler: "2026-05-20"], passed: [("2026-02-01", 1)])
        #expect(need(taught, handlers, on: "2026-06-01")?.state == .valid)
    }

    @Test func `a version that is to be taken again makes earlier passes count until it came`() {
        let renewed = version(number: 2, countsFrom: 2, countsFromOn: "2026-08-10")
        let before = need(nurse(passed: [("2026-03-01", 1)]), renewed, on: "2026-09-01")
        #expect(before?.state == .due && before?.since == day("2026-08-10") && before?.dueOn == day("2026-09-30"))
        #expect(
            need(nurse(passed: [("2026-03-01", 1), ("2026-08-20", 2)]), renewed, on: "2026-09-01")?.state == .valid)
        let light = version(number: 2)
        #expect(need(nurse(passed: [("2026-03-01", 1)]), light, on: "2026-09-01")?.state == .valid)
    }

    @Test func `a long leave moves the day on, a short one and one that began too late do not`() {
        let away = nurse(absences: [("2026-03-01", "2026-06-30")])
        #expect(need(away, on: "2026-05-01")?.state == .due && need(away, on: "2026-05-01")?.isAway == true)
        #expect(need(away, on: "2026-07-01")?.dueOn == day("2026-07-14"))
        #expect(need(away, on: "2026-07-15")?.state == .overdue)
        #expect(need(nurse(absences: [("2026-03-20", "2026-04-01")]), on: "2026-04-01")?.state == .overdue)
        #expect(need(nurse(absences: [("2026-04-10", "2026-06-30")]), on: "2026-05-01")?.state == .overdue)
    }

    @Test func `a retired course is asked of nobody`() {
        #expect(need(nurse(), version(isRetired: true), on: "2026-09-01") == nil)
    }

    @Test func `months end where a shorter month ends`() {
        #expect(day("2026-08-31").advanced(byMonths: 6) == day("2027-02-28"))
        #expect(day("2026-03-15").advanced(byMonths: -15) == day("2024-12-15"))
        #expect(day("2026-11-02").endOfQuarter == day("2026-12-31"))
    }

    @Test func `coverage counts courses and people with both numbers`() {
        let (met, lacking) = (
            need(nurse(passed: [("2026-03-01", 1)]), on: "2026-04-01")!, need(nurse(), on: "2026-04-01")!
        )
        let figures = TrainingFigures(
            needs: [[met, met], [met, lacking], []], passes: TrainingShare(2, of: 3),
            attendance: TrainingShare(0, of: 0), sessions: 0)
        #expect(figures.coverage == TrainingShare(3, of: 4) && figures.people == TrainingShare(1, of: 2))
        #expect(figures.passes.tenths == 667 && figures.attendance.tenths == nil)
    }
}
