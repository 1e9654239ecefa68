import Kernel
import Platform
import Storage

/// Cases that wait for this employee's word: plans they may approve, and results they may confirm as the second,
/// uninvolved person (S4-29, reading 10).
struct WaitingCases: Sendable {
    let approvals: CaseLines
    let confirmations: CaseLines

    init(
        for reader: CaseReader, afterApproval: MomentCursor<Case>? = nil, afterConfirmation: MomentCursor<Case>? = nil,
        limit: Int = CaseList.pageSize, at desk: Desk, in db: any Connection
    ) throws {
        approvals = try WaitingCases.approvals(reader, afterApproval, limit, desk, db)
        confirmations = try WaitingCases.confirmations(reader, afterConfirmation, limit, desk, db)
    }

    private static func approvals(
        _ reader: CaseReader, _ cursor: MomentCursor<Case>?, _ limit: Int, _ desk: Desk, _ db: any Connection
    ) throws -> CaseLines {
        guard desk.rights.mayEver(CaseAction.reject.rawValue, roles: reader.actor.roles) else {
            return CaseLines(lines: [], next: nil)
        }
        return try CaseList.inState(
            [.awaitingApproval], after: cursor, limit: limit, reader: reader, at: desk, in: db
        ) {
            reader.lawfulSteps(for: $0).contains { $0 == .approve || $0 == .reject }
        }
    }

    /// Whoever reads nothing beyond their own cases is asked only about those they first received, so that the desk
    /// of an ordinary employee opens no case for nothing.
    private static func confirmations(
        _ reader: CaseReader, _ cursor: MomentCursor<Case>?, _ limit: Int, _ desk: Desk, _ db: any Connection
    ) throws -> CaseLines {
        func mayConfirm(_ subject: Case) -> Bool {
            subject.confirmation.second == nil && reader.lawfulSteps(for: subject).contains(.confirmSecond)
        }
        let readsWidely =
            desk.rights.allows(CaseAction.read.rawValue, to: reader.actor)
            || !reader.actor.roles.isDisjoint(with: [.complaintHandler, .complaintLeader])
        guard readsWidely else {
            let own = try CaseList.open(
                .receivedBy(reader.standing.staffID), after: cursor, limit: limit, reader: reader, at: desk, in: db)
            return CaseLines(lines: own.lines.filter { mayConfirm($0.opened) }, next: nil)
        }
        return try CaseList.inState(
            [.decisionCommunicated, .confirming], after: cursor, limit: limit, reader: reader, at: desk, in: db,
            keep: mayConfirm)
    }
}
