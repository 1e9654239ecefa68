import Kernel
import Platform
import Storage

/// Everything that waits for one employee (我的工作台), read in one transaction. Each list is a page at most and read
/// by its index, so it takes as long with ten years of cases as with ten.
struct MyDesk: Sendable {
    let held: CaseLines
    let offered: [CaseLine]
    let receivedElsewhere: CaseLines
    let waiting: WaitingCases
    /// Parts and sub-tasks on this desk, and whether there are more.
    let errands: [Errand]
    let hasMoreErrands: Bool
    /// Notes of supervision to answer, and answers to judge.
    let notes: [NoteLine]
    let disputed: [CaseLine]
    let counts: Counts
    let notices: [StaffNotice]

    /// Figures of the employee's own open cases.
    struct Counts: Sendable, Hashable {
        let open: Int
        let dueToday: Int
        let overdue: Int
    }

    static let noticeLimit = 5
    /// How many of the shorter lists stand on the desk; the rest is behind a link.
    static let shortLimit = 10

    init(of reader: CaseReader, after cursor: MomentCursor<Case>?, at cases: CaseDesk, in db: any Connection) throws {
        let staff = reader.standing.staffID
        let desk = cases.desk
        held = try CaseList.open(.held([staff.text]), after: cursor, reader: reader, at: desk, in: db)
        offered = try CaseList.open(.offered(staff), limit: MyDesk.shortLimit, reader: reader, at: desk, in: db).lines
        receivedElsewhere = try CaseList.open(
            .receivedBy(staff), limit: MyDesk.shortLimit, reader: reader, at: desk, in: db)
        let (errands, moreErrands) = try Errand.list(limit: MyDesk.shortLimit, reader: reader, at: desk, in: db)
        self.errands = errands
        hasMoreErrands = moreErrands != nil
        notes = try NoteLine.waiting(for: reader, limit: MyDesk.shortLimit, at: desk, in: db)
        disputed =
            reader.actor.roles.contains(.coordinator) ? try CaseList.disputed(reader: reader, at: desk, in: db) : []
        waiting = try WaitingCases(for: reader, limit: MyDesk.shortLimit, at: desk, in: db)
        let zone = try OrganisationProfile.find(reader.actor.organisationID, in: db).zone
        let midnight = zone.instant(of: db.now.day(in: zone).advanced(by: 1))
        func count(_ due: Range<Instant>? = nil) throws -> Int {
            try CaseList.count(.held([staff.text]), due: due, actor: reader.actor, in: db)
        }
        counts = Counts(
            open: try count(),
            dueToday: try count(db.now..<midnight), overdue: try count(Instant(milliseconds: 0)..<db.now))
        notices = try StaffNotice.unread(of: reader.actor, limit: MyDesk.noticeLimit, in: db)
    }
}
