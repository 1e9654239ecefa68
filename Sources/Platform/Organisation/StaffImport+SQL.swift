import Kernel
import Storage

extension StaffImport {
    /// What a check compares a table with.
    package static func known(of organisation: ID<Organisation>, in db: any Connection) throws -> Known {
        var staff: [String: ID<Staff>] = [:]
        for row in try db.rows("SELECT id, number FROM staff WHERE organisation_id = \(organisation) LIMIT 100000") {
            staff[try row.get("number")] = try row.get("id")
        }
        let tree = try UnitTree.load(of: organisation, in: db)
        var units: [[String]: ID<OrganisationUnit>] = [:]
        for unit in tree.units where unit.activeTo == nil {
            let names = tree.above(unit.id).reversed().compactMap { tree[$0]?.name } + [unit.name]
            units[names] = unit.id
        }
        let posts = try Post.list(of: organisation, in: db)
        return Known(
            staff: staff, units: units,
            posts: Dictionary(posts.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The dry run: what `apply` with the same bytes would do.
    package static func check(
        csv bytes: [UInt8], headings: Headings, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Report {
        try check(csv: bytes, headings: headings, known: known(of: organisation, in: db))
    }

    /// Does the whole import within the caller's transaction, after checking the table anew.
    /// `seal` seals a telephone number for the employee of that id. Throws when a single line has a fault.
    @discardableResult
    package static func apply(
        csv bytes: [UInt8], headings: Headings, by actor: Actor, today: LocalDay, in db: any Connection,
        seal: (String, ID<Staff>) throws -> String
    ) throws -> Report {
        let known = try known(of: actor.organisationID, in: db)
        let report = try check(csv: bytes, headings: headings, known: known)
        guard report.mayBeApplied else {
            throw Problem.conflict("platform.organisation.import.has_faults", ["n": .number(report.faults.count)])
        }
        let units = try createUnits(report.newUnits, known, of: actor.organisationID, today: today, in: db)
        var posts = known.posts
        for name in report.newPosts {
            let post = Post(id: db.newID(), organisationID: actor.organisationID, name: name)
            try post.save(in: db)
            posts[name] = post.id
        }
        for line in report.lines {
            let member = try save(line, by: actor, today: today, in: db, seal: seal)
            if let unit = units[line.unit] {
                try join(member, unit, line.post.flatMap { posts[$0] }, today: today, in: db)
            }
        }
        return report
    }

    private static func createUnits(
        _ paths: [[String]], _ known: Known, of organisation: ID<Organisation>, today: LocalDay,
        in db: any Connection
    ) throws -> [[String]: ID<OrganisationUnit>] {
        var units = known.units
        for path in paths {
            guard let name = path.last else { continue }
            let unit = OrganisationUnit(
                id: db.newID(), organisationID: organisation, parentID: units[Array(path.dropLast())],
                kind: path.count == 1 ? .department : .team, name: name, activeFrom: today)
            try unit.save(in: db)
            units[path] = unit.id
        }
        return units
    }

    private static func save(
        _ line: Line, by actor: Actor, today: LocalDay, in db: any Connection,
        seal: (String, ID<Staff>) throws -> String
    ) throws -> StaffMember {
        var member: StaffMember
        if let id = line.existing {
            member = try .find(id, of: actor.organisationID, in: db)
            member.name = line.name
            member.employedFrom = line.employedFrom ?? member.employedFrom
        } else {
            member = StaffMember(
                id: db.newID(), organisationID: actor.organisationID, number: line.number, name: line.name,
                employedFrom: line.employedFrom ?? today)
        }
        if let phone = line.phone { member.phoneSealed = try seal(phone, member.id) }
        if let day = line.employedTo {
            let roles = try RoleGrant.roles(of: member.id, organisation: actor.organisationID, in: db)
            let others = try RoleGrant.systemAdministrators(besides: member.id, of: actor.organisationID, in: db)
            try member.leave(on: day, roles: roles, systemAdministrators: others + 1)
        }
        try member.checked().save(in: db)
        if line.existing == nil { try RoleGrant.grant(.employee, to: member.id, by: actor, in: db) }
        return member
    }

    private static func join(
        _ member: StaffMember, _ unit: ID<OrganisationUnit>, _ post: ID<Post>?, today: LocalDay,
        in db: any Connection
    ) throws {
        let held = try Membership.list(for: member.id, of: member.organisationID, in: db)
        guard !held.contains(where: { $0.unitID == unit && $0.holds(on: today) }) else { return }
        let membership = Membership(
            id: db.newID(), staffID: member.id, unitID: unit, postID: post, from: max(today, member.employedFrom))
        try membership.save(of: member.organisationID, in: db)
    }
}
