import App
import ArgumentParser
import Casework
import Foundation
import Kernel
import Storage
import Synchronization

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make a care home with its people and a year of cases, to try everything with.",
        discussion: """
            For trying out only: every account has the same known password. The year takes minutes; when it is \
            broken off, the same command goes on with it.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Only the home, its staff and residents; no complaints.")
    var worldOnly = false

    @Flag(help: "A dozen cases of two weeks instead of a year; ready in a moment.")
    var brief = false

    @Option(help: "So many cases instead of a year: some weeks are played and their cases copied, over some years.")
    var cases: Int?

    @Option(help: "Another year: the same number gives the same cases.")
    var seed: UInt64 = 2026

    func validate() throws {
        if [worldOnly, brief, cases != nil].count(where: { $0 }) > 1 {
            throw ValidationError("Say one of --world-only, --brief and --cases.")
        }
        if let cases, cases < 100 { throw ValidationError("--cases takes a number from 100.") }
    }

    func run() async throws {
        let configuration = store.configuration
        let isYear = !worldOnly && !brief && cases == nil
        let mark =
            try (isYear ? YearMark.read(in: configuration.dataFolder) : nil)
            ?? YearMark(seed: seed, endAt: configuration.environs.now(), isFinished: false)
        if let cases { return try await fill(cases, configuration) }
        let days = isYear ? DemoPlan.Size.year.days : 14
        let clock = StoryClock(live: configuration.environs, at: mark.endAt.advanced(byHours: -24 * days))
        let program = try await store.open(configuration, environs: clock.environs)
        guard try await World.make(in: program) else {
            await program.database.close()
            throw ValidationError("There is another organisation in this store already. Choose an empty data folder.")
        }
        if brief { try await World.tellCases(in: program, clock: clock, until: mark.endAt) }
        if isYear { try await makeYear(mark, in: program, clock, at: configuration.dataFolder) }
        if brief || isYear { try await World.tellRegisters(in: program, until: mark.endAt) }
        if !worldOnly { try await World.teach(in: program, until: mark.endAt) }
        tellAccounts()
        await program.database.close()
    }

    private func tellAccounts() {
        for member in World.members {
            let roles = member.roles.map(\.rawValue).joined(separator: ", ")
            print("\(member.login)\t\(member.name)\t\(roles.isEmpty ? "employee" : roles)")
        }
        print("Password of all: \(World.password)")
    }

    private func fill(_ cases: Int, _ configuration: Configuration) async throws {
        let folder = configuration.dataFolder
        let wanted =
            try ArchiveMark.read(in: folder).map { ArchiveMark(seed: seed, cases: cases, endAt: $0.endAt) }
            ?? ArchiveMark(seed: seed, cases: cases, endAt: configuration.environs.now())
        let clock = StoryClock(live: configuration.environs, at: ArchiveFill.begin(until: wanted.endAt))
        let program = try await store.open(configuration, environs: clock.environs)
        guard try await World.make(in: program) else {
            await program.database.close()
            throw ValidationError("There is another organisation in this store already. Choose an empty data folder.")
        }
        let started = ContinuousClock.now
        let said = Mutex(started)
        let filling = ArchiveFill(program, folder: folder, moveTo: { clock.begin(at: $0, seed: $1) }) { progress in
            let isTime = said.withLock { last in
                guard ContinuousClock.now - last > .seconds(3) else { return false }
                last = .now
                return true
            }
            let seconds = (ContinuousClock.now - started).components.seconds
            let line = "  \(progress.made) of \(progress.all), \(seconds) s\n"
            if isTime { FileHandle.standardError.write(Data(line.utf8)) }
        }
        do {
            try await filling.run(wanted)
        } catch let refusal as ArchiveFill.Refusal {
            await program.database.close()
            throw ValidationError("\(refusal)")
        }
        print("\(cases) cases took \((ContinuousClock.now - started).components.seconds) s.")
        tellAccounts()
        await program.database.close()
    }

    private func makeYear(_ mark: YearMark, in program: Program, _ clock: StoryClock, at folder: URL) async throws {
        let isBegun = try YearMark.read(in: folder) != nil
        if mark.isFinished { return }
        let isEmpty = try await World.hasNoCases(in: program)
        guard isBegun || isEmpty else {
            print("There are cases already; they stay as they are.")
            return
        }
        try mark.write(in: folder)
        try await World.makeCrowd(in: program)
        let plan = try DemoPlan.make(
            seed: mark.seed, cast: World.yearCast, rules: try CaseworkData.load(), until: mark.endAt)
        let started = ContinuousClock.now
        print("Making a year: \(plan.cases.count) cases, \(plan.scenes.count) steps.")
        let said = Mutex(started)
        let refused = try await World.play(plan, in: program, moveTo: { clock.begin(at: $0, seed: $1) }) { progress in
            let isTime = said.withLock { last in
                guard ContinuousClock.now - last > .seconds(3) else { return false }
                last = .now
                return true
            }
            let line = "  \(progress.day)  \(progress.played * 100 / max(1, progress.all)) %\n"
            if isTime { FileHandle.standardError.write(Data(line.utf8)) }
        }
        var finished = mark
        finished.isFinished = true
        try finished.write(in: folder)
        for stop in refused {
            print("  stopped at \(stop.scene.at): \(stop.deed.map { "\($0)" } ?? "voice"), \(stop.problem)")
        }
        print("The year took \((ContinuousClock.now - started).components.seconds) s.")
    }
}
