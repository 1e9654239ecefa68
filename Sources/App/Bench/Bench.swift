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

    /// Durable registrations a second with so many at once: group commit against one commit per request.
    package static func registrations(in folder: URL, concurrent: Int, count: Int) async throws -> Row {
        let grouped = try await rate(in: folder, groupCommit: true, concurrent: concurrent, count: count)
        let single = try await rate(in: folder, groupCommit: false, concurrent: concurrent, count: count)
        return Row(
            name: "durable registrations, \(concurrent) at once",
            figures: "\(Int(grouped))/s grouped, \(Int(single))/s one commit each", ratio: grouped / single,
            meaning: "times as many")
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

    private static func rate(
        in folder: URL, groupCommit: Bool, concurrent: Int, count: Int
    ) async throws -> Double {
        let home = try await BenchHome.open(in: folder, groupCommit: groupCommit)
        for warm in 0..<8 { try await home.register(warm) }
        let seconds = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<concurrent {
                    group.addTask {
                        for number in stride(from: worker, to: count, by: concurrent) {
                            try await home.register(number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }.seconds
        await home.close()
        return Double(count) / seconds
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
