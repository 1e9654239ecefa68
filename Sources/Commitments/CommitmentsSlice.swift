import Platform
import Web

/// What the organisation promises to the people it serves (服务承诺), to whom each promise was given, and whether it was
/// kept.
///
/// `Standards` are measurable promises in versions that are never edited; `Letters` compose those in force into the
/// letter of commitment; `Issues` record to whom a version was given and who signed it; `Kept` judges each promise
/// towards each case by the term of its day, and notices misses; `Readings` knows which employee has read what. A case
/// that changes is noted by a reaction and looked at in the next round of the sweep: nothing is ever typed in.
package enum CommitmentsSlice {
    /// Reads the shipped promises; throws at start when the file is wrong.
    package static func make() throws -> Slice {
        let shipped = try ShippedCommitments.load()
        return Slice(
            name: "commitments", folder: CommitmentsFolder.url, rights: CommitmentAction.lines,
            navigation: [
                NavigationEntry(
                    address: "/commitments", text: "commitments.title", icon: "award", action: CommitmentAction.read,
                    in: .house, order: 60)
            ],
            reactions: [
                { event, db, _ in if event.subject.kind == "case" { try PromiseMeasure.note(event, in: db) } }
            ],
            attentions: [
                "commitment_letter": { stored, _, reading, db, _ in try LetterReview.remind(of: stored, reading, in: db)
                }
            ],
            rounds: [{ desk in try await KeptRound.run(at: desk) }],
            addresses: ["commitment_letter": "/commitments/letters"],
            routes: { desk in
                KeptRoutes.all(desk) + StandardRoutes.all(desk, shipped) + LetterRoutes.all(desk, shipped)
                    + HoldingRoutes.all(desk) + IssueRoutes.all(desk) + ReadingRoutes.all(desk)
                    + PromiseRoutes.all(desk) + CommitmentsApi.all(desk, shipped)
            })
    }
}
