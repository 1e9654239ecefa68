import Kernel
import Platform
import Storage
import Web

extension SavedView {
    /// The reader's own views and those shared with a unit of theirs, by name.
    static func list(for standing: Standing, of list: List? = nil, _ actor: Actor, in db: any Connection) throws
        -> [SavedView]
    {
        let units = standing.units.union(standing.headedUnits).sorted()
        let lists = (list.map { [$0] } ?? List.allCases).map(\.rawValue)
        return try db.rows(
            """
            SELECT * FROM saved_views WHERE organisation_id = \(actor.organisationID)
                AND (staff_id = \(standing.staffID) OR unit_id IN \(units)) AND list IN \(lists)
            ORDER BY list DESC, name, id LIMIT 200
            """
        ).compactMap(SavedView.init)
    }

    /// Keeps a filter. Throws `Problem.invalid` for a name that is taken, a foreign unit, or one view too many.
    static func save(
        _ name: String, list: List, query: String, unit: ID<OrganisationUnit>?, by standing: Standing, _ actor: Actor,
        in db: any Connection
    ) throws -> SavedView {
        let staff = standing.staffID
        if let unit, !standing.units.union(standing.headedUnits).contains(unit) {
            throw Problem.invalid("view_unit", Message("casework.views.fault.unit"))
        }
        let kept = try db.count(
            """
            SELECT count(*) AS n FROM saved_views
            WHERE organisation_id = \(actor.organisationID) AND staff_id = \(staff)
            """)
        guard kept < limit else {
            throw Problem.invalid("view_name", Message("casework.views.fault.full", ["n": .number(limit)]))
        }
        try checkFree(name, list, staff, actor, in: db)
        let view = SavedView(id: db.newID(), owner: staff, unit: unit, list: list, name: name, query: query)
        try db.run(
            """
            INSERT INTO saved_views (id, organisation_id, staff_id, unit_id, list, name, query, made_at)
            VALUES (\(view.id), \(actor.organisationID), \(staff), \(unit), \(list.rawValue), \(name), \(query),
                \(db.now))
            """)
        return view
    }

    /// Gives one of the actor's own views another name. Throws `Problem.notFound` for anybody else's.
    static func rename(_ id: ID<SavedView>, to name: String, by actor: Actor, in db: any Connection) throws {
        let row = try db.one(
            """
            SELECT * FROM saved_views WHERE id = \(id) AND organisation_id = \(actor.organisationID)
                AND staff_id = \(actor.staffID)
            """)
        guard let view = try SavedView(row), view.name != name else { return }
        try checkFree(name, view.list, view.owner, actor, in: db)
        try db.run("UPDATE saved_views SET name = \(name) WHERE id = \(id)")
    }

    /// Deletes one of the actor's own views. Throws `Problem.notFound` for anybody else's.
    static func delete(_ id: ID<SavedView>, by actor: Actor, in db: any Connection) throws {
        let changed = try db.run(
            """
            DELETE FROM saved_views WHERE id = \(id) AND organisation_id = \(actor.organisationID)
                AND staff_id = \(actor.staffID)
            """)
        guard changed == 1 else { throw Problem.notFound }
    }

    private static func checkFree(
        _ name: String, _ list: List, _ staff: ID<Staff>, _ actor: Actor, in db: any Connection
    ) throws {
        let taken = try db.count(
            """
            SELECT count(*) AS n FROM saved_views WHERE organisation_id = \(actor.organisationID)
                AND staff_id = \(staff) AND list = \(list.rawValue) AND name = \(name)
            """)
        if taken > 0 { throw Problem.invalid("view_name", Message("casework.views.fault.taken")) }
    }

    private init?(_ row: Row) throws {
        guard let list = List(rawValue: try row.get("list")) else { return nil }
        self.init(
            id: try row.get("id"), owner: try row.get("staff_id"), unit: try row.get("unit_id"), list: list,
            name: try row.get("name"), query: try row.get("query"))
    }
}

extension ViewBar {
    static func load(
        _ list: SavedView.List, query: String, reader: CaseReader, _ words: Words, in db: any Connection
    ) throws -> ViewBar {
        let views = try SavedView.list(for: reader.standing, of: list, reader.actor, in: db)
        return ViewBar(views, list: list, query: query, units: try units(of: reader, in: db), words)
    }

    /// The units a view may be shared with: the reader's own.
    static func units(
        of reader: CaseReader, in db: any Connection
    ) throws -> [(id: ID<OrganisationUnit>, name: String)] {
        let own = reader.standing.units.union(reader.standing.headedUnits)
        guard !own.isEmpty else { return [] }
        return try UnitTree.load(of: reader.actor.organisationID, in: db).units.filter { own.contains($0.id) }
            .map { ($0.id, $0.name) }
    }
}
