import Kernel
import Platform

@testable import Casework

/// The small named world of the casework tests: one care home, its people, one case about cold soup.
enum World {
    static let data = Result { try CaseworkData.load() }
    static let organisation: ID<Organisation> = made(1)
    static let receiver: ID<Staff> = made(11)
    static let handler: ID<Staff> = made(12)
    static let other: ID<Staff> = made(13)
    static let boss: ID<Staff> = made(14)
    static let named: ID<Staff> = made(15)
    static let head: ID<Staff> = made(16)
    static let reviewer: ID<Staff> = made(17)
    static let group: ID<OrganisationUnit> = made(21)
    static let kitchen: ID<OrganisationUnit> = made(22)

    static let thursday = Instant(iso8601: "2026-05-21T09:00:00+08:00")!

    static func made<Subject>(_ number: UInt8) -> ID<Subject> {
        ID(at: Instant(milliseconds: 0), random: Array(repeating: 0, count: 9) + [number])
    }

    static func actor(_ staff: ID<Staff>, _ roles: Role...) -> Actor {
        Actor(organisationID: organisation, kind: .staff(staff, roles: Set(roles).union([.employee])))
    }

    static let receiving = actor(receiver, .customerService)
    static let handling = actor(handler)
    static let supervising = actor(boss, .supervisor)
    static let directing = actor(boss, .director)
    static let leading = actor(boss, .chiefExecutive)
    static let confirming = actor(other)
    static let program = Actor(organisationID: organisation, kind: .system)
    static let daughter = Actor(organisationID: organisation, kind: .complainant(caseID: soupID.text))
    static let soupID: ID<Case> = made(31)

    static func category(_ code: String) -> CategoryCode { CategoryCode(code)! }

    static func talk(
        at moment: Instant = thursday, _ mode: CommunicationMode = .phone, reached: Bool = true
    ) -> CaseCommunication {
        CaseCommunication(happenedAt: moment, place: "Front desk", mode: mode, matter: "The soup", reached: reached)
    }

    static func registration(
        kind: CaseKind = .complaint, secrecy: Secrecy = .open, about: ComplainedAbout = ComplainedAbout(),
        complainant: Complainant = Complainant(kind: .child, name: "Lin", phone: "555-0100")
    ) -> Registration {
        Registration(
            id: soupID, organisationID: organisation, number: CaseNumber(year: 2026, counter: 123), zone: .shanghai,
            kind: kind, channel: .phone, secrecy: secrecy, complainant: complainant, receivedAt: thursday,
            accountableGroup: group, narrative: "The soup was cold. It was cold three days running.",
            complainedAbout: about, expectedReplyAt: kind == .inquiry ? thursday.advanced(byHours: 4) : nil,
            outside: kind == .referral ? OutsideReferral(body: .hotline12345, reference: "HK-1") : nil,
            allegations: [NewAllegation(text: "Cold soup", category: category("DIN-01"), harm: .minor)])
    }

    static func letter(for subject: Case) -> DecisionLetter {
        DecisionLetter(
            lookedAt: "The kitchen log and the trolley",
            points: subject.allegations.map {
                .init(allegation: $0.number, finding: $0.finding ?? .upheld, reasons: "The log shows it")
            }, apology: "We are sorry",
            actions: subject.decision.actions.map { .init(number: $0.number, text: $0.text, dueOn: $0.dueOn) },
            ladder: AppealRoute.ladder(for: subject, organisation: .careHome), contact: receiver,
            contactWords: "Front desk")
    }

    static func answer(
        _ satisfied: Satisfaction = .yes, result: Int = 5, understood: Bool = true, agrees: Bool = false,
        refuses: Bool = false
    ) -> ComplainantAnswer {
        ComplainantAnswer(
            understood: understood, respect: 4, process: 4, result: result, satisfied: satisfied,
            agreesToClose: agrees, refusesFurtherContact: refuses, evidence: "recording")
    }
}

/// A case on its way together with the facts it left, one hour between two steps.
struct Journey {
    var subject: Case
    var facts: [CaseFact]
    var now = World.thursday

    init(_ registration: Registration = World.registration(), by actor: Actor = World.receiving) throws {
        let (begun, fact) = try Case.receive(registration, by: actor, at: World.thursday)
        subject = begun
        facts = [fact]
    }

    mutating func take(_ step: CaseStep, by actor: Actor, after hours: Int = 1) throws {
        now = now.advanced(byHours: hours)
        facts.append(try subject.take(step, by: actor, at: now))
    }

    mutating func graded(_ level: ResponseLevel = .three) throws {
        try take(.acknowledgement(.init(communication: World.talk(), empathyShown: true)), by: World.receiving)
        try take(.suggestion(.init(level: .four, reasons: [], ruleVersion: "t")), by: World.program)
        try take(.grading(.init(level: level)), by: World.receiving)
    }

    mutating func investigated(_ level: ResponseLevel = .three) throws {
        try graded(level)
        if level == .one {
            try take(.safety(.init(measure: "Moved", representativeTold: true)), by: World.receiving)
        }
        try take(.assignment(.init(handler: World.handler, responsibleUnit: World.kitchen)), by: World.supervising)
        try take(.acceptance(.init()), by: World.handling)
        try take(.evidence(.init(mode: .interview, summary: "Spoke to the cook")), by: World.handling)
    }

    mutating func found(_ level: ResponseLevel = .three, _ finding: Finding = .upheld) throws {
        try investigated(level)
        let causes = Causes(primary: .maintenance, contributing: [.ruleNotApplied], whys: "Why, why, why")
        try take(
            .finding(.init(allegation: 1, finding: finding, reasons: "The log shows it", causes: causes)),
            by: World.handling)
    }

    mutating func proposed(_ level: ResponseLevel = .three, amount: Money? = nil) throws {
        try found(level)
        let item = Proposal.Item(text: "New lid", owner: World.head, dueOn: LocalDay("2026-06-01")!)
        try take(
            .proposal(
                .init(
                    plan: "Heat it", remedies: [.spokenApology] + (amount == nil ? [] : [.refund]), amount: amount,
                    actions: [item])),
            by: World.handling)
    }

    mutating func decided(_ level: ResponseLevel = .three) throws {
        try proposed(level)
        let approving: Actor =
            switch level {
            case .one: World.leading
            case .two: World.directing
            case .three, .four: World.supervising
            }
        try take(.approval(.init()), by: approving)
    }

    mutating func told(_ level: ResponseLevel = .three, _ mode: CommunicationMode = .letter) throws {
        try decided(level)
        try take(.letter(World.letter(for: subject)), by: World.handling)
        try take(.notice(.init(communication: World.talk(at: now, mode))), by: World.handling)
    }

    mutating func confirmedBySecond(_ level: ResponseLevel = .three) throws {
        try told(level)
        try take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        try take(.secondConfirmation(.init(actionsSeen: "Saw the lid", guidanceGiven: true)), by: World.confirming)
    }

    mutating func closed() throws {
        try confirmedBySecond()
        try take(.answer(World.answer()), by: World.daughter)
        try take(.closure(.init(summary: "Hot again", learning: "Check lids")), by: World.receiving)
    }
}

/// The message of a refusal, whichever kind it is.
func refusal(_ body: () throws -> Void) -> [String] {
    do { try body() } catch let problem as Problem {
        switch problem {
        case .conflict(let message), .forbidden(let message), .unavailable(let message): return [message.key]
        case .invalid(let fields): return fields.map { "\($0.key): \($0.value.key)" }.sorted()
        case .notFound, .signedOut, .tooMany: return ["\(problem)"]
        }
    } catch { return ["\(error)"] }
    return []
}
