import Deadlines
import Foundation
import Kernel
import Testing

@Suite struct PromiseTests {
    @Test(arguments: ["90m", "48h", "14d", "10wd", "1m", "2500wd"]) func `a short form is read and printed`(
        text: String
    ) {
        #expect(Term(text)?.description == text)
    }

    @Test(arguments: ["", "h", "0h", "-1d", "10", "10 wd", "10WD", "3651d", "2501wd", "99999999m", "1.5h", "１0h"])
    func `what is no term is refused`(text: String) {
        #expect(Term(text) == nil)
    }

    @Test(arguments: ["75%", "150%", "D-4", "D-0", "due+24h"]) func `a timing is read and printed`(text: String) {
        #expect(Timing(text)?.description == text)
    }

    @Test(arguments: ["", "%", "0%", "D4", "D-366", "due+h", "due+-1h", "1001%"])
    func `what is no timing is refused`(text: String) {
        #expect(Timing(text) == nil)
    }

    @Test func `a promise is frozen as readable JSON and comes back the same`() throws {
        let given = Promise(
            kind: "resolution", term: .days(14), reminders: [4, 2, 0], ladder: .fourteenDays, ruleVersion: "2026-1")
        let json = try JSONEncoder().encode(given)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains(#""term":"14d""#))
        #expect(text.contains(#""timing":"D-4""#))
        #expect(try JSONDecoder().decode(Promise.self, from: json) == given)
    }

    @Test func `a promise with impossible attentions is not to be saved`() throws {
        try promise("48h").check()
        var warned = promise("48h")
        warned.warnings = [50, 50]
        #expect(refusal { try warned.check() } == "deadlines.promise.warnings")
        warned.warnings = [0]
        #expect(refusal { try warned.check() } == "deadlines.promise.warnings")
        var reminded = promise("48h")
        reminded.reminders = [400]
        #expect(refusal { try reminded.check() } == "deadlines.promise.reminders")
        var climbing = promise("48h")
        climbing.ladder += climbing.ladder
        #expect(refusal { try climbing.check() } == "deadlines.promise.ladder")
        var nameless = promise("48h")
        nameless.kind = ""
        #expect(refusal { try nameless.check() } == "deadlines.promise.kind")
    }

    @Test func `a day can end at the close of business`() {
        var closing = promise("3wd")
        closing.ending = .closeOfBusiness
        #expect(closing.due(from: at("2026-09-14T10:00"), in: .china).at == at("2026-09-17T18:00"))
        var resting = promise("5d")
        resting.ending = .closeOfBusiness
        #expect(resting.due(from: at("2026-09-07T10:00"), in: .china).at == at("2026-09-13T00:00"))
    }

    @Test func `hours that end in rest end when the next working day opens, if they roll`() {
        let rolled = promise("48h", roll: true)
        #expect(rolled.due(from: at("2026-09-30T15:00"), in: .china).at == at("2026-10-08T08:00"))
        #expect(rolled.due(from: at("2026-10-06T03:00"), in: .china).at == at("2026-10-08T08:00"))
        #expect(rolled.due(from: at("2026-10-06T09:00"), in: .china).at == at("2026-10-08T09:00"))
        #expect(rolled.due(from: at("2026-09-14T03:00"), in: .china).at == at("2026-09-16T03:00"))
    }

    @Test func `of two promises the earlier governs and both are told`() {
        let home = promise("14d")
        let hospital = promise("10wd")
        let holiday = Bounds.earlier(of: hospital, home, startedAt: at("2026-09-24T23:50"), in: .china)
        #expect(holiday.governing.promise == home)
        #expect(holiday.others.map(\.due.lastDay) == [day("2026-10-15")])
        let ordinary = Bounds.earlier(of: hospital, home, startedAt: at("2026-06-22T10:00"), in: .china)
        #expect(ordinary.governing.due.lastDay == day("2026-07-06"))
        #expect(ordinary.governing.promise == hospital)
    }
}
