import Foundation
import Kernel
import Storage
import TestKit
import Testing
import Web

@testable import Platform

@Suite struct RosterTests {
    private static let now = Instant(iso8601: "2026-05-21T09:00:00+08:00")!

    private static func id<Subject>(_ number: UInt8) -> ID<Subject> {
        ID(at: Instant(milliseconds: 0), random: Array(repeating: 0, count: 9) + [number])
    }

    private static let organisation: ID<Organisation> = id(1)
    private static let anna: ID<Staff> = id(11)
    private static let ben: ID<Staff> = id(12)
    private static let cleo: ID<Staff> = id(13)
    private static let floor: ID<OrganisationUnit> = id(21)
    private static let house: ID<OrganisationUnit> = id(22)

    private static func span(_ from: Int, _ until: Int) -> Span {
        Span(from: now.advanced(byHours: from), until: now.advanced(byHours: until))
    }

    private static func shift(
        _ staff: ID<Staff>, _ from: Int, _ until: Int, unit: ID<OrganisationUnit>? = nil, number: UInt8 = 40
    ) -> DutyShift {
        DutyShift(
            id: id(number), organisationID: organisation, staffID: staff, unitID: unit, post: "Night",
            span: span(from, until))
    }

    private static func absence(
        _ staff: ID<Staff>, _ from: Int, _ until: Int, deputy: ID<Staff>? = nil, _ reason: Absence.Reason = .leave,
        number: UInt8 = 50
    ) -> Absence {
        Absence(
            id: id(number), organisationID: organisation, staffID: staff, deputyID: deputy, reason: reason,
            span: span(from, until))
    }

    private func fault(_ body: () throws(Problem) -> Void) -> String? {
        do throws(Problem) {
            try body()
            return nil
        } catch {
            switch error {
            case .invalid(let faults):
                return faults.map { "\($0.key): \($0.value.key)" }.sorted().joined(separator: " ")
            case .conflict(let message): return message.key
            case .notFound, .signedOut, .forbidden, .tooMany, .unavailable: return "\(error)"
            }
        }
    }

