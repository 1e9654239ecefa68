import Kernel
import Platform
import Storage

@testable import Casework

/// Counts open cases one by one, to hold the board's own counts against it.
enum BoardRecount {
    static func open(at desk: Desk, in db: any Connection) throws -> [(subject: Case, dueAt: Instant)] {
        try db.rows("SELECT id, document, next_due_at FROM cases WHERE is_open = 1").map {
            (try Case($0, of: World.organisation, at: desk, in: db), try $0.get("next_due_at"))
        }
    }

    /// Readers whose board tells other numbers than there are.
    static func differing(
        _ roles: [Role], _ people: [ID<Staff>], at desk: Desk, in db: any Connection
    ) throws -> [String] {
        let all = try open(at: desk, in: db)
        let times = BoardTimes(now: db.now, zone: .shanghai)
        var wrong: [String] = []
        for role in roles {
            for staff in people {
                for units in [[], [World.group], [World.kitchen]] as [Set<ID<OrganisationUnit>>] {
                    let actor = Actor(
                        organisationID: World.organisation, kind: .staff(staff, roles: [.employee, role]))
                    let standing = Standing(
                        staffID: staff, roles: [.employee, role], units: units,
                        headedUnits: staff == World.head ? [World.kitchen] : [])
                    let reader = CaseReader(actor: actor, standing: standing)
                    let told = try Board.counts(times, reader, in: db)
                    let counted = count(all.filter { reader.mayRead($0.subject) }, times)
                    if Set(told) != counted { wrong.append("\(role) \(staff) \(units.count)") }
                }
            }
        }
        return wrong
    }

    private static func count(_ cases: [(subject: Case, dueAt: Instant)], _ times: BoardTimes) -> Set<BoardCount> {
        let fields = cases.map { one in
            let clock = BoardClock.allCases.first { clock in
                let (from, until) = times.span(of: clock)
                return from <= one.dueAt && one.dueAt < until
            }
            return BoardCount(
                state: one.subject.state, level: one.subject.level.current?.rawValue ?? 0, clock: clock ?? .none,
                number: 0)
        }
        return Set(
            Dictionary(grouping: fields) { $0 }.map { field, all in
                BoardCount(state: field.state, level: field.level, clock: field.clock, number: all.count)
            })
    }
}
