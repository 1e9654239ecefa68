import Kernel
import People
import Platform
import Testing

@Suite struct PersonTests {
    @Test(arguments: [
        (AbilityLevel?.none, false, false), (.intact, false, false), (.moderate, false, false), (.severe, false, true),
        (.lost, false, true), (.mild, true, true), (nil, true, true),
    ])
    func `severe loss or impaired cognition makes vulnerable`(level: AbilityLevel?, cognition: Bool, expected: Bool) {
        let person = World.wang(level: level, cognitionImpaired: cognition)
        #expect(Vulnerability.judge(person, relatives: [], on: today).isVulnerable == expected)
    }

    @Test func `a representative in force protects, a lapsed one and an emergency contact do not`() {
        let person = World.wang(level: .lost)
        func isVulnerable(_ authority: Authority) -> Bool {
            Vulnerability.judge(person, relatives: [World.relative(201, .child, authority)], on: today).isVulnerable
        }
        #expect(!isVulnerable(World.authority(.guardian)))
        #expect(!isVulnerable(World.authority(.agent)))
        #expect(isVulnerable(World.authority(.agent, until: today.advanced(by: -1))))
        #expect(isVulnerable(World.authority(.emergencyContact)))
        let reason = Vulnerability.judge(person, relatives: [], on: today).reason
        #expect(reason.key == "people.vulnerability.alone")
    }

    @Test func `the status follows from periods and death`() {
        var person = World.wang()
        person.periods = [
            ServicePeriod(from: LocalDay("2026-01-10")!, until: LocalDay("2026-03-31")!),
            ServicePeriod(from: LocalDay("2026-05-01")!),
            ServicePeriod(.hospital, from: LocalDay("2026-06-01")!, until: LocalDay("2026-06-09")!),
        ]
        person.diedOn = LocalDay("2026-08-01")
        let days: [(String, ServiceStatus)] = [
            ("2026-01-09", .expected), ("2026-01-10", .inService), ("2026-03-31", .inService), ("2026-04-01", .left),
            ("2026-05-01", .inService), ("2026-06-01", .inHospital), ("2026-06-09", .inHospital),
            ("2026-06-10", .inService), ("2026-07-31", .inService), ("2026-08-01", .deceased),
        ]
        for (day, status) in days { #expect(person.status(on: LocalDay(day)!) == status, "\(day)") }
        let june = LocalDay("2026-06-01")!...LocalDay("2026-06-30")!
        #expect(person.daysPresent(in: june) == 21)
        let august = LocalDay("2026-08-01")!...LocalDay("2026-08-31")!
        #expect(person.daysPresent(in: august) == 1)
    }

    @Test func `contradicting facts are refused with every contradiction`() {
        var person = World.wang(diedOn: LocalDay("1900-01-01"))
        person.name = ""
        person.periods = [ServicePeriod(from: today, until: today.advanced(by: -1))]
        do throws(Problem) {
            try person.check(on: today)
            Issue.record("accepted")
        } catch {
            guard case .invalid(let faults) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(faults.keys.sorted() == ["died_on", "name", "periods"])
        }
    }

    @Test(arguments: [
        ([ServicePeriod(from: today), ServicePeriod(from: today.advanced(by: 5))], "people.fault.periods_overlap"),
        ([ServicePeriod(.hospital, from: today)], "people.fault.hospital_outside_service"),
    ])
    func `periods that overlap or lie outside service are refused`(periods: [ServicePeriod], key: String) {
        var person = World.wang()
        person.periods = periods
        do throws(Problem) {
            try person.check(on: today)
            Issue.record("accepted")
        } catch {
            guard case .invalid(let faults) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(faults["periods"]?.key == key)
        }
    }

    @Test func `age is counted in completed years`() {
        #expect(World.wang().age(on: LocalDay("2026-12-30")!) == 76)
        #expect(World.wang().age(on: LocalDay("2026-12-31")!) == 77)
    }

    @Test func `client codes have at least six digits and grow`() {
        #expect(PersonCode(number: 123).description == "P-000123")
        #expect(PersonCode(number: 1_234_567).description == "P-1234567")
        #expect(PersonCode("p-000123")?.number == 123)
        for wrong in ["P-12", "000123", "P-000000", "P-00012x", ""] { #expect(PersonCode(wrong) == nil, "\(wrong)") }
    }

    @Test(arguments: [
        ("138 0013 8000", "13800138000"), ("+86-13800138000", "13800138000"), ("１３８００１３８０００", "13800138000"),
        ("021-6234 5678", "02162345678"), ("(010) 65551234", "01065551234"), ("400-820-8820", "4008208820"),
        ("12345", "12345"), ("+44 20 7946 0958", "+442079460958"),
    ])
    func `telephone numbers are brought to one form`(typed: String, kept: String) {
        #expect(PhoneNumber(typed)?.text == kept)
    }

    @Test(arguments: ["", "1380013800", "138001380001", "abc", "10086x", "1234567890123456"])
    func `what is no telephone number is refused`(typed: String) { #expect(PhoneNumber(typed) == nil) }

    @Test func `a citizen's number must have a true check digit and birthday`() {
        #expect(IdentityNumber("11010519491231002x")?.text == "11010519491231002X")
        #expect(World.idNumber.bornOn == LocalDay("1949-12-31"))
        #expect(World.idNumber.sex == .female)
        for wrong in ["110105194912310021", "11010519491331002X", "123456789012345", "", "AB"] {
            #expect(IdentityNumber(wrong) == nil, "\(wrong)")
        }
        #expect(IdentityNumber("E12345678")?.bornOn == nil)
    }

    @Test func `employees find, but only those who need them read names`() {
        let rights = Rights(PeopleRights.lines)
        func may(_ action: PeopleAction, _ role: Role, _ ties: Set<Relation> = []) -> Bool {
            let actor = Actor(organisationID: World.home, kind: .staff(World.id(1), roles: [role]))
            return rights.allows(action.rawValue, to: actor, as: ties)
        }
        #expect(may(.find, .employee) && !may(.readNames, .employee) && may(.readNames, .employee, [.firstReceiver]))
        #expect(may(.edit, .customerRelations) && may(.edit, .customerService) && !may(.edit, .auditor))
        #expect(
            may(.read, .unitHead, [.unitHead]) && !may(.read, .unitHead)
                && !may(.readConfidential, .unitHead, [.unitHead]))
        #expect(may(.readConfidential, .auditor) && !may(.recordConsent, .auditor))
        for action in PeopleAction.allCases {
            #expect(may(action, .privacyOfficer))
            #expect(!may(action, .systemAdministrator))
        }
    }
}
