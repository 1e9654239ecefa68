import Foundation
import Kernel
import Platform
import Testing

@testable import Casework

/// Compares with an approved file; `RECORD=1` writes it anew for review.
func expectApproved(_ text: String, _ file: URL) throws {
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let approved = try String(contentsOf: file, encoding: .utf8)
    #expect(text == approved, "\(file.lastPathComponent) differs; look at the change and record it with RECORD=1")
}

private let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

@Suite struct TransitionTests {
    @Test func `the table of every state and every action is as approved`() throws {
        var lines: [String] = []
        for state in CaseState.allCases {
            lines.append("\(state.rawValue)")
            for action in CaseAction.allCases {
                let line = Transitions.line(state, action)
                lines.append("  \(action.name): \(line.map(worded) ?? "—")")
            }
        }
        try expectApproved(
            lines.joined(separator: "\n") + "\n", here.appendingPathComponent("Approved/transitions.txt"))
    }

    @Test func `the diagram of the states is drawn from the table`() throws {
        let file = here.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/case-states.md")
        try expectApproved(TransitionDiagram.markdown, file)
    }

    @Test func `no state and action stand twice in the table`() {
        let pairs = Transitions.table.map { "\($0.state) \($0.action)" }
        #expect(Set(pairs).count == pairs.count)
    }

    @Test func `every state can be reached and every action stands somewhere`() {
        var reached: Set<CaseState> = [.registered]
        for line in Transitions.table {
            if case .to(let state) = line.next { reached.insert(state) }
        }
        #expect(reached == Set(CaseState.allCases))
        let taken = Set(Transitions.table.map(\.action))
        #expect(Set(CaseAction.allCases).subtracting(taken) == [.register])
    }

    @Test(arguments: CaseAction.allCases)
    func `somebody holds the right to every action`(action: CaseAction) {
        #expect(!CaseworkRights.relations(for: action).isEmpty)
        #expect(!CaseworkRights.relations(for: action).contains(.named))
    }

    @Test func `the auditor reads everything and changes nothing`() {
        let rights = Set(CaseworkRights.lines.filter { $0.role == .auditor }.map(\.action))
        #expect(
            rights == [
                "casework.read", "casework.read_restricted", "casework.read_accountability", "casework.supervision",
                "casework.accountability", "casework.meetings.read", "casework.figures.read", "casework.figures.trace",
                "casework.rules.read",
                "casework.fund.read", "casework.recovery.read", "casework.reports.list",
                "casework.waivers.list", "casework.knowledge.read", "casework.retention.read",
                "casework.bundle.export",
            ])
    }

    @Test func `a refused step says where the case stands and what is possible`() throws {
        var journey = try Journey()
        #expect(
            refusal { try journey.take(.closure(.init(summary: "x", learning: "y")), by: World.receiving) }
                == ["casework.refusal.wrong_state"])
    }

    private func worded(_ line: Transition) -> String {
        let next =
            switch line.next {
            case .same: "="
            case .to(let state): "→ \(state.rawValue)"
            case .before: "→ as before"
            }
        let relations = CaseworkRights.relations(for: line.action).sorted().map(\.rawValue).joined(separator: " ")
        let guards = line.guards.map(\.rawValue).joined(separator: " ")
        return guards.isEmpty ? "\(next) [\(relations)]" : "\(next) [\(relations)] if \(guards)"
    }
}
