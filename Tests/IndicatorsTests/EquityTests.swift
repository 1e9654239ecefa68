import Casework
import Testing

@testable import Indicators

@Suite struct EquityTests {
    private func table(_ rates: [String: Rate]) -> EquityTable {
        EquityTable(
            .payer, groups: rates.keys.sorted(), rates: rates.mapValues { [.satisfied: $0] },
            lengths: [:])
    }

    private func told(_ group: String, _ rates: [String: Rate]) -> EquityLine.Comparison? {
        table(rates).lines.first { $0.group == group }?.rates[.satisfied]
    }

    @Test func `a difference is named only where the intervals do not touch`() {
        let near = ["a": Rate(45, of: 50), "b": Rate(42, of: 50)]
        #expect(told("a", near) == .told(Rate(45, of: 50), .none))
        let far = ["a": Rate(49, of: 50), "b": Rate(20, of: 50)]
        #expect(told("a", far) == .told(Rate(49, of: 50), .higher))
        #expect(told("b", far) == .told(Rate(20, of: 50), .lower))
    }

    @Test func `a group below five is hidden, and so is what would give it away`() {
        let rates = ["a": Rate(40, of: 50), "b": Rate(6, of: 8), "c": Rate(3, of: 3)]
        #expect(told("c", rates) == .hidden)
        #expect(told("b", rates) == .hidden)
        #expect(told("a", rates) == .told(Rate(40, of: 50), .none))
        #expect(told("a", ["a": Rate(40, of: 50)]) == .told(Rate(40, of: 50), .unknown))
    }
}
