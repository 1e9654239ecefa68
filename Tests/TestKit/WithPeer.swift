import Hummingbird

/// Serves `router` on a free port of this machine while `body` runs: another system for ours to talk to.
package func withPeer(
    _ router: Router<BasicRequestContext>, _ body: @escaping @Sendable (_ port: Int) async throws -> Void
) async throws {
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let peer = Application(
        router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in channel.localAddress?.port.map { _ = found.yield($0) } })
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await peer.run() }
        guard let port = await ports.first(where: { _ in true }) else { return }
        try await body(port)
        group.cancelAll()
    }
}
