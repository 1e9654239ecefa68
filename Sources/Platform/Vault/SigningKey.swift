import Crypto
import Foundation
import Kernel

/// The key checkpoints, bundles and backups are signed with (签名密钥, Ed25519): made on the first start in a file of
/// its own, so that its public half can be noted outside and everything signed be checked by anybody.
package struct SigningKey: Sendable {
    private let bytes: [UInt8]

    package init(keyFile: KeyFile) { bytes = keyFile.key.withUnsafeBytes { Array($0) } }

    /// 64 hexadecimal digits.
    package var publicKey: String {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else { return "" }
        return hex(key.publicKey.rawRepresentation)
    }

    /// The signature of a message: 128 hexadecimal digits.
    package func sign(_ message: some Sequence<UInt8>) throws -> String {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        return hex(try key.signature(for: Data(message)))
    }

    /// Whether the signature of a message was made with the private half of `publicKey`, all in hexadecimal digits.
    package static func accepts(
        _ signature: String, of message: some Sequence<UInt8>, by publicKey: String
    ) -> Bool {
        guard let raw = [UInt8](hexadecimal: publicKey), let signed = [UInt8](hexadecimal: signature),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(Data(signed), for: Data(message))
    }
}

extension [UInt8] {
    /// `nil` unless the text is an even number of hexadecimal digits.
    package init?(hexadecimal text: some StringProtocol) {
        let nibbles = text.compactMap { $0.isASCII ? $0.hexDigitValue.map { UInt8($0) } : nil }
        guard nibbles.count == text.count, nibbles.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }
}
