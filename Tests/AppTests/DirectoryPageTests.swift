import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing

@Suite struct DirectoryPageTests {
    private func running(_ body: @escaping @Sendable (RunningProgram) async throws -> Void) async throws {
        try await withProgram(clock: MovableClock(at: Instant(iso8601: "2026-09-24T08:00:00+08:00")!), body)
    }

    @Test func `everybody reads whom to call; those who keep it enter and remove`() async throws {
        try await running { running in
            let keeper = try await running.signedIn("zongjian", language: "zh-Hans")
            let sent = try await keeper.submit(
                "/directory", to: "/directory/emergency",
                ["name": "总值班", "phone": "8000", "hours": "全天", "note": "先打这里"])
            #expect(sent.status == .seeOther)
            let missing = try await keeper.submit(
                "/directory", to: "/directory/emergency", ["name": "", "phone": ""])
            #expect(missing.status == .unprocessableContent)
            let unit = World.Unit.catering.id
            let address = "/directory/units/\(unit)"
            let fields = [
                "contact": World.member("canyin")!.id.text, "phone": "8101", "deputy": World.member("huli")!.id.text,
                "deputy_phone": "8102", "after_hours": "打总值班",
            ]
            let alone = try await keeper.submit(
                address, fields.merging(["deputy": World.member("canyin")!.id.text]) { $1 })
            #expect(alone.status == .unprocessableContent)
            #expect(try await keeper.submit(address, fields).status == .seeOther)
            let nurse = try await running.signedIn("hulier", language: "zh-Hans")
            let page = try await nurse.get("/directory")
            for text in ["总值班", "8000", "孙强", "8101", "郑红", "8102", "打总值班"] { #expect(page.text.contains(text)) }
            #expect(try await nurse.get(address).status == .forbidden)
            #expect(try await nurse.submit("/directory", to: "/directory/emergency", [:]).status == .forbidden)
            let id = try #require(
                try await keeper.get("/directory").text.firstMatch(of: /emergency\/([0-9a-f-]+)\/removal/)?.output.1)
            _ = try await keeper.submit("/directory", to: "/directory/emergency/\(id)/removal", [:])
            #expect(try await nurse.get("/directory").text.contains("8000") == false)
        }
    }

    @Test func `what a mediator is able to do stands on their page with level, evidence and last day`() async throws {
        try await running { running in
            let admin = try await running.signedIn("admin", language: "zh-Hans")
            let address = "/admin/staff/\(World.member("kehu")!.id)"
            let fields = ["field": "law", "level": "2", "evidence": "人民调解员培训", "until": "2027-01-01"]
            let late = try await admin.submit(
                address, to: "\(address)/competences", fields.merging(["until": "2020-01-01"]) { $1 })
            #expect(late.status == .unprocessableContent)
            #expect(try await admin.submit(address, to: "\(address)/competences", fields).status == .seeOther)
            let page = try await running.signedIn("shenji", language: "zh-Hans").get(address)
            #expect(page.text.contains("人民调解员培训") && page.text.contains("熟练") && page.text.contains("法律知识"))
            let auditor = try await running.signedIn("shenji")
            #expect(try await auditor.submit(address, to: "\(address)/competences", fields).status == .forbidden)
        }
    }
}
