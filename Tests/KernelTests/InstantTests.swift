import Kernel
import Testing

/// Moments, and what the wall clock shows at them.
@Suite struct `Moments` {
    private func zone(_ name: String) throws -> Zone { try #require(Zone(identifier: name)) }
    private func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-09-24T09:00:00+08:00", 1_790_211_600_000),
            ("2026-09-24T01:00Z", 1_790_211_600_000), ("2026-09-24T01:00:00.25Z", 1_790_211_600_250),
            ("2026-09-23T20:00:00.123456-0500", 1_790_211_600_123), ("1969-12-31T23:59:59.999Z", -1),
            ("2024-02-29T12:00:00+05:45", 1_709_187_300_000),
        ] as [(String, Int64)])
    func `ISO 8601 with an offset is read`(text: String, milliseconds: Int64) {
        #expect(Instant(iso8601: text) == Instant(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2026-09-24", "2026-09-24T09:00:00", "2026-09-24 09:00:00Z", "2026-02-30T09:00:00Z", "2026-09-24T24:00:00Z",
        "2026-09-24T09:60:00Z", "2026-09-24T09:00:60Z", "2026-09-24T09:00:00+15:00", "2026-09-24T09:00:00Zx",
        "26-09-24T09:00:00Z", "2026-13-01T00:00:00Z",
    ])
    func `anything else is not a moment`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test(arguments: [
        ("Asia/Shanghai", "2026-09-24T23:50:00+08:00"), ("GMT", "2026-09-24T15:50:00+00:00"),
        ("Asia/Kathmandu", "2026-09-24T21:35:00+05:45"), ("America/St_Johns", "2026-09-24T13:20:00-02:30"),
    ])
    func `a moment is written with the offset of its zone, and reads back`(name: String, text: String) throws {
        let moment = try #require(Instant(iso8601: "2026-09-24T15:50:00Z"))
        #expect(moment.iso8601(in: try zone(name)) == text)
        #expect(Instant(iso8601: text) == moment)
    }

    @Test func `a moment before 1970 falls on the right day`() throws {
        let moment = Instant(milliseconds: -1)
        #expect(moment.local(in: .utc).day == (try day("1969-12-31")))
        #expect(moment.local(in: .utc).minute == 1439)
        #expect(moment.day(in: .shanghai) == (try day("1970-01-01")))
    }

    @Test func `the day changes at midnight of the zone`() throws {
        let midnight = try #require(Instant(iso8601: "2026-09-25T00:00:00+08:00"))
        #expect(midnight.day(in: .shanghai) == (try day("2026-09-25")))
        #expect(midnight.advanced(byMilliseconds: -1).day(in: .shanghai) == (try day("2026-09-24")))
        #expect(Zone.shanghai.instant(of: try day("2026-09-25")) == midnight)
        #expect(Zone.shanghai.instant(of: try day("2026-09-24"), minute: 1440) == midnight)
    }

    @Test(arguments: [
        // Summer time in Berlin began on 29 March 2026 at 02:00 and ends on 25 October at 03:00.
        ("Europe/Berlin", "2026-03-29", 119, "2026-03-29T01:59:00+01:00"),
        ("Europe/Berlin", "2026-03-29", 150, "2026-03-29T03:30:00+02:00"),
        ("Europe/Berlin", "2026-03-29", 180, "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "2026-10-25", 150, "2026-10-25T02:30:00+02:00"),
        ("Europe/Berlin", "2026-10-25", 180, "2026-10-25T03:00:00+01:00"),
        ("America/New_York", "2026-03-08", 150, "2026-03-08T03:30:00-04:00"),
        ("America/New_York", "2026-11-01", 90, "2026-11-01T01:30:00-04:00"),
        // Shanghai put the clock forward for the last time in 1991.
        ("Asia/Shanghai", "1991-09-14", 720, "1991-09-14T12:00:00+09:00"),
        ("Asia/Shanghai", "1991-09-16", 720, "1991-09-16T12:00:00+08:00"),
    ])
    func `in a gap the later moment counts, in an overlap the earlier`(
        name: String, day text: String, minute: Int, expected: String
    ) throws {
        let found = try zone(name).instant(of: try day(text), minute: minute)
        #expect(found == Instant(iso8601: expected))
        #expect(found.iso8601(in: try zone(name)) == expected)
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `every noon of three years is found again`(name: String) throws {
        let zone = try zone(name)
        let first = try day("2025-01-01")
        for day in first..<first.advanced(by: 1096) {
            let local = zone.instant(of: day, minute: 720).local(in: zone)
            #expect(local.day == day && local.minute == 720)
        }
    }

    @Test func `an unknown zone is refused`() {
        #expect(Zone(identifier: "Mars/Olympus") == nil)
    }

    @Test func `moments are ordered and counted in milliseconds`() {
        let start = Instant(milliseconds: 5)
        #expect(start < start.advanced(byMilliseconds: 1))
        #expect(start.advanced(byHours: 2) - start == 7_200_000)
        #expect(start.advanced(byMinutes: -1).milliseconds == -59_995)
    }
}
