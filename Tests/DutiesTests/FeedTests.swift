import Foundation
import Kernel
import Platform
import TestKit
import Testing

@testable import Duties

/// The calendar feed as RFC 5545 wants it.
@Suite struct FeedTests {
    @Test func `lines are folded at seventy-five octets within no character, and end with CRLF`() {
        var calendar = CalendarText(name: "定期工作")
        calendar.add(
            uid: "duty-1@huiyin", at: moment("2026-09-24T09:00:00+08:00"), day: day("2026-09-30"), moment: nil,
            summary: String(repeating: "每月回访老人", count: 20), description: "a;b,c\\d\ne", address: "http://localhost/duties/1",
            sequence: 3)
        let text = calendar.ended()
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.last == "")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") })
        let unfolded = text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("SUMMARY:" + String(repeating: "每月回访老人", count: 20) + "\r\n"))
        #expect(unfolded.contains(#"DESCRIPTION:a\;b\,c\\d\ne"#))
        #expect(unfolded.contains("DTSTART;VALUE=DATE:20260930\r\nDTEND;VALUE=DATE:20261001\r\n"))
        #expect(unfolded.contains("DTSTAMP:20260924T010000Z"))
    }

    @Test func `the feed shows one's own open duties under stable names, and opens no more when it is ended`() async throws {
        let mine = rule("resident_follow_up", every: .monthly, scope: .resident)
        let subject = ScopeSubject(.resident("欧阳若溪"), stays: [Stay(from: day("2025-01-01"))])
        try await DutyWorld.run(rules: [mine, rule("other_duty", owner: .role(.director))], residents: [subject]) { world in
            try await world.lay()
            let desk = world.duties.desk
            let token = try await world.database.write { try DutyFeed.make(for: DutyWorld.caring, at: desk, in: $0) }
            @Sendable func text(_ token: String) async throws -> String {
                try await world.database.read { try FeedRoutes.text(token, at: world.duties, in: $0) }
            }
            let first = try await text(token)
            let duty = try await world.all(.open).first { $0.code == "resident_follow_up" }!
            #expect(first.contains("UID:duty-\(duty.id)@huiyin"))
            #expect(first.contains("SUMMARY:回访"))
            #expect(!first.contains("欧阳若溪"))
            #expect(first.components(separatedBy: "BEGIN:VEVENT").count == 3)
            world.clock.move(hours: 5)
            #expect(try await text(token).contains("UID:duty-\(duty.id)@huiyin"))
            let stored: String = try await world.database.read { try $0.one("SELECT token_hash FROM duty_feeds").get("token_hash") }
            #expect(stored != token)
            try await world.database.write { try DutyFeed.revoke(of: DutyWorld.caring, at: desk, in: $0) }
            await #expect(throws: Problem.notFound) { try await text(token) }
        }
    }
}
