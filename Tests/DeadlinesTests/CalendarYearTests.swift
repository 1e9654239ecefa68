import Deadlines
import Foundation
import Kernel
import Testing

@Suite struct CalendarYearTests {
    static let announced = """
        {"year": 2027, "notice": "notice 1",
         "rest": [{"name": "元旦", "from": "2027-01-01", "through": "2027-01-03"}], "work": ["2027-01-10"]}
        """
    static let byDay = """
        {"year": 2027, "papers": ["notice 2"], "days": [
          {"name": "元旦", "date": "2027-01-01", "isOffDay": true}, {"name": "元旦", "date": "2027-01-02", "isOffDay": true},
          {"name": "元旦", "date": "2027-01-03", "isOffDay": true}, {"name": "元旦", "date": "2027-01-10", "isOffDay": false}]}
        """

    @Test(arguments: [announced, byDay])
    func `a due in an unpublished year is provisional until its calendar arrives`(json: String) throws {
        let before = promise("15wd").due(from: at("2026-12-20T10:00"), in: .china)
        #expect(before.isProvisional)
        #expect(before.unpublishedYears == [2027])
        #expect(before.lastDay == day("2027-01-11"))
        let year = try CalendarYear(json: Data(json.utf8), expecting: 2027)
        let after = promise("15wd").due(from: at("2026-12-20T10:00"), in: WorkCalendar.china.adding(year))
        #expect(!after.isProvisional)
        #expect(after.lastDay == day("2027-01-10"))
    }

    @Test func `only what depends on the unpublished days is provisional`() {
        let start = at("2026-12-29T10:00")
        #expect(!promise("48h").due(from: start, in: .china).isProvisional)
        #expect(!promise("14d").due(from: start, in: .china).isProvisional)
        #expect(promise("14d", roll: true).due(from: start, in: .china).isProvisional)
        #expect(!promise("2wd").due(from: start, in: .china).isProvisional)
        #expect(promise("3wd").due(from: start, in: .china).isProvisional)
        #expect(promise("30h", workingTime: true).due(from: start, in: .china).isProvisional)
        #expect(!promise("8h", workingTime: true).due(from: start, in: .china).isProvisional)
        var atClose = promise("14d")
        atClose.ending = .closeOfBusiness
        #expect(atClose.due(from: start, in: .china).isProvisional)
    }

    @Test(arguments: [
        ("not json", "unreadable"), ("{}", "unreadable"), (#"{"year": 2027}"#, "empty"),
        (#"{"year": 2027, "days": []}"#, "empty"), (#"{"year": 2028, "days": []}"#, "other_year"),
        (rest("2027-01-01", "2028-01-03"), "too_long"), (rest("2027-01-03", "2027-01-01"), "ends_before_start"),
        (rest("2026-10-01", "2026-10-03"), "wrong_year"), (rest("2027-02-30", "2027-03-01"), "no_day"),
        (rest("2027-01-01", "2027-01-03", work: "2027-01-11"), "not_weekend"),
        (rest("2027-01-01", "2027-01-03", work: "2027-01-02"), "work_in_rest"),
        (rest("2027-01-01", "2027-01-03", work: #"2027-01-10", "2027-01-10"#), "twice"),
        (rest("2027-01-01", "2027-01-03", work: "2028-01-08"), "wrong_year"),
        (
            #"{"year": 2027, "rest": [{"name": "元旦", "from": "2027-01-01", "through": "2027-01-03"}, "#
                + #"{"name": "春节", "from": "2027-01-03", "through": "2027-01-05"}]}"#, "overlap"
        ),
    ])
    func `a faulty calendar is refused by name`(json: String, key: String) {
        #expect(
            refusal { _ = try CalendarYear(json: Data(json.utf8), expecting: 2027) } == "deadlines.import.\(key)",
            "\(json)")
    }

    @Test func `a notice may reach back into the December before`() throws {
        let json = Self.rest("2026-12-31", "2027-01-02", work: "2026-12-26")
        let calendar = WorkCalendar.china.adding(try CalendarYear(json: Data(json.utf8)))
        #expect(calendar.isWorking(day("2026-12-26")))
        #expect(!calendar.isWorking(day("2026-12-31")))
    }

    @Test func `a file beyond the limit is not read`() {
        let json = Data(repeating: 32, count: 200_001)
        #expect(refusal { _ = try CalendarYear(json: json) } == "deadlines.import.unreadable")
    }

    static func rest(_ from: String, _ through: String, work: String? = nil) -> String {
        let days = work.map { #"["\#($0)"]"# } ?? "[]"
        return
            #"{"year": 2027, "rest": [{"name": "元旦", "from": "\#(from)", "through": "\#(through)"}], "work": \#(days)}"#
    }
}
