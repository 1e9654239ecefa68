import App
import ArgumentParser
import Foundation
import Platform

struct CheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Seal the heads of all chains now; note what it prints outside.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let program = try await store.open(store.configuration)
        for made in try await program.makeCheckpoints() {
            print("checkpoint \(made.number) over \(made.lines) heads: \(made.hash)")
        }
        print("public key \(program.desk.vault.signer.publicKey)")
        await program.database.close()
    }
}

struct RotateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-keys", abstract: "Seal under a new data key, while servers run.",
        discussion: """
            The new key is announced, after a minute it seals, after another everything older is sealed anew. Then \
            the codes by which names and telephones are found are made anew under it in the same way: everybody is \
            found all the time. Broken off, `--finish` goes on, and so do servers with the codes. Facts chained into \
            events keep keys of their own, which are sealed anew.
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "Seconds between the steps; 0 when no server runs.")
    var wait = Vault.freshSeconds + 10

    @Flag(help: "Only finish a change that was broken off.") var finish = false

    func run() async throws {
        let program = try await store.open(store.configuration)
        let pause = wait
        let count = try await program.rotateKeys(onlyFinish: finish) {
            try await Task.sleep(for: .seconds(pause))
        } progress: { place, count in
            if count > 0 { print("  \(place): \(count)") }
        }
        print("\(count) values and files sealed anew")
        await program.database.close()
    }
}
