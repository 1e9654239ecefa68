import Foundation
import Kernel

/// What a year that is being made needs to be gone on with when it was broken off: the same seed and the same end give
/// the same plan. Kept beside the data.
package struct YearMark: Codable, Sendable {
    package var seed: UInt64
    package var endAt: Instant
    package var isFinished: Bool

    package init(seed: UInt64, endAt: Instant, isFinished: Bool) {
        self.seed = seed
        self.endAt = endAt
        self.isFinished = isFinished
    }

    private static func file(in folder: URL) -> URL { folder.appendingPathComponent("demo-year.json") }

    /// `nil` where no year was begun.
    package static func read(in folder: URL) throws -> YearMark? {
        let file = file(in: folder)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try JSONDecoder().decode(YearMark.self, from: Data(contentsOf: file))
    }

    package func write(in folder: URL) throws {
        try JSONEncoder().encode(self).write(to: YearMark.file(in: folder), options: .atomic)
    }
}
