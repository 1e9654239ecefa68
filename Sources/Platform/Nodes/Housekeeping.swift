import Kernel
import Storage

/// Forgets every hour what nobody needs any more: sessions long over, counts of attempts, marks of forms sent
/// (清理). Once among all nodes.
enum Housekeeping {
    private static let lease = Lease("housekeeping", minutes: 60)
    private static let batch = 1000

    static func run(at desk: Desk) async throws {
        guard try await desk.write({ try lease.isDue(for: desk.node, in: $0) }) else { return }
        _ = try await desk.write { try Session.sweep(in: $0) }
        _ = try await desk.write { try Throttle.sweep(in: $0) }
        try await desk.write { try OnceKey.forgetOld(limit: batch, in: $0) }
    }
}
