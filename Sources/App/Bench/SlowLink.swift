import Foundation
import NIOCore
import NIOPosix
import Storage

/// A way to a PostgreSQL server on which each byte takes `delay` in both directions together, as a network would.
struct SlowLink: Sendable {
    /// The address that leads through it.
    let url: String
    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// Opens the way to the server of `url`, which names one host and port.
    static func open(to url: String, delay: Duration) async throws -> SlowLink {
        guard var parts = URLComponents(string: url), let host = parts.host else {
            throw StorageError.unavailable("\(url) names no host.")
        }
        let (port, half) = (parts.port ?? 5432, TimeAmount(delay / 2))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { near in
                ClientBootstrap(group: near.eventLoop).channelOption(.autoRead, value: false)
                    .connect(host: host, port: port).flatMapThrowing { far in
                        try far.pipeline.syncOperations.addHandler(Delayed(hand: near, half))
                        try near.pipeline.syncOperations.addHandler(Delayed(hand: far, half))
                        for end in [near, far] { end.setOption(.autoRead, value: true).whenComplete { _ in } }
                    }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).get()
        (parts.host, parts.port) = ("127.0.0.1", listener.localAddress?.port)
        return SlowLink(url: parts.string ?? url, listener: listener, group: group)
    }

    func close() async {
        try? await listener.close()
        try? await group.shutdownGracefully()
    }

    /// Hands on to the other end what comes, each piece after the delay. Both ends share one event loop.
    private final class Delayed: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel
        private let delay: TimeAmount

        init(hand other: any Channel, _ delay: TimeAmount) {
            self.other = other
            self.delay = delay
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let (bytes, other) = (unwrapInboundIn(data), other)
            context.eventLoop.scheduleTask(in: delay) { other.writeAndFlush(bytes, promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            let other = other
            context.eventLoop.scheduleTask(in: delay) { other.close(promise: nil) }
        }
    }
}
