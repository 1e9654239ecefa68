import Kernel
import Storage
import Web

extension OrganisationProfile {
    /// Writes the profile, new or changed.
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO organisations (id, name, kind, zone, language, phone, address, created_at)
            VALUES (\(id), \(name), \(kind), \(zone.identifier), \(language.rawValue), \(phone), \(address), \(db.now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, zone = excluded.zone,
                language = excluded.language, phone = excluded.phone, address = excluded.address
            """)
    }

    /// The organisation of that id; throws `Problem.notFound`.
    package static func find(_ id: ID<Organisation>, in db: any Connection) throws -> OrganisationProfile {
        try db.once("organisation \(id)", from: ["organisations"]) {
            try OrganisationProfile(db.one("SELECT * FROM organisations WHERE id = \(id)"))
        }
    }

    /// Every organisation of the installation, at most 1,000, oldest first.
    package static func list(in db: any Connection) throws -> [OrganisationProfile] {
        try db.rows("SELECT * FROM organisations ORDER BY id LIMIT 1000").map(OrganisationProfile.init)
    }

    private init(_ row: Row) throws {
        guard let zone = Zone(identifier: try row.get("zone")) else { throw StorageError.badColumn("zone") }
        guard let language = Language(rawValue: try row.get("language")) else {
            throw StorageError.badColumn("language")
        }
        self.init(
            id: try row.get("id"), name: try row.get("name"), kind: try row.get("kind"), zone: zone,
            language: language, phone: try row.get("phone"), address: try row.get("address"))
    }
}
