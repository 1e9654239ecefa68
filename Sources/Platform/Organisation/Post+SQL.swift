import Kernel
import Storage

extension Post {
    /// Writes the post, new or changed, after `check` let it pass.
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO posts (id, organisation_id, name, duties, establishment, retired_on)
            VALUES (\(id), \(organisationID), \(name), \(duties), \(establishment), \(retiredOn))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, duties = excluded.duties,
                establishment = excluded.establishment, retired_on = excluded.retired_on
            """)
    }

    /// All posts of the organisation by name, retired ones too, at most 1,000.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [Post] {
        try db.rows("SELECT * FROM posts WHERE organisation_id = \(organisation) ORDER BY name LIMIT 1000")
            .map(Post.init)
    }

    /// The post of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Post>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Post {
        try Post(db.one("SELECT * FROM posts WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// How many employed people hold each post on `day`; posts nobody holds are left out.
    static func holders(
        of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [ID<Post>: Int] {
        let rows = try db.rows(
            """
            SELECT m.post_id, count(DISTINCT m.staff_id) AS n FROM staff_units m JOIN staff s ON s.id = m.staff_id
            WHERE m.organisation_id = \(organisation) AND m.post_id IS NOT NULL
                AND m.from_on <= \(day) AND (m.to_on IS NULL OR m.to_on >= \(day))
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(day))
            GROUP BY m.post_id
            """)
        return try rows.reduce(into: [:]) { $0[try $1.get("post_id")] = try $1.get("n") }
    }

    /// Who holds the post on `day`, by name, at most 1,000.
    package func holders(on day: LocalDay, in db: any Connection) throws -> [StaffMember] {
        try db.rows(
            """
            SELECT * FROM staff WHERE organisation_id = \(organisationID)
                AND employed_from_on <= \(day) AND (employed_to_on IS NULL OR employed_to_on >= \(day))
                AND id IN (SELECT staff_id FROM staff_units WHERE organisation_id = \(organisationID)
                    AND post_id = \(id) AND from_on <= \(day) AND (to_on IS NULL OR to_on >= \(day)))
            ORDER BY name, id LIMIT 1000
            """
        ).map(StaffMember.init)
    }

    /// How many employed people hold the post on some day after `day`: what `retire` must know.
    func holders(after day: LocalDay, in db: any Connection) throws -> Int {
        try db.count(
            """
            SELECT count(DISTINCT m.staff_id) AS n FROM staff_units m JOIN staff s ON s.id = m.staff_id
            WHERE m.organisation_id = \(organisationID) AND m.post_id = \(id)
                AND (m.to_on IS NULL OR m.to_on > \(day)) AND (s.employed_to_on IS NULL OR s.employed_to_on > \(day))
            """)
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), name: try row.get("name"),
            duties: try row.get("duties"), establishment: try row.get("establishment"),
            retiredOn: try row.get("retired_on"))
    }
}
