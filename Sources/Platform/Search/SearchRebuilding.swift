import Kernel
import Storage

extension SearchRebuild {
    /// Goes on with an organisation's run until it ends or another node has it. Stopped by cancelling the task, it is
    /// given back after the records at hand; where others write the same records at the moment, it tries again.
    package static func run(
        _ organisation: ID<Organisation>, at desk: Desk, progress: @Sendable (SearchRebuild) -> Void = { _ in }
    ) async throws -> Step {
        while !Task.isCancelled {
            let taken = try await desk.writePatiently { db in
                try SearchRebuild.step(organisation, at: desk, in: db)
            }
            switch taken {
            case .went(let run): progress(run)
            case .ended(let run):
                progress(run)
                return taken
            case .elsewhere, .nothing: return taken
            }
        }
        try await desk.write { db in try letGo(organisation, at: desk, in: db) }
        return .nothing
    }

    /// Goes on with every run that was begun; what the background work does.
    package static func runAll(at desk: Desk) async throws {
        for organisation in try await desk.read({ try running(in: $0) }) where !Task.isCancelled {
            _ = try await run(organisation, at: desk)
        }
    }
}
