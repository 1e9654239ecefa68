import App
import Casework
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Feedback

@Suite struct SurveyPageTests {
    private static let fields = [
        "kind": "annual", "name": "Satisfaction 2026", "opens_on": "2026-09-24", "closes_on": "2026-10-24",
        "plan": "everybody", "sample_size": "", "threshold": "", "rated_unit": "",
    ]

    @Test func `a survey is made, begun, answered on paper and web, closed and told`() async throws {
        try await FeedbackScene.run { scene in
            let supervisor = try await scene.running.signedIn("zhijian")
            let made = try await supervisor.submit("/surveys", Self.fields)
            #expect(made.status == .seeOther)
            let page = made.location
            #expect(try await supervisor.get(page).text.contains("Begin the survey"))
            #expect(try await supervisor.submit(page, to: page + "/opening", [:]).status == .seeOther)
            #expect(try await supervisor.submit(page, to: page + "/opening", [:]).status == .conflict)
            let id = try #require(ID<Survey>(String(page.dropFirst("/surveys/".count))))
            let survey = try await scene.database.read { try Survey.find(id, of: World.organisation, in: $0) }
            let invitations = try await scene.invitations(survey)
            let sheets = try await supervisor.get(page + "/paper")
            #expect(invitations.allSatisfy { sheets.text.contains(scene.code($0)) })
            #expect(World.residents.allSatisfy { !sheets.text.contains($0.name) }, "no name stands on a sheet")
            #expect(try await supervisor.get(page + "/poster").text.contains("/s/"))
            for invitation in invitations.prefix(3) {
                let keyed = try await supervisor.submit(
                    page + "/keying", to: page + "/answers",
                    ["code": scene.code(invitation), "mode": "paper", "q.overall": "5", "respondent": "self"])
                #expect(keyed.status == .seeOther)
            }
            for invitation in invitations.dropFirst(3).prefix(3) {
                let path = "/s/\(scene.code(invitation).replacing("-", with: ""))"
                let sent = try await scene.running.browser().submit(
                    path, ["q.overall": "2", "q.recommend": "9", "respondent": "assisted", "helper": "family"])
                #expect(sent.status == .seeOther)
            }
            let list = try await supervisor.get(page + "/invitations?waiting=yes")
            #expect(list.text.contains("/call"))
            #expect(try await supervisor.submit(page, to: page + "/reminders", [:]).status == .seeOther)
            #expect(try await supervisor.submit(page, to: page + "/closure", [:]).status == .seeOther)
            let report = try await supervisor.get(page)
            // Three of six satisfied; Wilson's interval of 3 of 6 is 18.8 % to 81.2 %.
            #expect(report.text.contains("50.0% (3/6)") && report.text.contains("18.8%"))
            #expect(report.text.contains("need an action"))
            #expect(try await supervisor.get(page + "/print").text.contains("50.0% (3/6)"))
            let file = try await supervisor.get(page + "/export")
            #expect(file.text.contains("50.0% (3/6)") && file.headers[.contentType]?.contains("csv") == true)
        }
    }

