import Foundation
import Kernel
import NIOPosix
import Synchronization

/// Makes PDF files of print pages (生成 PDF): one child process that lives on, because starting it costs seconds. It
/// makes one file at a time, may reach nothing but our assets, ends when nobody asks for some minutes, and is replaced
/// when it has made many, hangs or breaks.
package final class PrintingPress: Sendable {
    /// What a press is made of: the Python with WeasyPrint that `bin/setup` lays out, and where styles and pictures lie.
    package struct Parts: Sendable {
        let python: URL
        let assets: [URL]
        /// Where the child may keep what it found out about fonts.
        let cache: URL

        package init(python: URL, assets: [URL], cache: URL) {
            self.python = python
            self.assets = assets
            self.cache = cache
        }

        package var isThere: Bool { FileManager.default.isExecutableFile(atPath: python.path) }
    }

    /// Why no file was made, for the log: never what the page says.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    package static let largestPage = 8 << 20
    static let largestFile = 64 << 20
    static let patience = 60
    static let mostWaiting = 8
    static let filesOfOneChild = 200

    private let parts: Parts?
    /// Begun with the first file.
    private let threads = Mutex<NIOThreadPool?>(nil)
    private let child = Mutex<PressChild?>(nil)
    private let waiting = Atomic<Int>(0)

    /// Without `parts` no file can be made, and who asks is told so.
    package init(_ parts: Parts?) {
        self.parts = parts
    }

    /// Whether files can be made here, so that no page offers what cannot be had.
    package var isReady: Bool { parts?.isThere ?? false }

    /// The file of a page. Throws `Problem.unavailable` without WeasyPrint, `Problem.tooMany` while many wait, and
    /// `Broken` when the page cannot be made into one.
    package func file(of html: String) async throws -> [UInt8] {
        guard let parts, parts.isThere else { throw Problem.unavailable(Message("platform.press.missing")) }
        guard html.utf8.count <= PrintingPress.largestPage else {
            throw Problem.conflict("platform.press.too_large")
        }
        let ahead = waiting.add(1, ordering: .relaxed).newValue
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard ahead <= PrintingPress.mostWaiting else { throw Problem.tooMany(retryAfterSeconds: 10) }
        return try await thread().runIfActive { try self.make(html, parts) }
    }

    /// Ends the child; nothing can be made afterwards.
    package func close() async throws {
        guard let begun = threads.withLock({ $0 }) else { return }
        child.withLock { child in
            child?.end()
            child = nil
        }
        try await begun.shutdownGracefully()
    }

    private func thread() -> NIOThreadPool {
        threads.withLock { threads in
            if let threads { return threads }
            let begun = NIOThreadPool(numberOfThreads: 1)
            begun.start()
            threads = begun
            return begun
        }
    }

    private func make(_ html: String, _ parts: Parts) throws -> [UInt8] {
        try child.withLock { child in
            // A child that ended by itself since the last page is no fault of this one.
            for _ in 0..<2 {
                if child.map({ !$0.isFit }) ?? true {
                    child?.end()
                    child = try PressChild(parts)
                }
                guard let answer = try child?.print(html) else {
                    child?.end()
                    child = nil
                    continue
                }
                return answer
            }
            throw Broken(description: "the press ended twice while a page was made")
        }
    }
}
