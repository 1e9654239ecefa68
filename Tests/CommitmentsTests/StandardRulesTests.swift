import Casework
import Deadlines
import Kernel
import Platform
import Testing

@testable import Commitments

@Suite struct StandardRulesTests {
    private let monday = Instant(iso8601: "2026-09-14T09:00:00+08:00")!
    private let day = LocalDay("2026-09-14")!
    private let writer: ID<Staff> = ID(at: Instant(milliseconds: 1), random: [UInt8](repeating: 1, count: 10))
    private let issuer: ID<Staff> = ID(at: Instant(milliseconds: 1), random: [UInt8](repeating: 2, count: 10))

    private func version(
        _ number: Int, from effective: LocalDay? = nil, retired: Instant? = nil, code: String = "P01",
        by staff: ID<Staff>? = nil
    ) -> ServiceStandard {
        ServiceStandard(
            id: ID(at: Instant(milliseconds: Int64(number)), random: [UInt8](repeating: 7, count: 10)),
            organisationID: ID(at: Instant(milliseconds: 0), random: [UInt8](repeating: 0, count: 10)), code: code,
            version: number, terms: PromiseWorld.terms(), madeAt: monday, madeBy: staff,
            issued: effective.map { .init(at: monday, by: nil, effectiveOn: $0, in: .shanghai) },
            retiredFrom: retired)
    }

    @Test(arguments: ["48h", "14d", "10wd", "90m", "1/month", "2/quarter", "99/year", "95%", "100%", "always"])
    func `a target is read and written the same`(text: String) {
        #expect(StandardTarget(text)?.description == text)
    }

    @Test(arguments: [
        "", "48", "h", "0h", "101%", "0%", "1/week", "0/month", "100/month", "never", "48h ", "1/month/2",
    ])
    func `anything else is no target`(text: String) {
        #expect(StandardTarget(text) == nil)
    }

    @Test(arguments: ["none", "clock:first_feedback", "clock:decision", "indicator:letter_coverage", "duty:visits"])
    func `an evidence is read and written the same`(text: String) {
        #expect(StandardEvidence(text)?.description == text)
    }

    @Test(arguments: ["", "clock:task", "clock:outside", "clock:", "indicator:x", "duty:", "duty:a b", "typed"])
    func `what the team owes within the house or somebody types is no evidence`(text: String) {
        #expect(StandardEvidence(text) == nil)
    }