    @Test func `a second sending is thanked and not counted, and a wrong code is told and in the end refused`()
        async throws
    {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            let invitation = try #require(try await scene.invitations(survey).first)
            let path = "/s/\(scene.code(invitation))"
            let visitor = scene.running.browser()
            let page = try await visitor.get(path)
            var fields = ["q.overall": "5", "respondent": "self"]
            for name in ["csrf", "once"] { fields[name] = page.input(name) ?? "" }
            #expect(try await visitor.post(path, fields).status == .seeOther)
            #expect(try await visitor.post(path, fields).text.contains("handed in already"))
            #expect(try await visitor.get(path).text.contains("handed in already"))
            let clerk = try await scene.running.signedIn("kehu")
            let again = try await clerk.submit(
                "/surveys/\(survey.id)/keying", to: "/surveys/\(survey.id)/answers",
                ["code": scene.code(invitation), "mode": "paper", "q.overall": "1", "respondent": "self"])
            #expect(again.status == .unprocessableContent && again.text.contains("not counted twice"))
            #expect(try await scene.report(survey).answered == 1)
            for place in 0..<40 {
                let guess = try await visitor.get("/s/aaaa-bbbb-cccc-\(String(format: "%04d", place + 2000))")
                #expect(guess.status == .notFound)
            }
            #expect(try await visitor.get("/s/aaaa-bbbb-cccc-dddd").status == .tooManyRequests)
        }
    }

    @Test func `nothing answered, nobody named as helper and values out of range come back with what was typed`()
        async throws
    {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            let path = "/s/\(scene.code(try #require(try await scene.invitations(survey).first)))"
            let visitor = scene.running.browser()
            let empty = try await visitor.submit(path, ["respondent": "self"])
            #expect(empty.status == .unprocessableContent && empty.text.contains("Nothing was answered"))
            let alone = try await visitor.submit(path, ["respondent": "proxy", "q.wish": "A quiet night"])
            #expect(alone.status == .unprocessableContent && alone.text.contains("Choose who helped"))
            #expect(alone.text.contains("A quiet night"))
            let wrong = try await visitor.submit(path, ["respondent": "self", "q.overall": "9"])
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test func `the kiosk takes one answer for each sending and goes back by itself`() async throws {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open(.silence)
            let kiosk = "/kiosk/\(SurveyCode.link(of: survey.id, at: scene.desk).text)"
            let visitor = scene.running.browser()
            let page = try await visitor.get(kiosk)
            var fields = ["q.held_back": "2", "respondent": "self"]
            for name in ["csrf", "once"] { fields[name] = page.input(name) ?? "" }
            let sent = try await visitor.post(kiosk, fields)
            _ = try await visitor.post(kiosk, fields)
            #expect(try await visitor.follow(sent).text.contains("http-equiv=\"refresh\""))
            _ = try await visitor.submit(kiosk, ["q.held_back": "1", "respondent": "self"])
            let report = try await scene.report(survey)
            #expect(report.answered == 2 && report.modes == [.kiosk: 2] && report.response == Rate(0, of: 8))
        }
    }

    @Test func `whoever is rated neither keys nor sees who answered, and a staff device is told as help of staff`()
        async throws
    {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open(ratedUnit: World.Unit.customers.id)
            let invitation = try #require(try await scene.invitations(survey).first)
            let rated = try await scene.running.signedIn("kehu")
            #expect(try await rated.get("/surveys/\(survey.id)").text.contains("rates your own work"))
            #expect(try await rated.get("/surveys/\(survey.id)/keying").status == .forbidden)
            #expect(try await rated.get("/surveys/\(survey.id)/invitations").status == .forbidden)
            #expect(try await rated.get("/surveys/\(survey.id)/paper").status == .forbidden)
            let path = "/s/\(scene.code(invitation))"
            let fields = ["q.overall": "5", "respondent": "self"]
            #expect(try await rated.submit(path, fields).status == .forbidden)
            #expect(try await scene.report(survey).answered == 0)
            let nurse = try await scene.running.signedIn("hulier")
            #expect(try await nurse.submit(path, fields).status == .seeOther)
            #expect(try await scene.report(survey).staffHelped == 1)
            #expect(try await nurse.get("/surveys/\(survey.id)").status == .forbidden)
        }
    }

    @Test func `own words are told only after somebody released them`() async throws {
        try await FeedbackScene.run { scene in
            let survey = try await scene.open()
            for invitation in try await scene.invitations(survey).prefix(5) {
                _ = try await scene.running.browser().submit(
                    "/s/\(scene.code(invitation))",
                    ["q.overall": "5", "q.wish": "Mrs Wang of 101 wants warm soup", "respondent": "self"])
            }
            let supervisor = try await scene.running.signedIn("zhijian")
            let page = "/surveys/\(survey.id)"
            #expect(try await supervisor.get(page + "/comments").status == .conflict, "not while it runs")
            try await scene.close(survey)
            #expect(!(try await supervisor.get(page).text.contains("warm soup")))
            #expect(try await scene.running.signedIn("kehu").get(page + "/comments").status == .forbidden)
            let waiting = try await supervisor.get(page + "/comments")
            let action = try #require(waiting.text.firstMatch(of: /action="(\/surveys\/[^"]+\/comments\/[^"]+)"/)).1
            let released = try await supervisor.submit(
                page + "/comments", to: String(action), ["text": "Warm soup", "decision": "released"])
            #expect(released.status == .seeOther)
            let told = try await supervisor.get(page).text
            #expect(told.contains("Warm soup") && !told.contains("Mrs Wang"))
        }
    }
}
