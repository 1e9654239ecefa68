import Kernel
import Platform
import Storage

/// Duties as a demonstration finds them (演示数据): of what is laid, some done, one waived, one asked to be waived, one
/// handed on; the rest open, and late where its day has passed.
package struct DutyStory: Sendable {
    let duties: DutyDesk
    let people: [Role: Actor]

    package init(_ duties: DutyDesk, people: [Role: Actor]) {
        self.duties = duties
        self.people = people
    }

    /// Takes steps with the first duties of each rule named; nothing when somebody took one before.
    package func tell(in db: any Connection) throws {
        guard let boss = people[.supervisor], try !isBegun(boss.organisationID, in: db) else { return }
        try take(.completion, .complaintLeader, "overdue_list_check", "已逐条看过，两件当天督办。", in: db)
        try take(.completion, .complaintHandler, "fund_follow_up", "款项已到账，家属已确认。", in: db)
        try take(.completion, .humanResources, "certificate_expiry_check", "无即将到期的证照。", in: db)
        try take(.claim, .qualitySupervisor, "promise_kept_check", "", in: db)
        if let asked = try take(
            .waiver, .coordinator, "project_sync", "本周并入业务会议一起开。", kind: .waived, in: db)
        {
            try duties.take(DutyDeed(step: .approval), on: asked.id, by: boss, in: db)
        }
        try take(.waiver, .coordinator, "joint_meeting", "本月没有跨部门问题。", kind: .notApplicable, in: db)
    }

    @discardableResult
    private func take(
        _ step: DutyStep, _ role: Role, _ code: DutyCode, _ note: String, kind: WaiverKind? = nil,
        in db: any Connection
    ) throws -> Duty? {
        guard let actor = people[role] else { return nil }
        let today = db.now.day(in: try OrganisationProfile.find(actor.organisationID, in: db).zone)
        let found = try db.first(
            """
            SELECT id FROM duties WHERE organisation_id = \(actor.organisationID) AND rule_code = \(code.rawValue)
                AND state = 'open' AND holder = \(DutyHolder.desk(role).key) AND opens_on <= \(today)
            ORDER BY due_at DESC, id LIMIT 1
            """)
        guard let id: ID<Duty> = try found?.get("id") else { return nil }
        return try duties.take(DutyDeed(step: step, note: note, kind: kind), on: id, by: actor, in: db)
    }

    private func isBegun(_ organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.first(
            """
            SELECT id FROM duties WHERE organisation_id = \(organisation)
                AND state IN ('done', 'waived', 'not_applicable') AND rule_code = 'overdue_list_check' LIMIT 1
            """) != nil
    }
}
