import App
import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make a care home with its people and a dozen cases, to try everything with.",
        discussion: "For trying out only: every account has the same known password.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Only the home, its staff and residents; no complaints.")
    var worldOnly = false

    func run() async throws {
        let configuration = store.configuration
        let end = configuration.environs.now()
        let clock = StoryClock(live: configuration.environs, at: end.advanced(byHours: -24 * 14))
        let program = try await store.open(configuration, environs: clock.environs)
        guard try await World.make(in: program) else {
            await program.database.close()
            throw ValidationError("There is another organisation in this store already. Choose an empty data folder.")
        }
        if !worldOnly { try await World.tellCases(in: program, clock: clock, until: end) }
        for member in World.members {
            let roles = member.roles.map(\.rawValue).joined(separator: ", ")
            print("\(member.login)\t\(member.name)\t\(roles.isEmpty ? "employee" : roles)")
        }
        print("Password of all: \(World.password)")
        await program.database.close()
    }
}
