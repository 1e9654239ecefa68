import App
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

extension RunningProgram {
    /// Receives a case, and tells its number.
    func someCase() async throws -> String {
        let cases = CaseDesk(desk: program.desk, rules: try CaseworkData.load())
        let member = try #require(App.World.member("qiantai"))
        let actor = Actor(organisationID: App.World.organisation, kind: .staff(member.id, roles: Set(member.roles)))
        let received = try await database.write { db in
            try cases.receive(by: actor, in: db) { id, number in
                Registration(
                    id: id, organisationID: App.World.organisation, number: number, zone: .shanghai, kind: .complaint,
                    channel: .phone, secrecy: .open,
                    complainant: Complainant(kind: .child, name: "Lin Xiao", phone: "13900020001"),
                    receivedAt: db.now, accountableGroup: App.World.Unit.complaints.id, narrative: "Cold soup.",
                    personServed: nil,
                    allegations: [
                        NewAllegation(
                            text: "Cold soup", category: try #require(CategoryCode("DIN-01")), harm: .minor)
                    ])
            }
        }
        return received.subject.number.description
    }
}
