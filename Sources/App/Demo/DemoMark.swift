import Foundation

/// What a demonstration that is being made needs to be gone on with when it was broken off (续作标记), kept beside the data.
package protocol DemoMark: Codable, Sendable {
    static var fileName: String { get }
}

extension DemoMark {
    private static func file(in folder: URL) -> URL { folder.appendingPathComponent(fileName) }

    /// `nil` where none was begun.
    package static func read(in folder: URL) throws -> Self? {
        let file = file(in: folder)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }

    package func write(in folder: URL) throws {
        try JSONEncoder().encode(self).write(to: Self.file(in: folder), options: .atomic)
    }
}
