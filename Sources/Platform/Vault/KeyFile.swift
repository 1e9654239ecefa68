import Crypto
import Foundation
import Kernel

/// The file whose key wraps all other keys (密钥文件): 32 random bytes in hexadecimal, readable by its owner alone.
/// It is backed up apart from the store; without it sealed fields cannot be read.
package struct KeyFile: Sendable {
    let key: SymmetricKey

    init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Reads the file, or makes it on the first start. When two programs start at once, both get the same key.
    /// Throws when the file is open to others or does not hold a key.
    package static func openOrCreate(at url: URL, randomBytes: (Int) -> [UInt8]) throws(VaultError) -> KeyFile {
        let path = url.path
        if let found = try read(path) { return found }
        do {
            try Disk.makeFolder(url.deletingLastPathComponent().path)
            try Disk.writeNew(Array((hex(randomBytes(32)) + "\n").utf8), at: path, through: hex(randomBytes(8)))
        } catch {
            throw .keyFileUnusable(path: path, reason: error.reason)
        }
        guard let made = try read(path) else { throw .keyFileUnusable(path: path, reason: "it vanished") }
        return made
    }

    private static func read(_ path: String) throws(VaultError) -> KeyFile? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .keyFileUnusable(path: path, reason: DiskError().reason)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .keyFileUnusable(path: path, reason: DiskError().reason) }
        let mode = Int(status.st_mode & 0o777)
        guard mode & 0o077 == 0 else { throw .keyFileTooOpen(path: path, mode: mode) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = Glibc.read(file, &buffer, buffer.count)
        guard count >= 0 else { throw .keyFileUnusable(path: path, reason: DiskError().reason) }
        guard let bytes = keyBytes(buffer.prefix(count)) else { throw .keyFileMalformed(path: path) }
        return KeyFile(bytes: bytes)
    }

    private static func keyBytes(_ content: some Collection<UInt8>) -> [UInt8]? {
        var digits = Array(content)
        if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
        guard digits.count == 64 else { return nil }
        let nibbles = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } }
        guard nibbles.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }
}
