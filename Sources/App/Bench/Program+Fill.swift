import Casework
import Kernel

extension Program {
    /// Makes the world, fifty real open cases on the front desk's desk, and an archive around them.
    package func fillForBench(cases count: Int) async throws {
        try await World.make(in: self)
        guard let staff = World.member("qiantai")?.id else { return }
        let cases = CaseDesk(desk: desk, rules: try CaseworkData.load())
        let actor = Actor(
            organisationID: World.organisation, kind: .staff(staff, roles: [.employee, .customerService]))
        let subjects = try await database.write { db in
            let group = try BenchFill.group(in: db)
            return try (0..<50).map { number in
                try cases.receive(by: actor, in: db) { id, caseNumber in
                    Registration(
                        id: id, organisationID: World.organisation, number: caseNumber, zone: .shanghai,
                        kind: .complaint,
                        channel: .phone, secrecy: .open, complainant: Complainant(kind: .child, declinedContact: true),
                        receivedAt: db.now, accountableGroup: group, narrative: "Complaint number \(number).",
                        allegations: CategoryCode("DIN-01").map { [NewAllegation(text: "Soup", category: $0)] } ?? [])
                }.subject.id.text
            }
        }
        let open = max(0, count / 10 - 50)
        try await database.write { db in
            try BenchFill.copy(subjects[0], open: open, closed: max(0, count - 50 - open), in: db)
        }
    }
}
