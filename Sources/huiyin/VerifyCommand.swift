import App
import ArgumentParser
import Platform

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute every chain of events and every checkpoint, and name what was changed, cut off or removed."
    )

    @OptionGroup var store: StoreOptions

    @Flag(help: "Read the contents of every attachment too.") var files = false

    func run() async throws {
        let program = try await store.open(store.configuration)
        let check = try await StoreCheck.run(on: program, withFiles: files)
        for line in check.lines { print(line) }
        await program.database.close()
        if !check.isWhole { throw ExitCode.failure }
    }
}
