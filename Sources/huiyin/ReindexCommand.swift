import App
import ArgumentParser
import Foundation
import Kernel
import Platform

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex", abstract: "Write the index of words anew, while servers run.",
        discussion: """
            Whatever can be found before can be found all the time. Broken off, the same command goes on where it \
            stood, and so does any server. When a server is at it already, its progress is shown.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "The id of one organisation; all of them without it.") var organisation: String?

    func run() async throws {
        let program = try await store.open(store.configuration)
        do {
            let count = try await program.reindex(only: organisation) { name, run in
                print("\(name): \(run.percent) %, \(min(run.done, run.total)) of \(run.total) records")
                fflush(nil)
            }
            print("\(count) records written anew")
        } catch {
            await program.database.close()
            throw ValidationError("\(error)")
        }
        await program.database.close()
    }
}
