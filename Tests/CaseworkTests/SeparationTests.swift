import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct SeparationTests {
    private func anonymous(_ secrecy: Secrecy = .anonymous) throws -> Case {
        let about = ComplainedAbout(staff: [World.named], units: [World.kitchen])
        let complainant =
            secrecy == .anonymous
            ? Complainant(kind: .anonymous) : Complainant(kind: .child, name: "Lin", phone: "555-0100")
        return try Journey(World.registration(secrecy: secrecy, about: about, complainant: complainant)).subject
    }

    @Test func `whoever is named takes no step at all`() throws {
        let subject = try anonymous(.open)
        let named = World.actor(World.named, .supervisor, .complaintLeader)
        #expect(subject.lawfulSteps(for: named, as: [.holder, .groupMember, .approver]).isEmpty)
        var altered = subject
        #expect(
            refusal { _ = try altered.take(.note(.init(text: "Lies")), by: named, at: World.thursday) }
                == ["casework.refusal.conflict_of_interest"])
    }

    @Test func `the unit complained about is shut out of restricted cases only`() throws {
        let cook = Standing(staffID: World.other, roles: [.employee], units: [World.kitchen])
        #expect(try anonymous(.open).relations(of: cook).contains(.named) == false)
        #expect(try anonymous(.confidential).relations(of: cook).contains(.named))
        #expect(try anonymous().relations(of: cook).contains(.named))
    }

    @Test func `a handler of the named persons or units is refused`() throws {
        var subject = try anonymous(.confidential)
        _ = try subject.take(
            .suggestion(.init(level: .three, reasons: [], ruleVersion: "t")), by: World.program, at: World.thursday)
        _ = try subject.take(.grading(.init(level: .three)), by: World.receiving, at: World.thursday)
        #expect(
            refusal {
                _ = try subject.take(
                    .assignment(.init(handler: World.named, responsibleUnit: World.kitchen)),
                    by: World.supervising, at: World.thursday)
            } == ["handler: casework.field.person_is_named", "responsible_unit: casework.field.unit_is_named"])
    }

    @Test func `identity is seen by intake and the privacy officer alone`() throws {
        let subject = try anonymous(.confidential)
        let intake = Standing(staffID: World.receiver, roles: [.employee])
        let officer = Standing(staffID: World.head, roles: [.privacyOfficer])
        let others = [
            Standing(staffID: World.boss, roles: [.employee, .director, .chiefExecutive]),
            Standing(staffID: World.other, roles: [.employee, .complaintLeader], units: [World.group]),
            Standing(staffID: World.other, roles: [.auditor]),
        ]
        #expect(subject.complainant(seenBy: intake) != nil)
        #expect(subject.complainant(seenBy: officer) != nil)
        for standing in others { #expect(subject.complainant(seenBy: standing) == nil) }
    }

    @Test func `a complaint about the director is decided above, about the chief executive outside the line`() throws {
        var about = ComplainedAbout(roles: [.director])
        #expect(try Journey(World.registration(about: about)).subject.approverRoles(for: .two) == [.chiefExecutive])
        about.roles = [.director, .chiefExecutive]
        let subject = try Journey(World.registration(about: about)).subject
        #expect(subject.approverRoles(for: .one) == [.qualitySupervisor])
        let chief = Standing(staffID: World.boss, roles: [.chiefExecutive])
        #expect(subject.relations(of: chief).contains(.named))
    }

    @Test func `a group complained about is out of its own case`() throws {
        let subject = try Journey(World.registration(about: ComplainedAbout(units: [World.group]))).subject
        let member = Standing(staffID: World.other, roles: [.complaintHandler], units: [World.group])
        #expect(subject.relations(of: member).contains(.named))
    }

    @Test func `a receiver who is complained about does not hold the case`() throws {
        let about = ComplainedAbout(staff: [World.receiver])
        #expect(try Journey(World.registration(about: about)).subject.holder == .group(World.group))
    }

    @Test func `only lawful steps are offered`() throws {
        var journey = try Journey()
        let first = journey.subject.lawfulSteps(for: World.receiving, as: [.firstReceiver, .holder])
        #expect(first.contains(.acknowledge) && !first.contains(.confirmLevel))
        #expect(!first.contains(.approve) && !first.contains(.close))
        try journey.proposed()
        let deciding = journey.subject.lawfulSteps(for: World.supervising, as: [.approver, .uninvolved])
        #expect(deciding.contains(.approve) && deciding.contains(.reject))
        let proposer = journey.subject.lawfulSteps(
            for: World.actor(World.handler, .supervisor), as: [.approver, .handler])
        #expect(!proposer.contains(.approve))
        #expect(journey.subject.lawfulSteps(for: World.daughter, as: []).contains(.addNote))
    }

    @Test func `a right is had exactly where a line of the table gives it`() {
        let lines = Dictionary(grouping: CaseworkRights.lines, by: \.action)
        let pairs =
            Relation.allCases.map { Set([$0]) } + [[], [.holder, .uninvolved], [.any, .handler], [.named, .any]]
        for action in CaseAction.allCases {
            for role in Role.allCases {
                let actor = World.actor(World.handler, role)
                let ofActor = (lines[action.rawValue] ?? []).filter { actor.roles.contains($0.role) }
                let given = Set(ofActor.map(\.relation))
                for relations in pairs {
                    let expected = !relations.contains(.named) && !given.isDisjoint(with: relations.union([.any]))
                    #expect(
                        CaseworkRights.allows(action, actor, as: relations) == expected,
                        "\(action) \(role) \(relations)")
                }
            }
        }
    }

    @Test func `the lines of a state are those of the table, in the order of the actions`() {
        for state in CaseState.allCases {
            let lines = CaseAction.allCases.compactMap { Transitions.line(state, $0) }
            #expect(Transitions.lines(in: state) == lines)
            #expect(
                Transitions.waivable(in: state)
                    == lines.filter { !Guard.waivable.isDisjoint(with: $0.guards) })
        }
    }

    @Test func `a complainant reaches their own case only`() throws {
        var journey = try Journey()
        let stranger = Actor(organisationID: World.organisation, kind: .complainant(caseID: "another"))
        #expect(
            refusal { try journey.take(.note(.init(text: "Hello")), by: stranger) } == ["casework.refusal.staff_only"])
        #expect(
            refusal { try journey.take(.upgrade(.init(level: .one, reason: "x")), by: World.daughter) }
                == ["casework.refusal.staff_only"])
    }

    @Test func `an anonymous abuse report is level one at once and hidden from the accused unit`() throws {
        let tree = try World.data.get().categories
        let suggestion = Grading.suggest(
            GradingFacts(kind: .report, points: [.init(tree[World.category("SAF-01")]!)]))
        var registration = World.registration(
            kind: .report, secrecy: .anonymous,
            about: ComplainedAbout(staff: [World.named], units: [World.kitchen]),
            complainant: Complainant(kind: .anonymous))
        registration.allegations = [NewAllegation(text: "Hit", category: World.category("SAF-01"))]
        let visitor = Actor(organisationID: World.organisation, kind: .visitor)
        var (subject, _) = try Case.receive(registration, by: visitor, at: World.thursday)
        _ = try subject.take(.suggestion(suggestion), by: World.program, at: World.thursday)
        #expect(subject.level.current == .one)
        let cook = Standing(staffID: World.other, roles: [.employee, .supervisor], units: [World.kitchen])
        let actor = World.actor(World.other, .supervisor)
        #expect(subject.lawfulSteps(for: actor, as: subject.relations(of: cook)).isEmpty)
        #expect(subject.readingAction == .readRestricted)
    }
}
