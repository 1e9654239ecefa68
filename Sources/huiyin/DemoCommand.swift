import App
import ArgumentParser

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make the small world of a care home to try everything with.",
        discussion: "For trying out only: every account has the same known password.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Only the home, its staff and residents; no complaints.")
    var worldOnly = false

    func run() async throws {
        let program = try await store.open(store.configuration)
        guard try await World.make(in: program) else {
            await program.database.close()
            throw ValidationError("There is another organisation in this store already. Choose an empty data folder.")
        }
        for member in World.members {
            let roles = member.roles.map(\.rawValue).joined(separator: ", ")
            print("\(member.login)\t\(member.name)\t\(roles.isEmpty ? "employee" : roles)")
        }
        print("Password of all: \(World.password)")
        await program.database.close()
    }
}
