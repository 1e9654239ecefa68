import Crypto
import Kernel

/// The key an organisation's fields are sealed under (数据密钥), itself wrapped by the key file's key.
package struct DataKey: Sendable {
    let id: ID<DataKey>
    let organisationID: ID<Organisation>
    let createdAt: Instant
    let retiredAt: Instant?
    let key: SymmetricKey

    static let nameLength = 12

    /// The short name written into sealed values: the random end of the id.
    var name: String { String(id.text.suffix(DataKey.nameLength)) }

    /// Made to seal after every node has learnt of it.
    var isAnnounced: Bool { retiredAt == createdAt }

    /// Nonce, cipher and tag of the key under `master`, bound to organisation and id.
    func wrapped(under master: SymmetricKey, nonce: [UInt8]) throws -> String {
        let box = try AES.GCM.seal(
            key.withUnsafeBytes { Array($0) }, using: master, nonce: AES.GCM.Nonce(data: nonce),
            authenticating: DataKey.context(id, organisationID))
        return (nonce + box.ciphertext + box.tag).base64URL
    }

    /// Throws `VaultError.wrongKeyFile` when `master` is not the key it was wrapped under.
    static func unwrap(
        _ wrapped: String, under master: SymmetricKey, _ id: ID<DataKey>, _ organisationID: ID<Organisation>
    ) throws(VaultError) -> SymmetricKey {
        do {
            let box = try AES.GCM.SealedBox(combined: [UInt8](base64URL: wrapped) ?? [])
            return SymmetricKey(data: try AES.GCM.open(box, using: master, authenticating: context(id, organisationID)))
        } catch { throw .wrongKeyFile }
    }

    private static func context(_ id: ID<DataKey>, _ organisationID: ID<Organisation>) -> [UInt8] {
        Array("data_keys.wrapped.\(organisationID).\(id)".utf8)
    }
}
