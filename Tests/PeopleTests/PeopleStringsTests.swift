import Foundation
import Kernel
import People
import Platform
import Testing
import Web

@Suite struct PeopleStringsTests {
    private let catalogue = (try? Catalogue(folders: [PeopleFolder.named("Strings")]))!

    @Test func `every value and every action's word exists in both languages`() {
        let keys =
            OrganisationKind.allCases.map { People.label(for: $0).key }
            + Sex.allCases.map { "people.sex.\($0.rawValue)" }
            + ServiceStatus.allCases.map { "people.status.\($0.rawValue)" }
            + Payer.allCases.map { "people.payer.\($0.rawValue)" } + AbilityLevel.allCases.map(\.label.key)
            + InsuranceLevel.allCases.map(\.label.key) + DisclosureTopic.allCases.map(\.label.key)
            + Communication.Need.allCases.map { "people.need.\($0.rawValue)" }
            + Kinship.allCases.map { "people.kinship.\($0.rawValue)" }
            + Authority.Kind.allCases.map { "people.authority.kind.\($0.rawValue)" }
            + Authority.Document.Kind.allCases.map { "people.document.\($0.rawValue)" }
            + Consent.Kind.allCases.map { "people.consent.kind.\($0.rawValue)" }
            + Consent.Decision.allCases.map { "people.consent.decision.\($0.rawValue)" }
            + ReadPurpose.allCases.map { "people.read_purpose.\($0.rawValue)" }
            + PersonImport.Field.allCases.map { "people.import.heading.\($0.rawValue)" }
        for key in keys { #expect(catalogue.has(key), "\(key)") }
    }

    @Test func `every key written in the code exists`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/People")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        var seen = 0
        for file in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?:Message|conflict|forbidden)\("(people\.[a-z_.]*[a-z_])"/) {
                seen += 1
                #expect(catalogue.has(String(match.1)), "\(match.1) in \(file.lastPathComponent)")
            }
        }
        #expect(seen > 20)
    }

    @Test func `a vulnerability is worded with its grounds`() {
        let person = World.wang(level: .severe, cognitionImpaired: true)
        let reason = Vulnerability.judge(person, relatives: [], on: today).reason
        let text = catalogue.word(reason, .chinese, zone: .shanghai)
        #expect(text.contains("能力等级为“重度失能”"), "\(text)")
        #expect(text.contains("有认知障碍"))
        #expect(text.contains("上调一级"))
    }
}
