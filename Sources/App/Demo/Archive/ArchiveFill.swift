import Casework
import Foundation
import Kernel
import Platform
import Storage

/// Fills a demonstration store with as many cases as are asked for (百万个案): some weeks of a home are played by the real
/// commands, then its cases are copied with all their rows, a batch per transaction, one core preparing what the other
/// writes. Broken off, it goes on with the next batch.
package struct ArchiveFill: Sendable {
    /// How far the filling is.
    package struct Progress: Sendable {
        package let made: Int
        package let all: Int
    }

    package enum Refusal: Error, CustomStringConvertible {
        case notEmpty
        case nothingToCopy
        case another(seed: UInt64, cases: Int)

        package var description: String {
            switch self {
            case .notEmpty: "There are cases in this store that are not of such a filling. Choose an empty data folder."
            case .nothingToCopy: "The played weeks closed no case that could be copied. Ask for more cases."
            case .another(let seed, let cases):
                "This store was begun with --cases \(cases) --seed \(seed); go on with the same or choose another folder."
            }
        }
    }

    private static let playedDays = 42
    private static let mostPlayed = 150
    private static let mostInBatch = 3_000
    /// From here on it pays to make the scattered indexes at the end.
    private static let large = 20_000

    let program: Program
    let folder: URL
    let moveTo: @Sendable (Instant, UInt64) -> Void
    let report: @Sendable (Progress) -> Void

    /// `moveTo` sets the time of the program and what its chance begins with; `folder` keeps the mark.
    package init(
        _ program: Program, folder: URL, moveTo: @escaping @Sendable (Instant, UInt64) -> Void,
        report: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.program = program
        self.folder = folder
        self.moveTo = moveTo
        self.report = report
    }

    /// When the played weeks begin, for a filling that ends at a moment.
    package static func begin(until end: Instant) -> Instant { end.advanced(byHours: -24 * playedDays) }

    /// Fills the store up to `wanted.cases`. Throws `Refusal` where other cases are.
    package func run(_ wanted: ArchiveMark) async throws {
        var mark = try ArchiveMark.read(in: folder) ?? wanted
        guard mark.seed == wanted.seed, mark.cases == wanted.cases else {
            throw Refusal.another(seed: mark.seed, cases: mark.cases)
        }
        if mark.isFinished { return }
        if try ArchiveMark.read(in: folder) == nil {
            guard try await World.hasNoCases(in: program) else { throw Refusal.notEmpty }
            try mark.write(in: folder)
        }
        if mark.templates == nil { try await play(&mark) }
        let (database, desk) = (program.database, program.desk)
        let moveTo = moveTo
        moveTo(mark.endAt, mark.seed)
        let ids = mark.templates ?? []
        let randomBytes = program.environs.randomBytes
        let (templates, keys, tongue) = try await database.read { db in
            let keys = try desk.vault.keyring(for: World.organisation, in: db).drawing(randomBytes)
            return (
                try ids.compactMap { try ArchiveTemplate.read($0, keys: keys, at: desk, in: db) }, keys, db.search
            )
        }
        let plan = try ArchivePlan(
            templates, copies: max(0, mark.cases - ids.count), words: try ArchiveWords.load(), mark: mark)
        if mark.putAside == nil, mark.cases >= ArchiveFill.large {
            mark.putAside = try await definitionsToPutAside()
            try mark.write(in: folder)
        }
        try await putAside(mark)
        try await copy(
            plan,
            by: ArchivePrinter(
                templates: templates, keys: keys, vault: desk.vault, tongue: tongue, randomBytes: randomBytes),
            from: ids.count, of: mark.cases)
        try await finish(mark)
        mark.isFinished = true
        try mark.write(in: folder)
    }

    private func play(_ mark: inout ArchiveMark) async throws {
        try await World.makeCrowd(in: program)
        let voices = min(ArchiveFill.mostPlayed, max(12, mark.cases / 10))
        let plan = try DemoPlan.make(
            seed: mark.seed, cast: World.yearCast, rules: try CaseworkData.load(), until: mark.endAt,
            size: .init(days: ArchiveFill.playedDays, voices: voices))
        _ = try await World.play(plan, in: program, moveTo: moveTo)
        let (ids, counters, place) = try await counted()
        mark.templates = ids
        mark.counters = counters
        mark.place = place
        try mark.write(in: folder)
    }

    private func copy(
        _ plan: ArchivePlan, by printer: ArchivePrinter, from played: Int, of all: Int
    ) async throws {
        // A tenth of a small archive, so that what is broken off is never all of it.
        let batch = min(ArchiveFill.mostInBatch, all / 10)
        var plan = plan
        var made = played
        var copies = plan.take(batch)
        while let first = copies.first, try await isThere(first) {
            made += copies.count
            copies = plan.take(batch)
        }
        let chosen = copies
        var prepared = Task { try printer.blocks(chosen) }
        var counters = plan.counters
        while !copies.isEmpty {
            let blocks = try await prepared.value
            let (count, now) = (copies.count, counters)
            copies = plan.take(batch)
            counters = plan.counters
            let following = copies
            prepared = Task { try printer.blocks(following) }
            try await write(blocks, counters: now)
            made += count
            report(Progress(made: made, all: all))
        }
    }
}
