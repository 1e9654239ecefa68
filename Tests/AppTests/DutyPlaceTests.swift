import App
import Duties
import Foundation
import Kernel
import Platform
import Registers
import Storage
import TestKit
import Testing

/// Every shipped duty leads to a page on which its owner can do it (Scheduled jobs, S1-65, S3-38, S3-39).
@Suite struct DutyPlaceTests {
    private static let logins: [Role: String] = [
        .complaintLeader: "zuzhang", .humanResources: "renshi", .customerRelations: "kehu",
        .qualitySupervisor: "zhijian", .complaintHandler: "chuli", .coordinator: "zongjian",
        .customerService: "qiantai", .unitHead: "huli", .chiefExecutive: "yuanzhang", .director: "zongjian",
        .privacyOfficer: "yinsi", .supervisor: "zhuguan",
    ]

    @Test func `the place of each shipped rule opens for whoever owes it`() async throws {
        let shipped = try DutyRule.list(file: DutiesFolder.named("Data/duties.yaml"))
        let rules = shipped + (try RegistersSlice.make(ties: .none).duties)
        #expect(rules.count >= 38)
        try await withProgram { running in
            _ = try await Sweep.run(at: running.program.desk)
            let today = running.clock.now.day(in: .shanghai)
            for (role, owed) in Dictionary(grouping: rules, by: { role(of: $0.owner) }) {
                let browser = try await running.signedIn(try #require(Self.logins[role]))
                for rule in owed {
                    let period = rule.rhythm.period(containing: today) ?? Period(key: "", first: today, last: today)
                    let place = try #require(rule.address(in: period), "\(rule.code.rawValue) leads nowhere")
                    let answer = try await browser.get(place)
                    #expect(answer.status == .ok, "\(rule.code.rawValue): \(place) as \(role): \(answer.status)")
                }
            }
        }
    }

    private func role(of owner: DutyOwner) -> Role {
        switch owner {
        case .role(let role): role
        case .unitHead, .person: .unitHead
        }
    }
}
