import Foundation
import Kernel
import Platform
import Storage
import StoragePostgres

extension Bench {
    /// One registration after another on a PostgreSQL that is `delay` away: statements nobody waits for together with
    /// others, against each waited for, by turns. `server` is one where databases may be made.
    package static func pipelining(beside server: String, in folder: URL, delay: Duration, count: Int) async throws
        -> Row
    {
        let together = try await FarHome.open(beside: server, in: folder, delay: delay, pipelines: true)
        let waited = try await FarHome.open(beside: server, in: folder, delay: delay, pipelines: false)
        var times: [[Double]] = [[], []]
        let before = [together, waited].map(\.database.roundTrips)
        for number in 0..<count {
            for (place, far) in [together, waited].enumerated() {
                times[place].append(try await ContinuousClock().measure { try await far.home.register(number) }.seconds)
            }
        }
        let trips = zip([together, waited], before).map { ($0.database.roundTrips - $1) / count }
        for far in [together, waited] { try await far.close() }
        let middle = times.map { $0.sorted()[count / 2] * 1000 }
        return Row(
            name: "registration on PostgreSQL \(Int(delay.seconds * 1000)) ms away, statements together or one by one",
            figures: String(
                format: "%.1f ms (%d round trips), %.1f ms (%d)", middle[0], trips[0], middle[1], trips[1]),
            ratio: middle[1] / middle[0], meaning: "times as fast")
    }
}

/// A home on a PostgreSQL at a distance, in a database of its own.
private struct FarHome {
    let home: BenchHome
    let database: PostgresDatabase
    private let link: SlowLink
    private let server: String
    private let name: String

    static func open(beside server: String, in parent: URL, delay: Duration, pipelines: Bool) async throws -> FarHome {
        let name = "huiyin_bench_" + hex(Environs.live.randomBytes(6))
        let link = try await SlowLink.open(
            to: try PostgresTools.makeDatabase(named: name, beside: server), delay: delay)
        let folder = parent.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = PostgresDatabase(
            url: link.url, settings: .init(poolSize: 2, pipelines: pipelines), environs: .live)
        let home = try await BenchHome.make(on: database, in: folder)
        for warm in 0..<5 { try await home.register(warm) }
        return FarHome(home: home, database: database, link: link, server: server, name: name)
    }

    func close() async throws {
        await home.close()
        await link.close()
        try PostgresTools.dropDatabase(named: name, beside: server)
    }
}
