import Kernel
import Testing

@testable import Platform

@Suite struct LiveTests {
    private static let now = Instant(iso8601: "2026-09-24T09:00:00+08:00")!
    private let ann: ID<Staff> = LiveTests.staff(1)
    private let ben: ID<Staff> = LiveTests.staff(2)

    private static func staff(_ number: UInt8) -> ID<Staff> {
        ID(at: now, random: Array(repeating: 0, count: 9) + [number])
    }

    @Test func `who has a record open is told to the others and forgotten by itself`() throws {
        let hub = LiveHub()
        let (first, second) = (try hub.listen(ann, record: "case:1"), try hub.listen(ben, record: "case:1"))
        #expect(hub.see(first, ann, name: "Ann", record: "case:1", now: Self.now).isEmpty)
        #expect(
            hub.see(second, ben, name: "Ben", record: "case:1", now: Self.now) == [.init(name: "Ann", typing: false)])
        hub.type(ann, record: "case:1", now: Self.now)
        #expect(
            hub.see(second, ben, name: "Ben", record: "case:1", now: Self.now) == [.init(name: "Ann", typing: true)])
        let later = Self.now.advanced(byMilliseconds: PageCompany.typingMilliseconds)
        #expect(hub.see(second, ben, name: "Ben", record: "case:1", now: later) == [.init(name: "Ann", typing: false)])
        let muchLater = Self.now.advanced(byMilliseconds: PageCompany.viewingMilliseconds)
        #expect(hub.see(second, ben, name: "Ben", record: "case:1", now: muchLater).isEmpty)
    }

    @Test func `who closes the page is gone at once, and two pages of one person are one person`() throws {
        let hub = LiveHub()
        let pages = try [hub.listen(ann, record: "case:1"), hub.listen(ann, record: "case:1")]
        for page in pages { _ = hub.see(page, ann, name: "Ann", record: "case:1", now: Self.now) }
        let other = try hub.listen(ben, record: "case:1")
        let seen = { hub.see(other, ben, name: "Ben", record: "case:1", now: Self.now).map(\.name) }
        #expect(seen() == ["Ann"])
        hub.leave(pages[0])
        #expect(seen() == ["Ann"])
        hub.leave(pages[1])
        #expect(seen().isEmpty)
    }

    @Test func `nobody is seen at another record, and typing without an open page is not told`() throws {
        let hub = LiveHub()
        let here = try hub.listen(ann, record: "case:1")
        hub.type(ben, record: "case:1", now: Self.now)
        #expect(hub.see(here, ann, name: "Ann", record: "case:1", now: Self.now).isEmpty)
        let there = try hub.listen(ben, record: "case:2")
        #expect(hub.see(there, ben, name: "Ben", record: "case:2", now: Self.now).isEmpty)
    }

    @Test func `one person may have so many live pages and no more, until one is closed`() throws {
        let hub = LiveHub()
        let pages = try (0..<LiveHub.pagesPerPerson).map { _ in try hub.listen(ann) }
        #expect(throws: Problem.tooMany(retryAfterSeconds: 60)) { try hub.listen(ann) }
        _ = try hub.listen(ben)
        hub.leave(pages[0])
        _ = try hub.listen(ann)
    }

    @Test func `waking reaches every listener and ends with them`() async throws {
        let hub = LiveHub()
        let listeners = [try hub.listen(ann), try hub.listen(ben, record: "case:1")]
        hub.wake()
        hub.wake()
        for listener in listeners { listener.end() }
        for listener in listeners {
            var wakes = 0
            for await _ in listener.wakes { wakes += 1 }
            #expect(wakes == 1, "what comes together is told once")
            hub.leave(listener)
        }
        #expect(hub.isIdle)
    }
}
