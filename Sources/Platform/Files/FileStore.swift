import Crypto
import Foundation
import Kernel
import Storage

/// The contents of attachments (附件), each once, named by its digest. A file is there whole or not at all, however
/// the program ends, and two who put the same at once do not disturb one another.
package struct FileStore: Sendable {
    private let folder: String
    private let environs: Environs

    /// Somebody who was just told that contents are there has so long to name them in a row of the store.
    static let graceSeconds: Int64 = 3600

    /// The first bytes of each file say how the rest is to be read.
    private static let sealedMark = Array("HYF1".utf8)
    private static let plainMark = Array("HYF0".utf8)

    package init(folder: URL, environs: Environs) {
        self.folder = folder.path
        self.environs = environs
    }

    /// Keeps the bytes, sealed under the keys of their organisation, and returns their name once they are on the disk.
    /// `sealed: false` is for what anybody may read, such as a published report.
    @discardableResult
    package func put(_ bytes: [UInt8], with keyring: Keyring, sealed: Bool = true) throws -> ContentDigest {
        let digest = ContentDigest(of: bytes)
        let path = path(of: digest, keyring)
        // A damaged copy is replaced by the good one at hand.
        if touch(path), (try? read(digest, with: keyring)) != nil { return digest }
        try Disk.makeFolder((path as NSString).deletingLastPathComponent)
        let content =
            sealed
            ? FileStore.sealedMark + (try keyring.seal(bytes, context: FileStore.context(digest)))
            : FileStore.plainMark + bytes
        try Disk.replace(content, at: path, through: "\(path).\(hex(environs.randomBytes(8))).new")
        touch(path)
        return digest
    }

    /// The bytes of a file. Throws `Problem.notFound` when there is none, `VaultError.tampered` when they are not
    /// those that were put.
    package func read(_ digest: ContentDigest, with keyring: Keyring) throws -> [UInt8] {
        let path = path(of: digest, keyring)
        // What is being removed may turn out to be needed still.
        let found = [path, FileStore.aside(path), path].first { FileManager.default.fileExists(atPath: $0) }
        guard let found else { throw Problem.notFound }
        let content = [UInt8](try Data(contentsOf: URL(fileURLWithPath: found)))
        let context = FileStore.context(digest)
        let rest = content.dropFirst(FileStore.sealedMark.count)
        let bytes: [UInt8]
        if content.starts(with: FileStore.sealedMark) {
            bytes = try keyring.open(rest, context: context)
        } else if content.starts(with: FileStore.plainMark) {
            bytes = Array(rest)
        } else {
            throw VaultError.tampered(context: context)
        }
        guard ContentDigest(of: bytes) == digest else { throw VaultError.tampered(context: context) }
        return bytes
    }

    /// Removes a file for good; no fault when it is gone already. The caller knows that no attachment names it. Contents
    /// somebody put within the last hour stay, for their row may be on its way: whoever put them was told that they are
    /// there. Returns whether they are gone.
    @discardableResult
    package func remove(_ digest: ContentDigest, with keyring: Keyring) throws -> Bool {
        let path = path(of: digest, keyring)
        let aside = FileStore.aside(path)
        // Whoever puts the same from here on does not find it, and writes it anew.
        guard rename(path, aside) == 0 else {
            guard errno == ENOENT else { throw DiskError() }
            return true
        }
        let isWanted = environs.now() - putAt(aside) < FileStore.graceSeconds * 1000
        // Contents written anew meanwhile are the same.
        if isWanted, link(aside, path) != 0, errno != EEXIST { throw DiskError() }
        guard unlink(aside) == 0 else { throw DiskError() }
        return !isWanted
    }

    /// Notes that somebody counts on the file from now on; says whether it is there.
    @discardableResult
    private func touch(_ path: String) -> Bool {
        let seconds = Int(environs.now().milliseconds / 1000)
        var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        return utimensat(AT_FDCWD, path, &times, 0) == 0
    }

    private func putAt(_ path: String) -> Instant {
        var status = stat()
        guard stat(path, &status) == 0 else { return Instant(milliseconds: 0) }
        return Instant(milliseconds: Int64(status.st_mtim.tv_sec) * 1000)
    }

    private static func aside(_ path: String) -> String { path + ".gone" }

    /// Seals anew whatever lies under an older key; returns how many files that were. A file goes over in one step, so
    /// readers meet the old one or the new one.
    func resealAll(with keyring: Keyring) throws -> Int {
        let root = "\(folder)/\(keyring.organisationID)"
        guard let walk = FileManager.default.enumerator(atPath: root) else { return 0 }
        var count = 0
        let current = FileStore.sealedMark + Array(keyring.activeName.utf8)
        while let name = walk.nextObject() as? String {
            guard let digest = ContentDigest(name.replacing("/", with: "")) else { continue }
            let path = path(of: digest, keyring)
            guard let file = FileHandle(forReadingAtPath: path) else { continue }
            let start = [UInt8](try file.read(upToCount: current.count) ?? Data())
            try file.close()
            guard start.starts(with: FileStore.sealedMark), start != current else { continue }
            let bytes = try read(digest, with: keyring)
            let content = FileStore.sealedMark + (try keyring.seal(bytes, context: FileStore.context(digest)))
            try Disk.replace(content, at: path, through: "\(path).\(hex(environs.randomBytes(8))).new")
            count += 1
        }
        return count
    }

    /// Organisations share nothing, for each seals under keys of its own.
    private func path(of digest: ContentDigest, _ keyring: Keyring) -> String {
        "\(folder)/\(keyring.organisationID)/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"
    }

    private static func context(_ digest: ContentDigest) -> String { "files.\(digest)" }
}
