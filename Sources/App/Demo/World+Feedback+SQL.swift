import Duties
import Feedback
import Foundation
import Kernel
import People
import Platform
import Storage
import Yams

/// What is said and done in `Data/feedback.yaml`.
private struct SaidAndDone: Decodable, Sendable {
    let voices: FeedbackStory.Script
    let duties: [DutyStory.Move]
}

extension World {
    /// What people said when they were asked, and how recurring duties stand, on the last day of a demonstration.
    package static func tellFeedback(in program: Program) async throws {
        let desk = program.desk
        let told = try YAMLDecoder().decode(
            SaidAndDone.self, from: String(contentsOf: AppFolder.named("Data/feedback.yaml"), encoding: .utf8))
        let duties = DutyDesk(desk: desk, scopes: .people, shipped: [])
        guard let manager = actor("zhijian"), let caller = actor("kehu"), let carer = actor("hulier") else { return }
        let holders: [(Role, String)] = [
            (.complaintLeader, "zuzhang"), (.complaintHandler, "chuli"), (.humanResources, "renshi"),
            (.qualitySupervisor, "zhijian"), (.coordinator, "zongjian"), (.supervisor, "zhuguan"),
        ]
        let people = Dictionary(
            holders.compactMap { role, login in actor(login).map { (role, $0) } },
            uniquingKeysWith: { first, _ in first })
        try await program.database.write { db in
            let residents = try db.rows(
                """
                SELECT p.id, p.unit_id FROM persons p WHERE p.organisation_id = \(organisation)
                    AND \(Person.inService(on: db.now.day(in: .shanghai))) ORDER BY p.code_number LIMIT 20
                """
            ).map { FeedbackStory.Resident(id: try $0.get("id"), unit: try $0.get("unit_id")) }
            try FeedbackStory(
                told.voices, manager: manager, caller: caller, carer: carer, residents: residents, at: desk
            ).tell(in: db)
            try DutyStory(duties, people: people, moves: told.duties).tell(in: db)
        }
    }

    private static func actor(_ login: String) -> Actor? {
        member(login).map { member in
            Actor(
                organisationID: organisation,
                kind: .staff(member.id, roles: Set(member.roles).union([.employee])))
        }
    }
}
