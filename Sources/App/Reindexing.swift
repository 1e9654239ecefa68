import Kernel
import Platform
import Storage

extension Program {
    /// Writes the index of words anew for every organisation, or for one, and waits for its end, whichever node does it;
    /// `progress` is told now and then. Goes on with a run that was broken off. Returns how many records were written.
    package func reindex(
        only organisation: String? = nil, progress: @escaping @Sendable (String, SearchRebuild) -> Void = { _, _ in }
    ) async throws -> Int {
        let homes = try await database.read { try OrganisationProfile.list(in: $0) }
            .filter { organisation == nil || $0.id.text == organisation }
        if homes.isEmpty, let organisation { throw UnknownOrganisation(id: organisation) }
        let desk = desk
        var written = 0
        for home in homes {
            try await database.write { db in
                try SearchRebuild.begin(by: Actor(organisationID: home.id, kind: .system), at: desk, in: db)
            }
            written += try await follow(home.id) { progress(home.name, $0) }.written
        }
        return written
    }

    /// Works at a run, or looks on while another node does, until it has ended.
    private func follow(
        _ organisation: ID<Organisation>, progress: @escaping @Sendable (SearchRebuild) -> Void
    ) async throws -> SearchRebuild {
        while true {
            let step = try await SearchRebuild.run(organisation, at: desk) { run in
                // Whole hundredths, or each step where there are fewer.
                if run.done * 100 / max(run.total, 1) > (run.done - SearchRebuild.batch) * 100 / max(run.total, 1) {
                    progress(run)
                }
            }
            switch step {
            case .ended(let run): return run
            case .elsewhere(let run), .went(let run): progress(run)
            case .nothing:
                // Another node ended it between two looks, or this task was cancelled.
                try Task.checkCancellation()
                if let run = try await database.read({ try SearchRebuild.newest(of: organisation, in: $0) }) {
                    return run
                }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}

/// There is no such organisation in the store.
package struct UnknownOrganisation: Error, CustomStringConvertible {
    let id: String
    package var description: String { "There is no organisation \(id) in this store." }
}
