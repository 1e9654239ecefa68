import Foundation

/// Says that one process has the SQLite store for itself (独占): whoever serves it, works on it, or moves it away.
/// The system gives it up with the process, however that ends.
package final class StoreLock: Sendable {
    /// Somebody else has the store.
    package struct InUse: Error, Hashable, Sendable, CustomStringConvertible {
        package let folder: String
        /// What the holder wrote: its command and the number of its process.
        package let holder: String

        package var description: String {
            "The SQLite store in \(folder) is in use by \(holder). Stop that first; SQLite belongs to one process."
        }
    }

    private let file: Int32

    private init(file: Int32) { self.file = file }

    deinit { close(file) }

    /// Takes the SQLite store of `configuration` for `command`; `nil` when the store is PostgreSQL, which many share.
    /// Throws `InUse`.
    package static func take(_ configuration: Configuration, for command: String) throws -> StoreLock? {
        guard configuration.databaseURL == nil else { return nil }
        return try take(configuration.dataFolder, for: command)
    }

    static func take(_ folder: URL, for command: String) throws -> StoreLock {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = folder.appendingPathComponent("huiyin.lock").path
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BackupError.unwritable(path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            let said = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            throw InUse(folder: folder.path, holder: said.isEmpty ? "another process" : said)
        }
        let words = Array("huiyin \(command) (process \(ProcessInfo.processInfo.processIdentifier))".utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, words, words.count, 0) == words.count else {
            close(file)
            throw BackupError.unwritable(path)
        }
        return StoreLock(file: file)
    }
}
