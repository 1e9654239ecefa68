import Foundation

/// Writing that survives a kill or a power cut: a file is there whole or not at all.
enum Disk {
    /// Makes a folder that only its owner may enter, with those above it.
    static func makeFolder(_ path: String) throws(DiskError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw DiskError(reason: error.localizedDescription) }
    }

    /// Writes a file that must not exist yet; when somebody else made it meanwhile, theirs stays.
    /// `chance` names the temporary file beside it.
    static func writeNew(_ bytes: [UInt8], at path: String, through chance: String) throws(DiskError) {
        let temporary = "\(path).\(chance).new"
        try write(bytes, at: temporary)
        defer { unlink(temporary) }
        if link(temporary, path) != 0, errno != EEXIST { throw DiskError() }
        try syncFolder(of: path)
    }

    /// Writes a file in one step, over one of the same name. `temporary` must lie on the same file system.
    static func replace(_ bytes: [UInt8], at path: String, through temporary: String) throws(DiskError) {
        try write(bytes, at: temporary)
        guard rename(temporary, path) == 0 else {
            let fault = DiskError()
            unlink(temporary)
            throw fault
        }
        try syncFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], at path: String) throws(DiskError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DiskError() }
        var fault = writeAll(bytes, to: file)
        if fault == nil, fsync(file) != 0 { fault = DiskError() }
        if close(file) != 0, fault == nil { fault = DiskError() }
        if let fault {
            unlink(path)
            throw fault
        }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> DiskError? {
        bytes.withUnsafeBytes { buffer in
            var start = 0
            while start < buffer.count {
                let written = Glibc.write(file, buffer.baseAddress?.advanced(by: start), buffer.count - start)
                if written < 0 {
                    if errno == EINTR { continue }
                    return DiskError()
                }
                start += written
            }
            return nil
        }
    }

    /// Makes a new name in a folder durable, which the sync of the file alone does not.
    private static func syncFolder(of path: String) throws(DiskError) {
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw DiskError() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw DiskError() }
    }
}

/// The operating system refused to read or write.
package struct DiskError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }

    init(reason: String) { self.reason = reason }

    /// What the last system call said.
    init(code: Int32 = errno) { reason = String(cString: strerror(code)) }
}
