import Foundation
import Synchronization

/// The process of a press, used by one thread at a time.
struct PressChild {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var made = 0

    init(_ parts: PrintingPress.Parts) throws {
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = parts.python
        process.arguments =
            ["-I", PlatformFolder.named("Data").appendingPathComponent("press.py").path] + parts.assets.map(\.path)
        process.environment = ["LANG": "C.UTF-8", "XDG_CACHE_HOME": parts.cache.path]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var isFit: Bool { process.isRunning && made < PrintingPress.filesOfOneChild }

    func end() { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// `nil` when the child ended instead of answering. Throws `Broken` for a page it refused, or that took too long.
    mutating func print(_ html: String) throws -> [UInt8]? {
        made += 1
        let bytes = Array(html.utf8)
        let process = process
        let isLate = Lateness()
        let watch = DispatchWorkItem {
            isLate.flag.store(true, ordering: .relaxed)
            kill(process.processIdentifier, SIGKILL)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(PrintingPress.patience), execute: watch)
        defer { watch.cancel() }
        do {
            try input.fileHandleForWriting.write(contentsOf: Data(PressChild.head(bytes.count) + bytes))
            guard let head = try read(9) else { throw PrintingPress.Broken(description: "no answer") }
            let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            guard length <= PrintingPress.largestFile, let answer = try read(length) else {
                throw PrintingPress.Broken(description: "half an answer")
            }
            guard head.first == 0 else {
                throw PrintingPress.Refused(reason: String(decoding: answer, as: UTF8.self))
            }
            return [UInt8](answer)
        } catch let refused as PrintingPress.Refused {
            throw PrintingPress.Broken(description: "the press refused the page: \(refused.reason)")
        } catch {
            guard isLate.flag.load(ordering: .relaxed) else { return nil }
            throw PrintingPress.Broken(description: "a page took more than \(PrintingPress.patience) s")
        }
    }

    /// So many bytes; `nil` when there are fewer.
    private func read(_ count: Int) throws -> Data? {
        var data = Data()
        while data.count < count {
            guard let part = try output.fileHandleForReading.read(upToCount: count - data.count), !part.isEmpty
            else { return nil }
            data += part
        }
        return data
    }

    private static func head(_ count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
    }

    /// Told by the watch to the thread that waits.
    private final class Lateness: Sendable {
        let flag = Atomic(false)
    }
}

extension PrintingPress {
    /// What the child said of a page it could not make.
    struct Refused: Error {
        let reason: String
    }
}
