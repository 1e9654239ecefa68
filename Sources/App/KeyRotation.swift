import Kernel
import Platform

extension Program {
    /// A checkpoint for each organisation that has events.
    package func makeCheckpoints() async throws -> [Checkpoint] {
        var made: [Checkpoint] = []
        for home in try await database.read({ try OrganisationProfile.list(in: $0) }) {
            if let checkpoint = try await Checkpoint.make(for: home.id, at: desk) { made.append(checkpoint) }
        }
        return made
    }

    /// Changes the data keys of all organisations; `pause` waits until every node has read its keys again.
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
        return count
    }
}
