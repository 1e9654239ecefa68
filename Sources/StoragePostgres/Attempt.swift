import Storage

/// What came of one run of a body.
enum Attempt<T: Sendable>: Sendable {
    case done(Result<T, any Error>)
    /// Nothing was written.
    case again(StorageError, RepeatCause)
    /// The connection was lost while the commit was on its way. The value is right if the mark is there.
    case unknown(CommitMark, T, StorageError)

    /// The result when there is to be no other attempt.
    var last: Result<T, any Error> {
        switch self {
        case .done(let result): result
        case .again(let error, _), .unknown(_, _, let error): .failure(error)
        }
    }
}

/// Why the same body may well succeed when run again.
enum RepeatCause: Sendable {
    /// Another transaction was there first.
    case conflict
    /// The connection was lost before anything was committed.
    case lost
}

/// How much has been tried so far, and how much more is worth it (有限重试).
struct Effort {
    private static let mostConflicts = 12

    let patience: Duration
    private(set) var conflicts = 0
    private var losses = 0
    private var lostSince: ContinuousClock.Instant?

    init(patience: Duration) { self.patience = patience }

    /// Waits before the next attempt, longer each time. Throws `error` when there is to be none.
    mutating func pause(after cause: RepeatCause, or error: StorageError, _ maker: IDMaker) async throws {
        let chance = Int(maker.randomBytes(1).first ?? 0)
        let jitter = chance % 16
        switch cause {
        case .conflict:
            conflicts += 1
            guard conflicts <= Effort.mostConflicts else { throw error }
            // As much by chance as by count: those who met once would else meet again after each equal wait.
            let wait = min(400, 4 << conflicts)
            if conflicts > 1 { try await Task.sleep(for: .milliseconds(wait / 2 + wait * chance / 256)) }
        case .lost:
            let since = lostSince ?? ContinuousClock.now
            lostSince = since
            losses += 1
            guard ContinuousClock.now - since < patience else { throw error }
            // At once the first time: most often one connection was lost and the server is there.
            if losses > 1 { try await Task.sleep(for: .milliseconds(min(1000, 25 << min(losses, 6)) + jitter)) }
        }
    }
}
