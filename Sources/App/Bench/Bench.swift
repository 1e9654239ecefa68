import Foundation
import Kernel
import Platform
import Storage

/// Measurements of one run on one machine, told as ratios; absolute figures differ from machine to machine.
package enum Bench {
    /// One line of the table: what was measured, the two figures, and their ratio.
    package struct Row: Sendable {
        package let name: String
        package let figures: String
        package let ratio: Double
        package let meaning: String
    }

    /// Durable registrations a second with so many at once: group commit against one commit per request, and how
    /// long the slowest hundredth waits against the middle one.
    package static func registrations(in folder: URL, concurrent: Int, count: Int) async throws -> [Row] {
        let grouped = try await pace(in: folder, groupCommit: true, concurrent: concurrent, count: count)
        let single = try await pace(in: folder, groupCommit: false, concurrent: concurrent, count: count)
        let name = "durable registrations, \(concurrent) at once"
        return [
            Row(
                name: name, figures: "\(Int(grouped.rate))/s grouped, \(Int(single.rate))/s one commit each",
                ratio: grouped.rate / single.rate, meaning: "times as many"),
            Row(
                name: "\(name), grouped: 99th hundredth against the middle",
                figures: String(format: "%.1f ms, %.1f ms", grouped.share(0.99) * 1000, grouped.share(0.5) * 1000),
                ratio: grouped.share(0.99) / grouped.share(0.5), meaning: "times as long"),
        ]
    }

    /// How many registrations a second, 64 at once and grouped. Leaves the store as it was before them and as it is
    /// after in `folder`, so that their rows can be written by others.
    package static func registrationRows(in folder: URL, count: Int) async throws -> Double {
        try await pace(in: folder, groupCommit: true, concurrent: 64, count: count, keepsRows: true).rate
    }

    /// The sweep with fifty clocks due among few and among many open ones, in an empty store of either engine.
    package static func sweep(of program: Program, small: Int, large: Int) async throws -> Row {
        try await World.make(in: program)
        let home = try BenchHome(of: program)
        var ids: [String] = []
        for number in 0..<50 { ids.append(try await home.register(number).id.text) }
        let due = ids
        try await fill(program, like: ids[0], from: 1, to: small)
        let few = try await sweepSeconds(of: due, in: program)
        try await fill(program, like: ids[0], from: small + 1, to: large)
        let many = try await sweepSeconds(of: due, in: program)
        return Row(
            name: "sweep with 50 due among \(large) open clocks, against \(small)",
            figures: String(format: "%.1f ms, %.1f ms", many * 1000, few * 1000), ratio: many / few,
            meaning: "times as long; flat is 1")
    }

    private static func fill(_ program: Program, like id: String, from first: Int, to last: Int) async throws {
        let batch = 20_000
        for start in stride(from: first, through: last, by: batch) {
            let count = min(batch, last - start + 1)
            try await program.database.write { try BenchFill.clocks(like: id, from: start, count: count, in: $0) }
        }
    }

    private static func sweepSeconds(of due: [String], in program: Program) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<9 {
            try await program.database.write { try BenchFill.makeDue(due, in: $0) }
            var seen = 0
            let time = try await ContinuousClock().measure { seen = try await Sweep.run(at: program.desk) }.seconds
            guard seen == 50 else { throw StorageError.other("the sweep saw \(seen) clocks instead of 50") }
            times.append(time)
        }
        return times.sorted()[times.count / 2]
    }

    /// How many a second, and the seconds each took, shortest first.
    private struct Pace {
        let rate: Double
        let times: [Double]

        func share(_ share: Double) -> Double { times[min(times.count - 1, Int(Double(times.count) * share))] }
    }

    private static func pace(
        in folder: URL, groupCommit: Bool, concurrent: Int, count: Int, keepsRows: Bool = false
    ) async throws -> Pace {
        let home = try await BenchHome.open(in: folder, groupCommit: groupCommit)
        for warm in 0..<8 { try await home.register(warm) }
        if keepsRows { try home.copy(to: folder.appendingPathComponent("before.sqlite")) }
        let begun = ContinuousClock.now
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for worker in 0..<concurrent {
                group.addTask {
                    var times: [Double] = []
                    for number in stride(from: worker, to: count, by: concurrent) {
                        times.append(
                            try await ContinuousClock().measure { _ = try await home.register(number) }.seconds)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let rate = Double(count) / (ContinuousClock.now - begun).seconds
        if keepsRows { try home.copy(to: folder.appendingPathComponent("after.sqlite")) }
        await home.close()
        return Pace(rate: rate, times: times.sorted())
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
