import Foundation
import Hummingbird
import Kernel
import Logging
import Platform
import ServiceLifecycle

extension Program {
    /// The application: the HTTP server and the background work, stopped together. On stopping, what was
    /// acknowledged is finished first. Without `background` the work is left to workers.
    package func application(
        background: Bool = true, onReady: @escaping @Sendable () async -> Void = {}
    ) -> some ApplicationProtocol {
        var application = Application(
            router: router(),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { _ in await onReady() }, logger: logger)
        for service in (background ? backgroundServices : []) + [LiveService(program: self)] {
            application.addServices(service)
        }
        return application
    }

    /// The background work alone (`huiyin worker`), until the process is told to stop.
    package func work() async throws {
        let group = ServiceGroup(
            services: backgroundServices + [LiveService(program: self)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private var backgroundServices: [any Service] {
        [Watch(program: self), Deliveries(program: self), Rebuilding(program: self)]
    }

    /// The pause between two looks; short where a test moves the time.
    fileprivate var pause: Duration { configuration.clockFile == nil ? .seconds(20) : .milliseconds(400) }
}

/// The background work of one process: each round looks at what is due and forgets what is old. Work grows with what
/// is due, never with the archive.
struct Watch: Service {
    let program: Program

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    _ = try await Sweep.run(at: program.desk)
                    program.desk.meters.swept(well: true)
                } catch {
                    program.desk.meters.swept(well: false)
                    program.logger.error("sweep failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: program.pause)
            }
        }
        // What cannot be given back runs out by itself.
        try? await program.desk.write { [desk = program.desk] db in try Lease.rounds.giveBack(from: desk.node, in: db) }
    }
}

/// Sends what waits in the outbox, beside the sweep, so that a subscriber who does not answer delays no promise.
struct Deliveries: Service {
    let program: Program

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var sent = 0
                do {
                    sent = try await WebhookPost.run(at: program.desk, with: program.desk.courier)
                } catch {
                    program.logger.error("post failed", metadata: ["error": "\(error)"])
                }
                if sent == 0 { try? await Task.sleep(for: program.pause) }
            }
        }
    }
}

/// Writes the index of words anew where somebody asked for it, and goes on with changes of the keys of blind indexes,
/// beside the sweep, since it may take an hour.
struct Rebuilding: Service {
    let program: Program

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await SearchRebuild.runAll(at: program.desk)
                    try await BlindChange.runAll(at: program.desk)
                } catch {
                    program.logger.error("rebuild of the index failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: program.pause)
            }
        }
    }
}

/// Tells this node's live pages what other nodes did: by what they tell, or by looking where they cannot.
struct LiveService: Service {
    let program: Program

    func run() async throws {
        await cancelWhenGracefulShutdown {
            if let signals = program.database.signals {
                for await signal in signals.heard() { program.desk.hear(signal) }
            } else {
                await look()
            }
        }
    }

    private func look() async {
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

/// The group of services names each by its description; a program spelt out whole, texts and templates and all, would
/// take seconds of every start.
extension Program: CustomStringConvertible {
    package var description: String { "program" }
}
