import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// One employee: facts, units and posts with their days, leaving (S0-14, S3-20).
enum StaffRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let (base, edit) = ("/admin/staff/:staff", Access.right(PlatformAction.editStaff))
        let forms = forms(desk)
        return [
            .get(base, .right(PlatformAction.readRoles)) { visit in
                try desk.rights.must(PlatformAction.readRoles, visit.actor)
                return try await show(visit, desk)
            },
            forms.post(base, edit, saying: "platform.admin.staff.saved", change),
            forms.post(base + "/units", edit, saying: "platform.admin.staff.joined", join),
            forms.post(base + "/units/:membership/end", edit, saying: "platform.admin.staff.left_unit", endMembership),
            forms.post(base + "/leave", edit, saying: "platform.admin.staff.leaving", leave),
        ]
    }

    static func show(_ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]) async throws -> Response {
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        _ = try await desk.keyring(of: actor.organisationID)
        let page = try await desk.read { try StaffPage.load(id, actor, desk, in: $0) }
        return try visit.page(
            page.page(visit, desk, faults: faults), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The forms of an employee's page.
    static func forms(_ desk: Desk) -> PageForms {
        PageForms(desk, home: { "/admin/staff/\(try $0.id("staff", of: Staff.self))" }) {
            try await show($0, desk, faults: $1)
        }
    }

    /// A deed on the employee of the path that leaves its event.
    static func deed(
        _ visit: Visit, _ desk: Desk, _ action: PlatformAction,
        _ body: @escaping @Sendable (StaffMember, any Connection) throws -> (kind: String, facts: [String: String])
    ) throws -> Deed<Done> {
        try desk.rights.must(action, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        return { db in
            let member = try StaffMember.find(id, of: actor.organisationID, in: db)
            let done = try body(member, db)
            try Event.record(done.kind, of: member.subject, by: actor, facts: done.facts, at: desk, in: db)
            return Done(id)
        }
    }

    static func change(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let form = visit.form
        return try deed(visit, desk, .editStaff) { member, db in
            let draft = try StaffDraft(form)
            try draft.applied(to: member, desk, in: db).checked().save(in: db)
            return ("platform.staff_changed", draft.facts)
        }
    }

    static func join(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let form = visit.form
        return try deed(visit, desk, .editStaff) { member, db in
            var reader = FormReader(form)
            let unitID = reader.requiredIdentity("unit", of: OrganisationUnit.self)
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

    static func endMembership(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, today) = (try visit.id("membership", of: Membership.self), visit.today)
        return try deed(visit, desk, .editStaff) { member, db in
            let held = try Membership.list(for: member.id, of: member.organisationID, in: db)
            guard var membership = held.first(where: { $0.id == id }) else { throw Problem.notFound }
            try membership.end(on: max(today, membership.from))
            try membership.save(of: member.organisationID, in: db)
            return ("platform.staff_left_unit", ["unit": membership.unitID.text, "last_day": today.description])
        }
    }

    static func leave(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (form, actor, zone) = (visit.form, visit.actor, visit.zone)
        return try deed(visit, desk, .editStaff) { member, db in
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
            if day <= db.now.day(in: zone) {
                try Session.endAll(of: member.id, organisation: organisation, in: db)
            }
            return ("platform.staff_left", ["last_day": day.description])
        }
    }
}
