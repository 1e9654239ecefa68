import Kernel
import Storage

extension BlindChange {
    /// Goes on with every change that was begun, as far as it can at the moment; what the background work does.
    /// Stopped by cancelling the task, it is given back after the rows at hand.
    package static func runAll(at desk: Desk) async throws {
        for organisation in try await desk.read({ try running(in: $0) }) where !Task.isCancelled {
            while case .went = try await next(organisation, at: desk) {
                guard Task.isCancelled else { continue }
                return try await desk.write { db in try letGo(organisation, at: desk, in: db) }
            }
        }
    }

    /// One step; where others write the same rows at the moment, it tries again.
    package static func next(
        _ organisation: ID<Organisation>, at desk: Desk, waits: Int64 = settleMilliseconds
    ) async throws -> Step {
        try await desk.writePatiently { db in try step(organisation, at: desk, waits: waits, in: db) }
    }
}

extension Desk {
    /// The store may turn background work away so often in a row.
    private static let mostRefusals = 20

    /// A write that is tried again for some seconds where the store turns it away.
    package func writePatiently<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        for _ in 0..<Desk.mostRefusals {
            do { return try await write(body) } catch StorageError.unavailable {
                try await Task.sleep(for: .milliseconds(500))
            }
        }
        return try await write(body)
    }
}
