import Crypto
import Foundation
import Kernel
import Storage
import Synchronization

/// The safe (保险箱): wraps and unlocks the organisations' data keys, and makes the program's own tokens. Whoever has
/// the store without the key file reads no sensitive field (design §5).
package final class Vault: Sendable {
    private let master: SymmetricKey
    private let macKey: SymmetricKey
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let unlocked = Mutex<[ID<Organisation>: (ring: Keyring, at: Instant)]>([:])

    /// Keys are read again after a minute, so a change of keys on one node reaches the others.
    package static let freshSeconds = 60
    private static let freshMilliseconds = Int64(freshSeconds) * 1000
    /// Younger keys might be rolled back with the transaction that made them, so they are not remembered.
    private static let settledMilliseconds: Int64 = 60_000

    /// What checkpoints and bundles are signed with.
    package let signer: SigningKey

    package init(
        keyFile: KeyFile, signer: SigningKey? = nil, randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.signer = signer ?? SigningKey(keyFile: keyFile)
        master = keyFile.key
        macKey = HKDF<SHA256>.deriveKey(inputKeyMaterial: keyFile.key, info: Data("mac".utf8), outputByteCount: 32)
        self.randomBytes = randomBytes
    }

    /// The keys of an organisation. The first call for a new organisation makes its key and so needs a write.
    package func keyring(for organisationID: ID<Organisation>, in db: any Connection) throws -> Keyring {
        if let known = unlocked.withLock({ $0[organisationID] }),
            (0..<Vault.freshMilliseconds).contains(db.now - known.at)
        {
            return known.ring
        }
        return try load(organisationID, in: db)
    }

    /// Remembers the keys an organisation has, however young. Called in a read, where only what is committed is seen.
    package func remember(_ organisationID: ID<Organisation>, in db: any Connection) throws {
        let (keys, change) = try stored(organisationID, in: db)
        guard let ring = Keyring(keys, change, randomBytes: randomBytes) else { return }
        let now = db.now
        unlocked.withLock { $0[organisationID] = (ring, now) }
    }

    /// Seals under a fresh data key from now on; what was sealed before stays readable.
    package func changeKey(for organisationID: ID<Organisation>, in db: any Connection) throws {
        try DataKey.retireActive(organisationID, in: db)
        try makeKey(organisationID, in: db)
        unlocked.withLock { $0[organisationID] = nil }
    }

    /// Makes the key that will seal next, which for now only opens; nothing when one waits already.
    func announceKey(for organisationID: ID<Organisation>, in db: any Connection) throws {
        let keys = try DataKey.list(organisationID, under: master, in: db)
        guard !keys.isEmpty, keys.last?.isAnnounced != true else { return }
        let key = DataKey(
            id: db.newID(), organisationID: organisationID, createdAt: db.now, retiredAt: db.now,
            key: SymmetricKey(data: db.randomBytes(32)))
        try key.record(under: master, in: db)
        unlocked.withLock { $0[organisationID] = nil }
    }

    /// Seals under the announced key from now on; nothing when none waits.
    func activateAnnounced(for organisationID: ID<Organisation>, in db: any Connection) throws {
        let keys = try DataKey.list(organisationID, under: master, in: db)
        guard let next = keys.last, next.isAnnounced else { return }
        try DataKey.retireActive(organisationID, in: db)
        try next.activate(in: db)
        unlocked.withLock { $0[organisationID] = nil }
    }

    /// The keys as the store has them now.
    func reload(_ organisationID: ID<Organisation>, in db: any Connection) throws -> Keyring {
        let (keys, change) = try stored(organisationID, in: db)
        guard let ring = Keyring(keys, change, randomBytes: randomBytes) else { throw VaultError.unknownKey("") }
        return ring
    }

    /// Reads an organisation's keys again when they are next asked for.
    func forget(_ organisationID: ID<Organisation>) { unlocked.withLock { $0[organisationID] = nil } }

    private func stored(
        _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> ([DataKey], BlindChange?) {
        (
            try DataKey.list(organisationID, under: master, in: db),
            try BlindChange.newest(of: organisationID, in: db)
        )
    }

    /// Seals a text for one place only; `context` is `table.column.id`.
    package func seal(
        _ text: String, for organisationID: ID<Organisation>, context: String, in db: any Connection
    ) throws -> Sealed {
        try keyring(for: organisationID, in: db).seal(text, context: context)
    }

    /// The text of a sealed value. Throws `VaultError` when it was changed, or sealed for another place.
    package func open(
        _ sealed: Sealed, for organisationID: ID<Organisation>, context: String, in db: any Connection
    ) throws -> String {
        var ring = try keyring(for: organisationID, in: db)
        if !ring.holds(sealed.keyName) { ring = try load(organisationID, in: db) }
        return try ring.open(sealed, context: context)
    }

    /// A code of 32 bytes that only this program can make: for CSRF secrets, signed links and cursors.
    /// Codes of different purposes have nothing to do with one another.
    package func mac(purpose: String, _ message: some Sequence<UInt8>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Vault.macInput(purpose, message), using: macKey))
    }

    /// Whether a code was made by `mac`; takes the same time for right and wrong codes.
    package func accepts(mac: [UInt8], purpose: String, _ message: some Sequence<UInt8>) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: Vault.macInput(purpose, message), using: macKey)
    }

    private static func macInput(_ purpose: String, _ message: some Sequence<UInt8>) -> [UInt8] {
        Array(purpose.utf8) + [0] + message
    }

    private func load(_ organisationID: ID<Organisation>, in db: any Connection) throws -> Keyring {
        var (keys, change) = try stored(organisationID, in: db)
        if !keys.contains(where: { $0.retiredAt == nil }) {
            try makeKey(organisationID, in: db)
            keys = try DataKey.list(organisationID, under: master, in: db)
        }
        guard let ring = Keyring(keys, change, randomBytes: randomBytes) else { throw VaultError.unknownKey("") }
        let moments =
            keys.map { max($0.createdAt, $0.retiredAt ?? $0.createdAt) } + [change?.changedAt].compactMap { $0 }
        let youngest = moments.max() ?? db.now
        if db.now - youngest >= Vault.settledMilliseconds {
            let now = db.now
            unlocked.withLock { $0[organisationID] = (ring, now) }
        }
        return ring
    }

    private func makeKey(_ organisationID: ID<Organisation>, in db: any Connection) throws {
        let key = DataKey(
            id: db.newID(), organisationID: organisationID, createdAt: db.now, retiredAt: nil,
            key: SymmetricKey(data: db.randomBytes(32)))
        try key.record(under: master, in: db)
    }
}
