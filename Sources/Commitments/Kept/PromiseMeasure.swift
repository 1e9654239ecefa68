import Casework
import Deadlines
import Kernel
import Platform

/// One promise towards one case (单件承诺), judged by the term that was promised when the case was received: neither an
/// extension nor a pause makes a promise kept, and a later version of the promise changes nothing.
package struct PromiseMeasure: Hashable, Sendable {
    package let standardID: ID<ServiceStandard>
    package let caseID: ID<Case>
    package let code: String
    package let startedAt: Instant
    package let dueAt: Instant
    package let metAt: Instant?
    /// When it ended unmet, because the case did.
    package let endedAt: Instant?
    /// Merged and hidden cases are not counted, nor is one the promise no longer concerns (reading 30).
    package var isCounted: Bool

    /// What became of it by a moment; the rule of the statistics (`FigureClock`).
    package func outcome(asOf moment: Instant) -> FigureClock.Outcome {
        FigureClock(clockKind, startedAt: startedAt, promisedAt: dueAt, metAt: metAt, endedAt: endedAt)
            .outcome(.promised, asOf: moment)
    }

    /// The outcome does not depend on the kind; any will do to ask the rule.
    private var clockKind: ClockKind { .firstFeedback }

    /// What the promises of `book` were towards a case: of each the version in force when its clock began to run in the
    /// first round, as the documents' own limits are counted.
    package static func all(
        _ figure: CaseFigure, by book: StandardBook, calendar: WorkCalendar
    ) -> [PromiseMeasure] {
        guard let clocks = figure.rounds.first?.clocks else { return [] }
        return book.codes.compactMap { code in
            // The version depends on the start, and the start on the kind of clock, which a version may change.
            for clock in clocks where !clock.isCap {
                guard let standard = book.inForce(code, at: clock.startedAt),
                    standard.terms.evidence == .clock(clock.kind), case .within(let term) = standard.terms.target
                else { continue }
                return PromiseMeasure(
                    standardID: standard.id, caseID: figure.caseID, code: code, startedAt: clock.startedAt,
                    dueAt: due(term, from: clock.startedAt, calendar), metAt: clock.metAt, endedAt: clock.endedAt,
                    isCounted: figure.counting == .counted && standard.terms.scope.holds(figure))
            }
            return nil
        }
    }

    private static func due(_ term: Term, from start: Instant, _ calendar: WorkCalendar) -> Instant {
        let promise = Deadlines.Promise(kind: "commitment", term: term, warnings: [], ladder: [])
        return Clock(promise: promise, startedAt: start, recordedAt: start).reading(at: start, in: calendar).dueAt
    }
}

/// A promise that was not kept (未兑现承诺), noticed once, with the action that answers it.
package struct CommitmentMiss: Hashable, Sendable {
    package let id: ID<CommitmentMiss>
    package let standardID: ID<ServiceStandard>
    package let code: String
    package let caseID: ID<Case>
    package let dueAt: Instant
    package let noticedAt: Instant
    /// By the standard's rule an action is due for it.
    package let wantsAction: Bool
    package let actionTakenAt: Instant?
    /// The id of the action; `nil` while none was opened.
    package let action: String?
}
