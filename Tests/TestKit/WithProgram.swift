import App
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Logging
import Platform
import Storage
import StorageSQLite

/// The whole program over a fresh migrated store with the named world in it, at a time that stands still until moved.
package struct TestProgram: Sendable {
    package let program: Program
    package let world: World
    package let clock: MovableClock
    package let client: any TestClientProtocol

    /// A browser of its own: keeps cookies between its requests.
    package func browser() -> TestBrowser { TestBrowser(client: client) }
}

/// Opens the program for `body` and closes it afterwards. Passwords of the world are hashed cheaply here.
package func withProgram(
    _ engine: Engine = .sqlite, clock: MovableClock = MovableClock(),
    _ body: @escaping @Sendable (TestProgram) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("huiyin-program-" + hex(Environs.live.randomBytes(8)))
    defer { try? FileManager.default.removeItem(at: folder) }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    try await withDatabase(
        engine, clock: clock, migrations: { try Program.migrations($0) },
        body: { database in
            let configuration = Configuration(
                dataFolder: folder, publicAddress: "http://voice.test",
                assetsFolder: root.appendingPathComponent(".assets"))
            var logger = Logger(label: "huiyin-test")
            logger.logLevel = .critical
            let program = try await Program.assemble(
                configuration, database: database, environs: clock.environs, logger: logger)
            let world = try await World.make(in: program, cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
            let application = Application(router: program.router(), logger: logger)
            try await application.test(.router) { client in
                try await body(TestProgram(program: program, world: world, clock: clock, client: client))
            }
        })
}
