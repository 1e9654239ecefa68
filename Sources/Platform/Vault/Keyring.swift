import Crypto
import Foundation
import Kernel

/// The unlocked keys of one organisation: seals, opens and makes blind indexes without touching the store.
package struct Keyring: Sendable {
    package let organisationID: ID<Organisation>
    private let active: DataKey
    private let keys: [String: SymmetricKey]
    /// What codes of sealed values are made under, and the other that is asked for while it changes.
    private let blindKeys: [SymmetricKey]
    let blindID: ID<DataKey>
    let wordsID: ID<DataKey>
    /// Make what the index of words keeps in place of words, and what is asked of it besides while that changes.
    let termCodes: TermCodes
    let formerTermCodes: TermCodes?
    private var randomBytes: @Sendable (Int) -> [UInt8]

    /// Nonce and tag: what sealing adds to the length.
    static let overhead = 12 + 16

    /// `dataKeys` are all keys of the organisation, the oldest first; the last one not retired seals. `change` says
    /// which of them codes are made under; without it that is the oldest.
    init?(_ dataKeys: [DataKey], _ change: BlindChange? = nil, randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        guard let oldest = dataKeys.first else { return nil }
        guard let active = dataKeys.last(where: { $0.retiredAt == nil }) else { return nil }
        organisationID = active.organisationID
        self.active = active
        keys = Dictionary(dataKeys.map { ($0.name, $0.key) }) { first, _ in first }
        func derived(_ ids: [ID<DataKey>], for purpose: String) -> [SymmetricKey] {
            ids.compactMap { id in
                dataKeys.first { $0.id == id }.map {
                    HKDF<SHA256>.deriveKey(
                        inputKeyMaterial: $0.key, info: Data(purpose.utf8), outputByteCount: 32)
                }
            }
        }
        let asked = change.map { [$0.keyID, $0.otherID].compactMap { $0 } } ?? [oldest.id]
        blindID = asked[0]
        blindKeys = derived(asked, for: "blind-index")
        let words = change?.wordKeys(oldest: oldest.id) ?? [oldest.id]
        wordsID = words[0]
        let wordCodes = derived(words, for: "search-terms").map(TermCodes.init)
        guard blindKeys.count == asked.count, wordCodes.count == words.count else { return nil }
        termCodes = wordCodes[0]
        formerTermCodes = wordCodes.dropFirst().first
        self.randomBytes = randomBytes
    }

    /// The same keys with chance drawn elsewhere; for a demonstration that can be made again.
    package func drawing(_ randomBytes: @escaping @Sendable (Int) -> [UInt8]) -> Keyring {
        var ring = self
        ring.randomBytes = randomBytes
        return ring
    }

    /// The name of the key that seals.
    var activeName: String { active.name }
    var activeID: ID<DataKey> { active.id }

    func holds(_ keyName: String) -> Bool { keys[keyName] != nil }

    /// Seals a text for one place only; `context` is `table.column.id`.
    package func seal(_ text: String, context: String) throws -> Sealed {
        Sealed(keyName: active.name, box: try box(Array(text.utf8), context))
    }

    /// The text of a sealed value. Throws when it was changed, or sealed for another place or organisation.
    package func open(_ sealed: Sealed, context: String) throws(VaultError) -> String {
        let bytes = try unbox(sealed.box, under: sealed.keyName, context)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .tampered(context: context) }
        return text
    }

    /// The key's name in 12 bytes, then nonce, cipher and tag: the form of files.
    func seal(_ bytes: [UInt8], context: String) throws -> [UInt8] {
        Array(active.name.utf8) + (try box(bytes, context))
    }

    func open(_ bytes: some Collection<UInt8>, context: String) throws(VaultError) -> [UInt8] {
        guard bytes.count >= DataKey.nameLength + Keyring.overhead else { throw .notSealed(context: context) }
        let name = String(decoding: bytes.prefix(DataKey.nameLength), as: UTF8.self)
        return try unbox(Array(bytes.dropFirst(DataKey.nameLength)), under: name, context)
    }

    /// What is written down for an equality search instead of the value itself: 32 hexadecimal digits, the same for the
    /// same value however it is spaced or written. An empty value gives `nil`.
    package func blindIndex(of field: BlindField, _ value: String) -> String? {
        blindKeys.first.flatMap { code(of: field, value, under: $0) }
    }

    /// What an equality search asks for: the code as it is written now and, while the key of codes changes, as it may
    /// stand in rows not written anew yet. Empty for an empty value.
    package func blindCodes(of field: BlindField, _ value: String) -> [String] {
        blindKeys.compactMap { code(of: field, value, under: $0) }
    }

    private func code(of field: BlindField, _ value: String, under key: SymmetricKey) -> String? {
        let plain = field.normalised(value)
        guard !plain.isEmpty else { return nil }
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(field.rawValue)\0\(plain)".utf8), using: key)
        return hex(Array(code).prefix(16))
    }

    /// The blind index of the last four digits of a phone number, for looking somebody up by them.
    package func phoneEnding(of phone: String) -> String? {
        let digits = BlindField.phone.normalised(phone)
        return digits.count >= 4 ? blindIndex(of: .phoneEnding, String(digits.suffix(4))) : nil
    }

    private func box(_ bytes: [UInt8], _ context: String) throws -> [UInt8] {
        let nonce = randomBytes(12)
        let box = try AES.GCM.seal(
            bytes, using: active.key, nonce: AES.GCM.Nonce(data: nonce), authenticating: bound(context))
        return nonce + box.ciphertext + box.tag
    }

    private func unbox(_ box: [UInt8], under name: String, _ context: String) throws(VaultError) -> [UInt8] {
        guard let key = keys[name] else { throw .unknownKey(name) }
        do {
            return [UInt8](
                try AES.GCM.open(AES.GCM.SealedBox(combined: box), using: key, authenticating: bound(context)))
        } catch { throw .tampered(context: context) }
    }

    private func bound(_ context: String) -> [UInt8] { Array("\(organisationID)|\(context)".utf8) }
}
