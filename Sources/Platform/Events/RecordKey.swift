import Crypto
import Foundation
import Kernel
import Storage

/// The key the facts of one record's events are sealed under (记录密钥). It lies sealed beside the head of the chain,
/// so a change of data keys re-seals it alone and no event is touched; when it is destroyed, the facts are unreadable
/// for good while every hash still holds.
struct RecordKey: Sendable {
    private static let mark = "v2."
    private let key: SymmetricKey

    init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    private init?(hexadecimal text: String) {
        guard let bytes = [UInt8](hexadecimal: text), bytes.count == 32 else { return nil }
        self.init(bytes: bytes)
    }

    /// Whether stored facts were sealed under a record's key.
    static func sealed(_ text: String) -> Bool { text.hasPrefix(mark) }

    func seal(_ text: String, context: String, nonce: [UInt8]) throws -> String {
        let box = try AES.GCM.seal(
            Array(text.utf8), using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: Array(context.utf8))
        return RecordKey.mark + (nonce + box.ciphertext + box.tag).base64URL
    }

    /// Throws `VaultError.tampered` when the facts were changed or belong to another event.
    func open(_ text: String, context: String) throws(VaultError) -> String {
        do {
            let bytes = [UInt8](base64URL: text.dropFirst(RecordKey.mark.count)) ?? []
            let plain = try AES.GCM.open(
                AES.GCM.SealedBox(combined: bytes), using: key, authenticating: Array(context.utf8))
            guard let text = String(validating: plain, as: UTF8.self) else {
                throw VaultError.notSealed(context: context)
            }
            return text
        } catch { throw .tampered(context: context) }
    }

    static func context(_ subject: Event.Subject) -> String { "event_heads.sealed_key.\(subject.kind).\(subject.id)" }

    /// A fresh key and how it is stored.
    static func make(
        for subject: Event.Subject, _ organisation: ID<Organisation>, at vault: Vault, in db: any Connection
    ) throws -> (key: RecordKey, stored: String) {
        let bytes = db.randomBytes(32)
        let sealed = try vault.seal(hex(bytes), for: organisation, context: context(subject), in: db)
        return (RecordKey(bytes: bytes), sealed.text)
    }

    static func open(
        _ stored: String, of subject: Event.Subject, _ organisation: ID<Organisation>, at vault: Vault,
        in db: any Connection
    ) throws -> RecordKey {
        guard let sealed = Sealed(stored) else { throw VaultError.notSealed(context: context(subject)) }
        let text = try vault.open(sealed, for: organisation, context: context(subject), in: db)
        guard let key = RecordKey(hexadecimal: text) else { throw VaultError.tampered(context: context(subject)) }
        return key
    }
}