    @Test(arguments: [
        (shift(anna, 5, 5), "until: platform.roster.ends_before_start"),
        (shift(anna, -8, -1), "until: platform.roster.already_over"),
        (shift(anna, 0, 24 * 40), "until: platform.roster.too_long"),
        (shift(ben, 1, 3, unit: floor), "staff: platform.roster.on_duty_elsewhere"),
        (shift(anna, 1, 3), "from: platform.roster.place_taken"),
        (shift(cleo, 1, 3, unit: floor), "staff: platform.roster.away_then"),
    ])
    func `a shift nobody could keep is refused`(shift: DutyShift, wanted: String) {
        let standing = [RosterTests.shift(RosterTests.ben, 0, 8, number: 41)]
        let away = [RosterTests.absence(RosterTests.cleo, 2, 4)]
        #expect(
            fault { () throws(Problem) in try shift.check(beside: standing, absences: away, at: RosterTests.now) }
                == wanted)
    }

    @Test func `shifts that touch do not overlap`() {
        let standing = [RosterTests.shift(RosterTests.ben, 0, 8, number: 41)]
        #expect(
            fault { () throws(Problem) in
                try RosterTests.shift(RosterTests.anna, 8, 16).check(
                    beside: standing, absences: [], at: RosterTests.now)
            } == nil)
    }

    @Test(arguments: [
        (absence(anna, 3, 2), "until: platform.roster.ends_before_start"),
        (absence(ben, 2, 4), "from: platform.roster.absent_already"),
        (absence(anna, 2, 4, deputy: anna), "deputy: platform.roster.deputy_is_self"),
        (absence(anna, 2, 4, deputy: ben), "deputy: platform.roster.deputy_away"),
        (absence(cleo, 2, 4), "from: platform.roster.on_duty_then"),
    ])
    func `an absence that could not be is refused`(absence: Absence, wanted: String) {
        let away = [RosterTests.absence(RosterTests.ben, 0, 8, number: 51)]
        let shifts = [RosterTests.shift(RosterTests.cleo, 0, 8)]
        #expect(
            fault { () throws(Problem) in try absence.check(beside: away, shifts: shifts, at: RosterTests.now) }
                == wanted)
    }

    @Test func `illness is let in over one's own duty`() {
        let shifts = [RosterTests.shift(RosterTests.cleo, 0, 8)]
        let sick = RosterTests.absence(RosterTests.cleo, 2, 4, .sick)
        #expect(fault { () throws(Problem) in try sick.check(beside: [], shifts: shifts, at: RosterTests.now) } == nil)
    }

    private func settled(
        _ engine: Engine, _ body: @escaping (any Database, MovableClock) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: RosterTests.now)
        try await withDatabase(
            engine, clock: clock,
            migrations: { dialect in
                try Migration.load(
                    slice: "platform", folder: PlatformFolder.url.appendingPathComponent("Migrations"),
                    dialect: dialect)
            },
            body: { database in
                try await database.write { db in
                    try OrganisationProfile(
                        id: RosterTests.organisation, name: "Willow House", kind: .careHome, zone: .shanghai,
                        language: .chinese
                    ).save(in: db)
                    let day = LocalDay("2026-01-01")!
                    for (index, staff) in [RosterTests.anna, RosterTests.ben, RosterTests.cleo].enumerated() {
                        try StaffMember(
                            id: staff, organisationID: RosterTests.organisation, number: "\(index)",
                            name: "Person \(index)", employedFrom: day
                        ).save(in: db)
                    }
                    try OrganisationUnit(
                        id: RosterTests.house, organisationID: RosterTests.organisation, parentID: nil,
                        kind: .department, name: "Nursing", headID: RosterTests.cleo, activeFrom: day
                    ).save(in: db)
                    try OrganisationUnit(
                        id: RosterTests.floor, organisationID: RosterTests.organisation, parentID: RosterTests.house,
                        kind: .floor, name: "First floor", headID: nil, activeFrom: day
                    ).save(in: db)
                    try Membership(
                        id: db.newID(), staffID: RosterTests.anna, unitID: RosterTests.floor, from: day
                    ).save(of: RosterTests.organisation, in: db)
                }
                try await body(database, clock)
            })
    }

    private func standIns(_ database: any Database) async throws -> [ID<Staff>] {
        try await database.read { db in
            try Presence.load(for: [RosterTests.anna], of: RosterTests.organisation, in: db)
                .standIns(for: RosterTests.anna)
        }
    }

    @Test(arguments: Engine.available)
    func `who acts is the deputy, then who is on duty, then the head above, and never somebody away`(
        engine: Engine
    ) async throws {
        try await settled(engine) { database, clock in
            #expect(try await standIns(database) == [RosterTests.cleo])
            try await database.write { try RosterTests.shift(RosterTests.ben, -1, 8).save(in: $0) }
            #expect(try await standIns(database) == [RosterTests.ben, RosterTests.cleo])
            try await database.write {
                try RosterTests.absence(RosterTests.anna, 0, 8, deputy: RosterTests.cleo).save(in: $0)
            }
            #expect(try await standIns(database) == [RosterTests.cleo, RosterTests.ben])
            try await database.write {
                try RosterTests.absence(RosterTests.cleo, 0, 2, .sick, number: 51).save(in: $0)
            }
            #expect(try await standIns(database) == [RosterTests.ben])
            clock.move(hours: 3)
            #expect(try await standIns(database).first == RosterTests.cleo)
        }
    }

    @Test(arguments: Engine.available)
    func `away, out of service and left are not here`(engine: Engine) async throws {
        try await settled(engine) { database, _ in
            try await database.write { db in
                try RosterTests.absence(RosterTests.anna, 0, 8).save(in: db)
                var ben = try StaffMember.find(RosterTests.ben, of: RosterTests.organisation, in: db)
                ben.employedTo = LocalDay("2026-05-20")
                try ben.save(in: db)
            }
            let everybody = [RosterTests.anna, RosterTests.ben, RosterTests.cleo]
            let missing = try await database.read {
                try Presence.missing(among: everybody, of: RosterTests.organisation, in: $0)
            }
            #expect(missing == [RosterTests.anna, RosterTests.ben])
        }
    }

    @Test(arguments: Engine.available)
    func `shifts and absences are read a page at a time`(engine: Engine) async throws {
        try await settled(engine) { database, _ in
            try await database.write { db in
                for hour in 0..<60 {
                    try DutyShift(
                        id: db.newID(), organisationID: RosterTests.organisation, staffID: RosterTests.ben,
                        unitID: nil, span: RosterTests.span(hour, hour + 1)
                    ).save(in: db)
                    try Absence(
                        id: db.newID(), organisationID: RosterTests.organisation, staffID: RosterTests.anna,
                        deputyID: nil, reason: .other, span: RosterTests.span(hour, hour + 1)
                    ).save(in: db)
                }
            }
            try await database.read { db in
                let first = try DutyShift.page(of: RosterTests.organisation, after: nil, in: db)
                let second = try DutyShift.page(of: RosterTests.organisation, after: first.next, in: db)
                #expect(first.shifts.count == 50 && second.shifts.count == 10 && second.next == nil)
                let away = try Absence.page(of: RosterTests.organisation, after: nil, in: db)
                let rest = try Absence.page(of: RosterTests.organisation, after: away.next, in: db)
                #expect(Set((away.absences + rest.absences).map(\.id)).count == 60)
            }
        }
    }
}
