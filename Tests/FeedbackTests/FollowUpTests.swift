import App
import Casework
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Feedback

@Suite struct FollowUpTests {
    private let september = FigurePeriod("2026-09")!

    private func day(_ text: String) -> LocalDay { LocalDay(text)! }

    private func person(
        _ periods: [ServicePeriod], impaired: Bool = false, died: LocalDay? = nil
    ) -> Person {
        Person(
            id: World.id(1), organisationID: World.organisation, code: PersonCode(number: 1), name: "Wang",
            cognitionImpaired: impaired, periods: periods, diedOn: died)
    }

    private func owed(_ person: Person, on today: String = "2026-09-24") -> FollowUpRule.Way? {
        FollowUpRule.owed(.elder, to: person, hasFamily: true, in: september, on: day(today))
    }

    @Test(arguments: [("2026-09-01", true), ("2026-09-16", true), ("2026-09-17", false), ("2026-10-01", false)])
    func `a person is followed up who is in service for fifteen days of the month`(from: String, isOwed: Bool) {
        #expect((owed(person([ServicePeriod(from: day(from))])) != nil) == isOwed)
    }

    @Test func `who left or died early in the month is owed nothing`() {
        #expect(owed(person([ServicePeriod(from: day("2026-01-01"), until: day("2026-09-14"))])) == nil)
        #expect(owed(person([ServicePeriod(from: day("2026-01-01"), until: day("2026-09-15"))])) == .person)
        #expect(owed(person([ServicePeriod(from: day("2026-01-01"))], died: day("2026-09-15"))) == nil)
    }

    @Test func `a stay in hospital goes by telephone or family, impaired cognition by observation`() {
        let stay = ServicePeriod(from: day("2025-01-01"))
        let away = ServicePeriod(.hospital, from: day("2026-09-20"))
        #expect(owed(person([stay, away])) == .hospital)
        #expect(owed(person([stay, away]), on: "2026-09-10") == .person, "not gone yet")
        let long = ServicePeriod(.hospital, from: day("2026-09-01"), until: day("2026-09-20"))
        #expect(owed(person([stay, long])) == .hospital, "here for ten days alone")
        #expect(owed(person([stay], impaired: true)) == .observation)
        #expect(FollowUpRule.Way.observation.form == .observation)
    }

