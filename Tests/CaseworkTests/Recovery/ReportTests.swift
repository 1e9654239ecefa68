import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct ReportTests {
    private func table() throws -> ReportTable { try World.data.get().reports }

    private func subject(_ category: String, _ harm: Harm = .none, _ kind: CaseKind = .complaint) throws -> Case {
        var registration = World.registration(kind: kind)
        registration.allegations = [NewAllegation(text: "It", category: World.category(category), harm: harm)]
        return try Journey(registration).subject
    }

    @Test(arguments: [
        ("RGT-01", Harm.none, ["information_authority", "persons_affected"]), ("SAF-01", .none, ["police"]),
        ("MED-02", .major, ["health_commission"]), ("MED-02", .minor, []), ("CAR-01", .catastrophic, ["civil_affairs"]),
        ("SAF-11", .none, ["civil_affairs"]), ("SAF-11", .moderate, ["civil_affairs", "fire_rescue"]),
        ("LTC-04", .none, ["medical_insurance"]),
        ("DIN-04", .minor, ["market_regulation", "health_commission", "disease_control"]), ("DIN-01", .major, []),
        ("FAC-05", .minimal, []), ("FAC-05", .moderate, ["special_equipment", "fire_rescue"]),
        ("MGT-03", .none, ["civil_affairs", "medical_insurance", "persons_affected"]),
    ])
    func `the category sets off who must be told`(category: String, harm: Harm, bodies: [String]) throws {
        let missing = try table().missing(in: subject(category, harm), of: .careHome)
        #expect(missing.map(\.body.rawValue) == bodies)
    }

    @Test func `the reason of a level sets it off too`() throws {
        var subject = try subject("DIN-01")
        subject.level.suggestion = .init(
            level: .one, reasons: [Message("casework.reason.violence")], ruleVersion: "t")
        #expect(try table().missing(in: subject, of: .careHome).map(\.body) == [.police])
    }

    @Test func `an article is named only where it speaks to this kind of house`() throws {
        let violent = try subject("SAF-01")
        #expect(try table().missing(in: violent, of: .careHome).map(\.law) == [nil])
        #expect(try table().missing(in: violent, of: .hospital).map(\.law) == [.medicalDisputes29])
        let leak = try subject("RGT-01")
        #expect(try table().missing(in: leak, of: .homeCare).first?.law == .informationProtection57)
        let unstated: Set = ["emergency", "major_hazard", "insurance_fraud", "food_poisoning", "service_interruption"]
        for trigger in try table().triggers where unstated.contains(trigger.code) { #expect(trigger.law == nil) }
    }

    @Test(arguments: Engine.available)
    func `a report of abuse opens its point with a clock, which climbs when late and ends when told`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let received = try await world.receive { registration in
                registration.allegations = [NewAllegation(text: "Hit", category: World.category("SAF-01"))]
            }
            let id = received.subject.id
            #expect(received.subject.openReports.map(\.demand.body) == [.police])
            let clock = try #require(try await world.clocks(of: id)["authority_report.1"])
            let reading = clock.clock.reading(at: world.clock.now, in: .china)
            #expect(reading.dueAt == received.subject.milestones.receivedAt.advanced(byHours: 1))
            #expect(try await world.clocks(of: id)["authority_report"] == nil, "the checklist takes its place")
            world.clock.move(hours: 2)
            _ = try await Sweep.run(at: world.desk)
            let late = try await world.find(id)
            #expect(late.timing.escalations.contains { $0.escalation.role == .director })
            let listed = try await world.database.read { db in
                try ListedReport.list(
                    isOpen: true, after: nil, reader: .of(World.leading, in: db), at: world.desk, in: db)
            }
            #expect(
                listed.reports.map(\.line.id) == [id] && ListedReport.late(listed.reports, at: world.clock.now) == 1)
            let report = AuthorityReport(
                number: 1, recipient: "Station", receipt: "J-1",
                notice: CaseCommunication(
                    happenedAt: world.clock.now, place: "Phone", mode: .phone, matter: "Told", party: .authority))
            let told = try await world.take(.authorityReport(report), on: id, by: World.receiving)
            #expect(told.openReports.isEmpty)
            #expect(try await world.clocks(of: id)["authority_report.1"]?.clock.metAt == world.clock.now)
            let settled = try await world.database.read { db in
                try ListedReport.list(
                    isOpen: false, after: nil, reader: .of(World.leading, in: db), at: world.desk, in: db)
            }
            #expect(settled.reports.count == 1)
            await #expect(throws: Problem.self, "nothing is reported twice") {
                try await world.take(.authorityReport(report), on: id, by: World.receiving)
            }
        }
    }

    @Test func `only the approver finds that nobody has to be told, with a reason`() throws {
        var journey = try Journey()
        let demands = try table().demands(try #require(try table()["fire"]), .careHome)
        #expect(
            refusal { try journey.take(.reportDemands(.init(demands: demands)), by: World.receiving) }
                == ["reason: casework.field.blank"])
        try journey.take(.reportDemands(.init(demands: demands, reason: "Smoke")), by: World.receiving)
        #expect(
            refusal { try journey.take(.reportDemands(.init(demands: demands, reason: "Smoke")), by: World.receiving) }
                == ["trigger: casework.field.report_is_listed"])
        #expect(
            refusal { try journey.take(.reportWaiver(.init(number: 1, reason: "Toast")), by: World.handling) }
                == ["casework.refusal.not_the_approver"])
        #expect(
            refusal { try journey.take(.reportWaiver(.init(number: 1, reason: "")), by: World.supervising) }
                == ["reason: casework.field.blank"])
        try journey.take(.reportWaiver(.init(number: 1, reason: "Toast")), by: World.supervising)
        #expect(journey.subject.openReports.isEmpty)
        #expect(journey.subject.redress.reports[0].waived?.reason == "Toast")
    }

    @Test func `a case closes only when its checklist is settled`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer()), by: World.daughter)
        let demands = try table().demands(try #require(try table()["fire"]), .careHome)
        try journey.take(.reportDemands(.init(demands: demands, reason: "Smoke")), by: World.receiving)
        let close = CaseStep.closure(.init(summary: "Hot again", learning: "Check lids"))
        #expect(refusal { try journey.take(close, by: World.receiving) } == ["casework.guard.reports_settled"])
        try journey.take(.reportWaiver(.init(number: 1, reason: "Toast")), by: World.supervising)
        try journey.take(close, by: World.receiving)
    }

    @Test func `the time of a report runs on though the voice is withdrawn`() throws {
        var journey = try Journey()
        let demands = try table().demands(try #require(try table()["fire"]), .careHome)
        try journey.take(.reportDemands(.init(demands: demands, reason: "Smoke")), by: World.receiving)
        try journey.take(.withdrawal(.init(reason: "No matter", ofOwnFreeWill: true)), by: World.receiving)
        let clock = try #require(try journey.subject.reportClocks(at: journey.now).first)
        #expect(clock.clock.finishedAt == nil)
    }
}
