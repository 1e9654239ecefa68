import App
import ArgumentParser
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Storage

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the pages and watch the clocks.")

    @OptionGroup var store: StoreOptions

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port = 8080

    @Option(help: "The address people reach the server at, for links and QR codes.")
    var publicAddress: String?

    @Option(help: "The folder of third parties' browser files that bin/setup fills.")
    var assets = ".assets"

    @Option(help: "The Python with WeasyPrint that bin/setup laid out, for PDF files.")
    var pressPython = ".press/bin/python"

    @Flag(help: "Believe the addresses a proxy of yours passes on.")
    var trustProxy = false

    @Option(help: "Hosts of your own network that webhooks may write to, with commas between.")
    var webhookHosts = ProcessInfo.processInfo.environment["HUIYIN_WEBHOOK_HOSTS"] ?? ""

    @Flag(inversion: .prefixedNo, help: "Watch the clocks and deliver messages too, or leave that to workers.")
    var background = true
    @Option(help: "How the log is written: text or json.")
    var logFormat = LogLines.Form.text

    @Option(help: "A file with the token a program must bring to read /metrics; without it only this machine may.")
    var metricsTokenFile: String?

    func run() async throws {
        let form = logFormat
        LoggingSystem.bootstrap { LogLines(label: $0, form: form, now: Environs.live.now) }
        let stored = store.configuration
        let configuration = Configuration(
            dataFolder: stored.dataFolder, databaseURL: stored.databaseURL, replicaURL: stored.replicaURL,
            replicaLagSeconds: stored.replicaLagSeconds, poolSize: stored.poolSize, host: host, port: port,
            publicAddress: publicAddress ?? ProcessInfo.processInfo.environment["HUIYIN_PUBLIC_ADDRESS"],
            assetsFolder: URL(fileURLWithPath: assets), trustsProxy: trustProxy, clockFile: stored.clockFile,
            webhookHosts: Set(webhookHosts.split(separator: ",").map(String.init)), metricsToken: try metricsToken(),
            pressPython: URL(fileURLWithPath: pressPython))
        let lock = try store.lock(configuration, for: "serve")
        defer { withExtendedLifetime(lock) {} }
        let program = try await store.open(configuration)
        if configuration.clockFile != nil { print("Time is pretended. Never do this with real cases.") }
        let application = program.application(background: background) {
            print("Huiyin serves at \(configuration.publicAddress)")
            fflush(nil)
        }
        try await application.runService()
        try await program.desk.press.close()
        await program.database.close()
    }

    private func metricsToken() throws -> String? {
        guard let metricsTokenFile else { return nil }
        let text = (try? String(contentsOfFile: metricsTokenFile, encoding: .utf8)) ?? ""
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard token.count >= 16 else { throw ValidationError("The metrics token must have at least 16 characters.") }
        return token
    }
}

extension LogLines.Form: ExpressibleByArgument {}
