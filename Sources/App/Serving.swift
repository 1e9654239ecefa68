import Foundation
import Hummingbird
import Kernel
import Logging
import Platform
import ServiceLifecycle

extension Program {
    /// The application: the HTTP server and the background work, stopped together. On stopping, what was
    /// acknowledged is finished first.
    package func application(onReady: @escaping @Sendable () async -> Void = {}) -> some ApplicationProtocol {
        var application = Application(
            router: router(),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { _ in await onReady() }, logger: logger)
        application.addServices(Watch(program: self))
        application.addServices(LiveService(program: self))
        return application
    }
}

/// The background work of one process: each round looks at what is due and forgets what is old. Work grows with what
/// is due, never with the archive.
struct Watch: Service {
    let program: Program

    private var pause: Duration { program.configuration.clockFile == nil ? .seconds(20) : .milliseconds(400) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    _ = try await Sweep.run(at: program.desk)
                    try await WebhookPost.run(at: program.desk, with: program.desk.courier)
                    program.desk.meters.swept(well: true)
                } catch {
                    program.desk.meters.swept(well: false)
                    program.logger.error("background work failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: pause)
            }
        }
    }
}

/// Tells this node's live pages what other nodes did.
struct LiveService: Service {
    let program: Program

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var watch = LiveWatch()
            while !Task.isCancelled {
                do {
                    try await watch.look(at: program.desk)
                } catch {
                    program.logger.error("live watch failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
