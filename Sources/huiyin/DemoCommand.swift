import App
import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Fill an empty installation with the demonstration home.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Make people and accounts only, no cases.")
    var worldOnly = false

    func run() async throws {
        let configuration = store.configuration
        let end = configuration.environs.now()
        let clock = StoryClock(live: configuration.environs, at: end.advanced(byHours: -24 * 14))
        let program = try await store.open(configuration, environs: clock.environs)
        let world = try await World.make(in: program)
        if !worldOnly { try await world.tellCases(in: program, clock: clock, until: end) }
        print("Logins: \(world.logins.joined(separator: ", "))")
        print("Password of all of them: \(World.password)")
        await program.database.close()
    }
}
