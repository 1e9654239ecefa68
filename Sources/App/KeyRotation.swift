import Kernel
import Platform
import Storage

extension Program {
    /// A checkpoint for each organisation that has events.
    package func makeCheckpoints() async throws -> [Checkpoint] {
        var made: [Checkpoint] = []
        for home in try await database.read({ try OrganisationProfile.list(in: $0) }) {
            if let checkpoint = try await Checkpoint.make(for: home.id, at: desk) { made.append(checkpoint) }
        }
        return made
    }

    /// Changes the data keys of all organisations, and with them the keys of blind indexes; `pause` waits until every node has read its keys again.
    package func rotateKeys(
        onlyFinish: Bool = false, pause: @Sendable () async throws -> Void,
        progress: @Sendable (String, Int) -> Void = { _, _ in }
    ) async throws -> Int {
        let columns = try Slices.all().flatMap(\.sealedColumns)
        let changes = try await database.read({ try OrganisationProfile.list(in: $0) }).map {
            KeyChange(of: $0.id, columns: columns, at: desk)
        }
        if !onlyFinish {
            for change in changes { try await change.announce() }
            try await pause()
            for change in changes { try await change.activate() }
            try await pause()
        }
        var count = 0
        for change in changes { count += try await change.reseal(progress: progress) }
        return count + (try await rotateBlindKeys(pause: pause, progress: progress))
    }

    /// Makes the codes of sealed values anew where they are made under another key than the one that seals; goes on
    /// with a change that was broken off. Returns how many rows got other codes.
    func rotateBlindKeys(
        pause: @Sendable () async throws -> Void, progress: @Sendable (String, Int) -> Void = { _, _ in }
    ) async throws -> Int {
        let desk = desk
        var homes: [ID<Organisation>] = []
        for home in try await database.read({ try OrganisationProfile.list(in: $0) }) {
            if try await desk.write({ try BlindChange.begin(for: home.id, at: desk, in: $0) }) != nil {
                homes.append(home.id)
            }
        }
        if homes.isEmpty { return 0 }
        try await pause()
        var count = 0
        for home in homes { count += try await followBlindChange(of: home, pause: pause) }
        progress("blind indexes", count)
        return count
    }

    /// Works at a change, or looks on while another node does, until it has ended.
    private func followBlindChange(
        of organisation: ID<Organisation>, pause: @Sendable () async throws -> Void
    ) async throws -> Int {
        while true {
            // What a phase must have lasted was waited for here.
            switch try await BlindChange.next(organisation, at: desk, waits: 0) {
            case .went: continue
            case .turned: try await pause()
            case .ended(let change): return change.written
            case .nothing:
                return try await database.read { try BlindChange.newest(of: organisation, in: $0)?.written ?? 0 }
            case .elsewhere, .waiting: try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
