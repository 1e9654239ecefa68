import Kernel
import People
import TestKit
import Testing

@testable import Casework

@Suite struct LookAlikeTests {
    private let resident: ID<Person> = World.made(61)
    private let now = World.thursday

    private func traits(
        _ text: String = "", person: ID<Person>? = nil, phone: String? = nil, _ category: String = "DIN-01",
        daysAgo: Int = 0
    ) -> CaseTraits {
        CaseTraits(
            person: person, complainantCodes: [phone].compactMap { $0 }, categories: [World.category(category)],
            at: now.advanced(byHours: -24 * daysAgo), terms: Terms.of(text))
    }

    private func likeness(_ one: CaseTraits, _ other: CaseTraits) -> Likeness? {
        Likeness.between(one, other) { _ in true }
    }

    @Test func `the same person, category and week look alike, with the reasons`() throws {
        let found = try #require(
            likeness(traits(person: resident), traits(person: resident, daysAgo: 2)))
        #expect(found.reasons == [.samePerson, .sameCategory, .near(2)])
        #expect(found.score == 60)
    }

    @Test func `the same category in the same week alone is no look-alike`() {
        #expect(likeness(traits(), traits(daysAgo: 1)) == nil)
    }

    @Test func `rare words in common make two voices of different people look alike`() throws {
        let found = try #require(
            likeness(traits("二楼走廊的灯坏了，很暗"), traits("二楼走廊灯坏了三天", daysAgo: 1)))
        #expect(found.reasons.contains { if case .terms(let terms) = $0 { terms.contains("走廊") } else { false } })
    }

    @Test func `words that stand everywhere count for nothing`() {
        let others = (0..<30).map { ($0, traits("二楼走廊的灯坏了", "CAR-07", daysAgo: 1)) }
        #expect(Likeness.find(traits("二楼走廊的灯坏了", "CAR-07"), among: others).isEmpty)
    }

    @Test(arguments: [(90, true), (91, false)])
    func `nothing is compared over more than ninety days`(days: Int, isFound: Bool) {
        let one = traits("冷汤 送餐 保温车 盖子", person: resident, phone: "x")
        let other = traits("冷汤 送餐 保温车 盖子", person: resident, phone: "x", daysAgo: days)
        #expect((likeness(one, other) != nil) == isFound)
    }

    @Test func `the most alike come first, five at most, and liking is mutual`() {
        let one = traits(person: resident, phone: "x")
        let others = (0..<9).map { ($0, traits(person: resident, phone: $0 == 7 ? "x" : nil, daysAgo: $0)) }
        let found = Likeness.find(one, among: others)
        #expect(found.count == 5 && found.first?.0 == 7)
        for (_, other) in others { #expect(likeness(one, other)?.score == likeness(other, one)?.score) }
    }

    @Test func `a telephone that may not be known is no reason`() {
        let hidden = traits(phone: nil)
        #expect(likeness(traits(phone: "x"), hidden) == nil)
        #expect(likeness(traits(phone: "x"), traits(phone: "x"))?.reasons.contains(.sameComplainant) == true)
    }

    @Test func `terms are pairs of Chinese characters, longer words and numbers`() {
        #expect(Terms.of("汤是冷的, the soup 302") == ["汤是", "是冷", "冷的", "soup", "302"])
        #expect(Terms.of("").isEmpty)
    }

    @Test(arguments: Engine.available)
    func `look-alikes are found in the store, never what the reader may not open, and nothing is merged`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            let first = try await world.receive()
            let second = try await world.receive()
            let hidden = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.receiver]) }
            let (cases, id) = (world.cases, second.subject.id)
            let found = try await world.database.read { db in
                let reader = try CaseReader.of(World.receiving, in: db)
                let keys = try cases.desk.vault.keyring(for: World.organisation, in: db)
                let subject = try Case.find(id, of: World.organisation, at: cases.desk, in: db)
                return try cases.lookAlikes(
                    of: subject.traits(seenBy: reader.standing, keys), itself: id, reader: reader, in: db)
            }
            #expect(found.map(\.line.id) == [first.subject.id])
            #expect(found.first?.likeness.reasons.contains(.sameComplainant) == true)
            #expect(!found.contains { $0.line.id == hidden.subject.id })
            #expect(try await world.find(first.subject.id).state == .registered)
        }
    }
}