    @Test func `public words that do not name the number that is measured are refused`() {
        var terms = PromiseWorld.terms(.within(.hours(48)))
        #expect(throws: Never.self) { try terms.checked() }
        terms.wording = Bilingual(zh: "48小时内", en: "Within two days")
        #expect(throws: Problem.invalid(["wording_en": Message("commitments.fault.number_missing", ["n": 48])])) {
            try terms.checked()
        }
        terms.wording = Bilingual("Within 480 hours")
        #expect(throws: Problem.self) { try terms.checked() }
    }

    @Test func `a clock measures a time and a figure a share`() {
        #expect(throws: Problem.invalid(["target": Message("commitments.fault.clock_needs_term")])) {
            try PromiseWorld.terms(.always).checked()
        }
        #expect(throws: Problem.invalid(["target": Message("commitments.fault.indicator_needs_share")])) {
            try PromiseWorld.terms(.always, .indicator(.letterCoverage)).checked()
        }
    }

    @Test func `the version in force is the last by its day, until it is retired`() {
        let later = LocalDay("2026-10-01")!
        let book = StandardBook([version(2, from: later), version(1, from: day), version(3)])
        let october = Zone.shanghai.instant(of: later)
        #expect(book.inForce("P01", at: monday.advanced(byMinutes: -1)) == nil)
        #expect(book.inForce("P01", at: monday)?.version == 1)
        #expect(book.inForce("P01", at: october.advanced(byMilliseconds: -1))?.version == 1)
        #expect(book.inForce("P01", at: october)?.version == 2)
        let states = book.versions.map { book.state(of: $0, at: monday) }
        #expect(states == [.inForce, .planned, .draft])
        #expect(book.versions.map { book.state(of: $0, at: october) } == [.replaced, .inForce, .draft])
        let ended = StandardBook([version(1, from: day, retired: october)])
        #expect(ended.inForce("P01", at: october) == nil)
        #expect(ended.state(of: ended.versions[0], at: october) == .retired)
        #expect(book.freeCode == "P02" && book.nextVersion(of: "P01") == 4 && book.nextVersion(of: "P09") == 1)
    }

    @Test func `only the latest draft of somebody else is put in force, never backwards nor before its former`() {
        let draft = version(3, by: writer)
        let book = StandardBook([version(1, from: LocalDay("2026-09-20")!), version(2), draft])
        func refusal(_ standard: ServiceStandard, _ on: String, by staff: ID<Staff>?) -> Problem? {
            book.refusal(toIssue: standard, effectiveOn: LocalDay(on)!, today: day, by: staff)
        }
        #expect(refusal(draft, "2026-09-20", by: issuer) == nil)
        #expect(refusal(book.versions[1], "2026-09-20", by: issuer) == .conflict("commitments.refusal.not_a_draft"))
        #expect(refusal(book.versions[0], "2026-09-20", by: issuer) == .conflict("commitments.refusal.not_a_draft"))
        #expect(refusal(draft, "2026-09-20", by: writer) == .forbidden("commitments.refusal.own_words"))
        for wrong in ["2026-09-13", "2026-09-19", "2027-09-30"] {
            #expect(refusal(draft, wrong, by: issuer) != nil, "\(wrong)")
        }
    }

    @Test func `a letter with gaps, without promises or of one's own words is not issued`() {
        func letter(_ parts: CommitmentLetter.Parts) -> CommitmentLetter {
            CommitmentLetter(
                id: ID(at: Instant(milliseconds: 5), random: [UInt8](repeating: 5, count: 10)),
                organisationID: ID(at: Instant(milliseconds: 0), random: [UInt8](repeating: 0, count: 10)), version: 1,
                parts: parts, madeAt: monday, madeBy: writer, issued: nil, standards: [])
        }
        let (whole, gaps) = (letter(PromiseWorld.parts()), letter(PromiseWorld.parts("＿＿")))
        func refusal(
            _ letter: CommitmentLetter, by staff: ID<Staff>?, _ promises: [ServiceStandard]
        ) -> Problem? {
            LetterBook([letter]).refusal(
                toIssue: letter, effectiveOn: day, today: day, by: staff, promises: promises)
        }
        let promises = [version(1, from: day)]
        #expect(refusal(whole, by: issuer, promises) == nil)
        #expect(refusal(gaps, by: issuer, promises) == .conflict("commitments.refusal.gaps"))
        #expect(refusal(whole, by: issuer, []) == .conflict("commitments.refusal.no_promises"))
        #expect(refusal(whole, by: writer, promises) == .forbidden("commitments.refusal.own_words"))
    }

    @Test(arguments: OrganisationKind.allCases)
    func `the program brings promises and a letter for every kind of organisation`(kind: OrganisationKind) throws {
        let shipped = try ShippedCommitments.load()
        let standards = try shipped.standards(for: kind).map { try $0.terms }
        #expect(standards.count >= 8)
        let clocks = Set(standards.map(\.evidence.description))
        #expect(clocks.isSuperset(of: ["clock:acknowledge", "clock:first_feedback", "clock:decision", "none"]))
        let targets = Set(standards.filter { $0.evidence == .clock(.decision) }.map(\.target.description))
        switch kind {
        case .hospital: #expect(targets == ["10wd"])
        case .combined: #expect(targets == ["14d", "10wd"])
        case .careHome, .homeCare, .ltciProvider: #expect(targets == ["14d"])
        }
        let letter = try #require(shipped.letter(for: kind))
        #expect(letter.hasGaps && letter.all.allSatisfy { !$0.text.zh.isEmpty && !$0.text.en.isEmpty })
    }
}