    @Test func `a period is written down within fifteen days of its end`() throws {
        try FollowUp.check(.elder, september, doneOn: day("2026-09-30"), today: day("2026-10-15"))
        #expect(throws: Problem.invalid("done_on", Message("feedback.fault.too_late"))) {
            try FollowUp.check(.elder, september, doneOn: day("2026-09-30"), today: day("2026-10-16"))
        }
        #expect(throws: Problem.invalid("period", Message("web.form.not_listed"))) {
            try FollowUp.check(.family, september, doneOn: day("2026-09-30"), today: day("2026-09-30"))
        }
    }

    @Test func `a family is followed up each quarter where there is one`() {
        let quarter = FigurePeriod("2026-Q3")!
        let here = person([ServicePeriod(from: day("2026-09-10"))])
        #expect(FollowUpRule.owed(.family, to: here, hasFamily: true, in: quarter, on: day("2026-09-24")) == .family)
        #expect(FollowUpRule.owed(.family, to: here, hasFamily: false, in: quarter, on: day("2026-09-24")) == nil)
    }

    private static let fields = [
        "audience": "elder", "period": "2026-09", "done_on": "2026-09-24", "mode": "visit", "respondent": "self",
        "q.life": "4", "q.body": "3", "q.satisfaction": "2", "q.opinion": "The soup comes cold every evening.",
    ]

    @Test(arguments: Engine.available)
    func `a follow-up is written down once and becomes a case in one step`(engine: Engine) async throws {
        try await FeedbackScene.run(engine) { scene in
            let desk = try await scene.running.signedIn("qiantai")
            let person = World.residents[0].id
            let list = try await desk.get("/follow-ups")
            #expect(list.text.contains("王秀芳") && list.text.contains("0 done of 8 due") || list.text.contains("(0/8)"))
            let page = "/follow-ups/new?person=\(person)&audience=elder&period=2026-09"
            var fields = Self.fields
            fields["person"] = person.text
            let made = try await desk.submit(page, to: "/follow-ups", fields)
            #expect(made.status == .seeOther)
            #expect(try await desk.submit(page, to: "/follow-ups", fields).status == .conflict, "once a month")
            let record = try await desk.get(made.location)
            #expect(record.text.contains("The soup comes cold every evening."))
            let sealed = try await scene.database.read {
                try $0.one("SELECT answers_sealed FROM follow_ups").get("answers_sealed", as: String.self)
            }
            #expect(!sealed.contains("soup"))
            let going = try await desk.submit(made.location, to: made.location + "/case", [:])
            #expect(going.location.hasPrefix("/cases/new?draft="))
            let form = try await desk.get(going.location)
            #expect(form.text.contains("The soup comes cold every evening.") && form.text.contains(person.text))
            let saved = try await desk.submit(
                going.location, to: "/cases",
                [
                    "channel": "follow_up_call", "kind": "CMP", "received_at": "2026-09-24T07:30",
                    "narrative": "The soup comes cold every evening.", "complainant_kind": "person_served",
                    "name": "Wang", "phone": "13900020099", "secrecy": "open", "blocks": "1", "person": person.text,
                    "allegations.0.category": "DIN-01", "allegations.0.harm": "0", "allegations.0.severity": "1",
                    "do": "save", "draft": String(going.location.dropFirst("/cases/new?draft=".count)),
                ])
            #expect(saved.status == .seeOther)
            let tied = try await desk.get(made.location)
            #expect(tied.text.contains("A case was registered from it."))
            #expect(try await desk.submit(page, to: made.location + "/case", [:]).status == .conflict)
            let supervisor = try await scene.running.signedIn("zhijian")
            #expect(try await supervisor.get("/desk").text.contains("not satisfied at a follow-up"))
            let count = try await scene.database.read { db in
                try FollowUpCount(
                    .elder, in: FigurePeriod("2026-09")!, on: LocalDay("2026-09-24")!, of: World.organisation,
                    at: scene.desk, in: db)
            }
            #expect(count.rate == Rate(1, of: 8) && count.modes == [.visit: 1] && count.cases == 1)
        }
    }

    @Test func `a day outside the period, one to come and one not owed are refused`() async throws {
        try await FeedbackScene.run { scene in
            let desk = try await scene.running.signedIn("qiantai")
            let person = World.residents[0].id
            let page = "/follow-ups/new?person=\(person)&audience=elder&period=2026-09"
            for day in ["2026-08-31", "2026-09-25"] {
                var fields = Self.fields
                (fields["person"], fields["done_on"]) = (person.text, day)
                #expect(try await desk.submit(page, to: "/follow-ups", fields).status == .unprocessableContent)
            }
            let without = World.residents.first { $0.families.isEmpty }!.id
            let none = try await desk.get("/follow-ups/new?person=\(without)&audience=family&period=2026-Q3")
            #expect(none.status == .conflict)
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.get("/follow-ups").status == .forbidden)
            #expect(try await scene.running.signedIn("zongjian").get("/follow-ups").status == .ok)
        }
    }

    @Test func `a follow-up settles the duty of the month`() async throws {
        try await FeedbackScene.run { scene in
            _ = try await Sweep.run(at: scene.desk)
            let person = World.residents[0].id
            let desk = try await scene.running.signedIn("qiantai")
            var fields = Self.fields
            fields["person"] = person.text
            let page = "/follow-ups/new?person=\(person)&audience=elder&period=2026-09"
            #expect(try await desk.submit(page, to: "/follow-ups", fields).status == .seeOther)
            let settled = try await scene.database.read { db in
                try db.count(
                    """
                    SELECT count(*) AS n FROM duties WHERE scope_id = \(person.text) AND rule_code = 'resident_follow_up'
                        AND state = 'done' AND evidence_kind = 'follow_up'
                    """)
            }
            #expect(settled == 1)
        }
    }
}
