import CArgon2
import Crypto
import Foundation
import Kernel

/// Key files packed for a backup under a passphrase (密钥包): AES-GCM under a key that Argon2id makes of the passphrase.
package struct KeyParcel: Codable, Sendable {
    private let memoryKibibytes: UInt32
    private let passes: UInt32
    private let salt: String
    private let box: String

    /// Shorter passphrases are refused.
    package static let leastLength = 12
    private static let context = Array("huiyin-key-parcel-1".utf8)

    /// Packs files by name. `randomBytes` gives salt and nonce.
    package init(
        _ files: [String: [UInt8]], passphrase: String, cost: PasswordCost = KeyParcel.usualCost,
        randomBytes: (Int) -> [UInt8]
    ) throws {
        guard passphrase.count >= KeyParcel.leastLength else { throw KeyParcelError.passphraseTooShort }
        let salt = randomBytes(16)
        memoryKibibytes = cost.memoryKibibytes
        passes = cost.passes
        self.salt = hex(salt)
        let key = try KeyParcel.key(of: passphrase, salt: salt, cost.memoryKibibytes, cost.passes)
        let plain = try JSONEncoder().encode(files.mapValues { hex($0) })
        let nonce = randomBytes(12)
        let sealed = try AES.GCM.seal(
            plain, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: KeyParcel.context)
        box = (nonce + sealed.ciphertext + sealed.tag).base64URL
    }

    /// 64 MiB, three passes: a passphrase that keys depend on is worth half a second.
    package static let usualCost = PasswordCost(memoryKibibytes: 64 * 1024, passes: 3, lanes: 1)

    /// The files. Throws `KeyParcelError.wrongPassphrase` for another passphrase or a changed parcel.
    package func open(passphrase: String) throws -> [String: [UInt8]] {
        guard let salt = [UInt8](hexadecimal: salt), let bytes = [UInt8](base64URL: box),
            (8...1_048_576).contains(memoryKibibytes), (1...20).contains(passes)
        else { throw KeyParcelError.wrongPassphrase }
        let key = try KeyParcel.key(of: passphrase, salt: salt, memoryKibibytes, passes)
        guard let sealed = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(sealed, using: key, authenticating: KeyParcel.context)
        else { throw KeyParcelError.wrongPassphrase }
        return try JSONDecoder().decode([String: String].self, from: plain).compactMapValues {
            [UInt8](hexadecimal: $0)
        }
    }

    private static func key(
        of passphrase: String, salt: [UInt8], _ memory: UInt32, _ passes: UInt32
    ) throws -> SymmetricKey {
        let bytes = Array(passphrase.precomposedStringWithCompatibilityMapping.utf8)
        var key = [UInt8](repeating: 0, count: 32)
        let code = argon2id_hash_raw(passes, memory, 1, bytes, bytes.count, salt, salt.count, &key, key.count)
        guard code == ARGON2_OK.rawValue else { throw PasswordHashingError(code: code) }
        return SymmetricKey(data: key)
    }
}

/// Why a parcel of keys could not be made or opened.
package enum KeyParcelError: Error, Hashable, Sendable, CustomStringConvertible {
    case passphraseTooShort
    case wrongPassphrase

    package var description: String {
        switch self {
        case .passphraseTooShort: "The passphrase must have at least \(KeyParcel.leastLength) characters."
        case .wrongPassphrase: "The passphrase does not open the keys of this backup."
        }
    }
}
