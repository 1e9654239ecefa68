import Kernel
import Storage

/// The mark of one sending of one form. Kept with the address its first sending led to.
struct OnceKey: Sendable {
    let organisation: ID<Organisation>
    let key: String
    let path: String

    private static let keepMilliseconds: Int64 = 7 * 86_400_000

    /// `nil` when this is the first sending. Throws `Problem.invalid` for a form without a mark.
    func earlierAnswer(in db: any Connection) throws -> String? {
        guard (16...64).contains(key.utf8.count), key.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw Problem.invalid("form", Message("web.form.broken"))
        }
        return try db.first(
            """
            SELECT answer FROM once_keys
            WHERE organisation_id = \(organisation) AND once_key = \(key) AND path = \(path)
            """)?.get("answer")
    }

    func remember(_ answer: String, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO once_keys (organisation_id, once_key, path, answer, made_at)
            VALUES (\(organisation), \(key), \(path), \(answer), \(db.now))
            """)
    }

    /// Forgets marks older than a week; at most `limit` at a time.
    static func forgetOld(limit: Int, in db: any Connection) throws {
        try db.send(
            """
            DELETE FROM once_keys WHERE (organisation_id, once_key, path) IN (
                SELECT organisation_id, once_key, path FROM once_keys
                WHERE made_at < \(db.now.advanced(byMilliseconds: -keepMilliseconds)) ORDER BY made_at LIMIT \(limit))
            """)
    }
}
