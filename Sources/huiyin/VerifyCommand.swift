import App
import ArgumentParser
import Platform

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute every chain of events and name what was changed.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let program = try await store.open(store.configuration)
        let check = try await ChainCheck.run(on: program.database)
        for fault in check.faults {
            print("broken: \(fault.subject.kind) \(fault.subject.id), event \(fault.sequence): \(fault.kind.rawValue)")
        }
        print("\(check.events) events in \(check.chains) chains, \(check.faults.count) broken")
        await program.database.close()
        if !check.faults.isEmpty { throw ExitCode.failure }
    }
}
