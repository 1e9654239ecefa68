import Kernel
import Testing

@testable import Indicators

@Suite struct CatalogueTests {
    @Test func `the shipped catalogue is whole, and what nobody records says what it waits for`() throws {
        let catalogue = try IndicatorCatalogue.load()
        #expect(catalogue.indicators.count > 40)
        #expect(catalogue.indicators.contains { !$0.isRecorded })
        for measure in Measure.allCases {
            #expect(
                catalogue.indicators.contains { $0.measures.contains(measure) }, "nobody shows \(measure.rawValue)")
        }
        for dimension in Indicator.Dimension.allCases {
            #expect(catalogue.dashboard(of: .director, in: .careHome).contains { $0.dimension == dimension })
        }
        for role in [Role.director, .qualitySupervisor, .unitHead, .customerService, .mediator] {
            #expect(!catalogue.dashboard(of: role, in: .careHome).isEmpty)
        }
        let home = catalogue.dashboard(of: .director, in: .careHome)
        #expect(home.contains { $0.code == "complaints_per_resident_days" })
        #expect(!home.contains { $0.code == "complaints_per_patients" })
    }

    private static let whole = """
        - code: some_rate
          name: {zh: 率, en: Rate}
          counts: {zh: 分子, en: This}
          of: {zh: 分母, en: That}
          measure: upheld
          maturity: {zh: 即时, en: At once}
          leaves_out: {zh: 无, en: Nothing}
          grain: case
          better: up
          roles: [director]
        """

    @Test(arguments: [
        ("", "", "", 0), ("measure: upheld", "measure: dreams", "not_understood", 5),
        ("better: up", "better: sideways", "not_understood", 9), ("grain: case", "grian: case", "missing", 1),
        ("roles: [director]", "roles: []", "missing", 1), ("en: Rate", "de: Rate", "both_languages", 2),
        ("better: up", "better: up\n  target: 90", "missing", 1),
        ("better: up", "better: up\n  colour: red", "unknown_field", 10),
        ("measure: upheld", "awaits: {zh: 计划, en: Plans}", "", 0),
        ("measure: upheld", "measure: upheld\n  awaits: {zh: 计划, en: Plans}", "no_formula", 1),
        ("  measure: upheld\n", "", "no_formula", 1),
        ("measure: upheld", "measure: upheld\n  per: [visit]\n  times: 100", "no_rate", 1),
        ("measure: upheld", "measure: complaint\n  per: [visit]", "no_rate", 1),
        ("measure: upheld", "measure: complaint\n  per: [visit]\n  times: 100", "", 0),
        ("roles: [director]", "roles: [queen]", "not_understood", 10),
        ("- code: some_rate", "- code: A!", "not_understood", 1),
        ("- code", "code", "not_yaml", 2), ("- code: some_rate", "- {", "not_yaml", 2),
    ])
    func `a fault is told with its line and reason`(
        part: String, instead: String, key: String, line: Int
    ) throws {
        let text = part.isEmpty ? Self.whole : Self.whole.replacing(part, with: instead)
        if key.isEmpty {
            #expect(try IndicatorCatalogue.read(text).indicators.count == 1)
        } else {
            let fault = #expect(throws: IndicatorFault.self) { try IndicatorCatalogue.read(text) }
            #expect(fault?.message.key == "indicators.fault.\(key)")
            if key != "not_yaml" { #expect(fault?.line == line) }
        }
    }

    @Test func `a code may not stand twice`() {
        let fault = #expect(throws: IndicatorFault.self) {
            try IndicatorCatalogue.read(Self.whole + "\n" + Self.whole)
        }
        #expect(fault?.message.key == "indicators.fault.twice")
        #expect(fault?.line == 11)
    }
}
