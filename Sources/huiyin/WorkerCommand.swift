import App
import ArgumentParser
import Foundation

/// `huiyin worker`: sweeps, schedules and deliveries without pages. Any number beside any number of servers.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Watch the clocks and deliver messages, without serving pages.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Hosts of your own network that webhooks may write to, with commas between.")
    var webhookHosts = ProcessInfo.processInfo.environment["HUIYIN_WEBHOOK_HOSTS"] ?? ""

    func run() async throws {
        var configuration = store.configuration
        configuration.webhookHosts = Set(webhookHosts.split(separator: ",").map(String.init))
        let lock = try store.lock(configuration, for: "worker")
        defer { withExtendedLifetime(lock) {} }
        let program = try await store.open(configuration)
        print("Huiyin works.")
        fflush(nil)
        try await program.work()
        await program.database.close()
    }
}
