import Crypto
import Kernel
import Storage

extension DataKey {
    /// All keys of an organisation, the oldest first.
    static func list(_ organisationID: ID<Organisation>, under master: SymmetricKey, in db: any Connection) throws
        -> [DataKey]
    {
        try db.rows(
            """
            SELECT id, wrapped, created_at, retired_at FROM data_keys
            WHERE organisation_id = \(organisationID) ORDER BY created_at, id
            """
        ).map { row in
            let id: ID<DataKey> = try row.get("id")
            let key = try unwrap(try row.get("wrapped"), under: master, id, organisationID)
            return DataKey(
                id: id, organisationID: organisationID, createdAt: try row.get("created_at"),
                retiredAt: try row.get("retired_at"), key: key)
        }
    }

    func record(under master: SymmetricKey, in db: any Connection) throws {
        let wrapped = try wrapped(under: master, nonce: db.randomBytes(12))
        try db.run(
            """
            INSERT INTO data_keys (id, organisation_id, wrapped, created_at, retired_at)
            VALUES (\(id), \(organisationID), \(wrapped), \(createdAt), \(retiredAt))
            """)
    }

    /// Lets the announced key seal.
    func activate(in db: any Connection) throws {
        try db.run("UPDATE data_keys SET retired_at = NULL WHERE id = \(id) AND organisation_id = \(organisationID)")
    }

    /// Retires the key new values are sealed under, if there is one. It keeps opening old values.
    static func retireActive(_ organisationID: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            UPDATE data_keys SET retired_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND retired_at IS NULL
            """)
    }
}
