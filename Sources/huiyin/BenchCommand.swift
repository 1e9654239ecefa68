import App
import ArgumentParser
import Foundation

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine; used by bin/bench.", shouldDisplay: false,
        subcommands: [BenchRunCommand.self, BenchRegistrationsCommand.self, BenchSweepCommand.self])
}

struct BenchRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Rows that need no pages.")

    @Option(help: "A folder on the disk to measure.")
    var folder = "."

    @Flag(help: "Smaller counts, to see that it works.")
    var quick = false

    @Option(help: "A PostgreSQL server where databases may be made, for the rows that need one.")
    var database: String?

    func run() async throws {
        let folder = URL(fileURLWithPath: folder)
        if let database = database ?? ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"] {
            for delay in [Duration.zero, .milliseconds(1)] {
                show(
                    try await Bench.pipelining(
                        beside: database, in: folder, delay: delay, count: quick ? 20 : 200))
            }
        }
        for concurrent in [1, 8, 64] {
            let rows = try await Bench.registrations(in: folder, concurrent: concurrent, count: quick ? 64 : 1_024)
            for row in rows { show(row) }
        }
    }
}

struct BenchRegistrationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registrations", abstract: "Grouped registrations, with the store before and after them.")

    @Option(help: "Where the two stores are left.")
    var folder: String

    @Option(help: "How many registrations.")
    var count = 1_024

    func run() async throws {
        let rate = try await Bench.registrationRows(in: URL(fileURLWithPath: folder), count: count)
        print("grouped: \(Int(rate)) a second")
    }
}

struct BenchSweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "The sweep among few and among many open clocks, in an empty store.")

    @OptionGroup var store: StoreOptions

    @Option(help: "How many open clocks at last.")
    var clocks = 1_000_000

    func run() async throws {
        let program = try await store.open(store.configuration)
        show(try await Bench.sweep(of: program, small: 1_000, large: clocks))
        await program.database.close()
    }
}

private func show(_ row: Bench.Row) {
    print("\(row.name) | \(row.figures) | \(String(format: "%.2f", row.ratio)) \(row.meaning)")
    fflush(nil)
}
