import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// One employee: facts, units and posts with their days, leaving (S0-14, S3-20).
enum StaffRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/admin/staff/:staff", .right(PlatformAction.readRoles)) { visit in
                try desk.rights.must(PlatformAction.readRoles, visit.actor)
                return try await show(visit, desk)
            },
            .post("/admin/staff/:staff", .right(PlatformAction.editStaff)) { visit in try await change(visit, desk) },
            .post("/admin/staff/:staff/units", .right(PlatformAction.editStaff)) { visit in
                try await join(visit, desk)
            },
            .post("/admin/staff/:staff/units/:membership/end", .right(PlatformAction.editStaff)) { visit in
                try await endMembership(visit, desk)
            },
            .post("/admin/staff/:staff/leave", .right(PlatformAction.editStaff)) { visit in
                try await leave(visit, desk)
            },
        ]
    }

    static func show(_ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]) async throws -> Response {
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        _ = try await desk.keyring(of: actor.organisationID)
        let page = try await desk.read { try StaffPage.load(id, actor, desk, in: $0) }
        return try visit.page(
            page.page(visit, desk, faults: faults), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Runs a step on the employee of the path once, leaves its event, and comes back to the employee.
    static func step(
        _ visit: Visit, _ desk: Desk, _ action: PlatformAction, saying flash: String,
        _ body: @escaping @Sendable (StaffMember, any Connection) throws -> (kind: String, facts: [String: String])
    ) async throws -> Response {
        try desk.rights.must(action, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        return try await visit.answering {
            let address = try await desk.once(visit) { db in
                let member = try StaffMember.find(id, of: actor.organisationID, in: db)
                let done = try body(member, db)
                try Event.record(done.kind, of: member.subject, by: actor, facts: done.facts, at: desk, in: db)
                return "/admin/staff/\(id)"
            }
            return visit.redirect(to: address, saying: flash)
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    private static func change(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let form = visit.form
        return try await step(visit, desk, .editStaff, saying: "platform.admin.staff.saved") { member, db in
            let draft = try StaffDraft(form)
            try draft.applied(to: member, desk, in: db).checked().save(in: db)
            return ("platform.staff_changed", draft.facts)
        }
    }

    private static func join(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let form = visit.form
        return try await step(visit, desk, .editStaff, saying: "platform.admin.staff.joined") { member, db in
            var reader = FormReader(form)
            let unitID = reader.identity("unit", of: OrganisationUnit.self)
            if form.value("unit").isEmpty { reader.fault("unit", Message("web.form.choose")) }
            let post = reader.text("post", limit: 100)
            let from = reader.day("from", required: true)
            try reader.finish()
            guard let unitID, let from else { throw Problem.notFound }
            let organisation = member.organisationID
            let membership = Membership(
                id: db.newID(), staffID: member.id, unitID: unitID, postID: try postID(post, organisation, db),
                from: from)
            try membership.check(
                unit: try OrganisationUnit.find(unitID, of: organisation, in: db),
                others: try Membership.list(for: member.id, of: organisation, in: db))
            try membership.save(of: organisation, in: db)
            return (
                "platform.staff_joined_unit", ["unit": unitID.text, "post": post, "from": from.description]
            )
        }
    }

    /// The post of that name, made when the organisation has none.
    private static func postID(
        _ name: String, _ organisation: ID<Organisation>, _ db: any Connection
    ) throws -> ID<Post>? {
        if name.isEmpty { return nil }
        if let known = try Post.list(of: organisation, in: db).first(where: { $0.name == name }) {
            guard known.retiredOn == nil else {
                throw Problem.invalid("post", Message("platform.organisation.post_name_retired", ["name": .text(name)]))
            }
            return known.id
        }
        let post = Post(id: db.newID(), organisationID: organisation, name: name)
        try post.save(in: db)
        return post.id
    }

    private static func endMembership(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (id, today) = (try visit.id("membership", of: Membership.self), visit.today)
        return try await step(visit, desk, .editStaff, saying: "platform.admin.staff.left_unit") { member, db in
            let held = try Membership.list(for: member.id, of: member.organisationID, in: db)
            guard var membership = held.first(where: { $0.id == id }) else { throw Problem.notFound }
            try membership.end(on: max(today, membership.from))
            try membership.save(of: member.organisationID, in: db)
            return ("platform.staff_left_unit", ["unit": membership.unitID.text, "last_day": today.description])
        }
    }

    private static func leave(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (form, actor) = (visit.form, visit.actor)
        return try await step(visit, desk, .editStaff, saying: "platform.admin.staff.leaving") { member, db in
            var reader = FormReader(form)
            let day = reader.day("employed_to", required: true)
            try reader.finish()
            guard let day else { throw Problem.notFound }
            var leaving = member
            let organisation = actor.organisationID
            let roles = try RoleGrant.roles(of: member.id, organisation: organisation, in: db)
            let others = try RoleGrant.systemAdministrators(besides: member.id, of: organisation, in: db)
            try leaving.leave(on: day, roles: roles, systemAdministrators: others + 1)
            try leaving.save(in: db)
            for var held in try Membership.list(for: member.id, of: organisation, in: db) where held.to == nil {
                try held.end(on: max(day, held.from))
                try held.save(of: organisation, in: db)
            }
            if day <= db.now.day(in: visit.zone) {
                try Session.endAll(of: member.id, organisation: organisation, in: db)
            }
            return ("platform.staff_left", ["last_day": day.description])
        }
    }
}
