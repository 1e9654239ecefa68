/// The picture of the table of transitions (状态图), as it stands in `docs/case-states.md`.
package enum TransitionDiagram {
    /// A page with a Mermaid diagram: only steps that lead to another state are drawn.
    package static var markdown: String {
        var lines = [
            "# States of a case", "",
            "Drawn from the table in `Sources/Casework/States/Transitions.swift` by a test; do not edit by hand.", "",
            "```mermaid", "stateDiagram-v2", "    [*] --> registered: register",
        ]
        for state in CaseState.allCases {
            lines += arrows(from: state)
        }
        return (lines + ["```", ""]).joined(separator: "\n")
    }

    private static func arrows(from state: CaseState) -> [String] {
        CaseAction.allCases.compactMap { action in
            guard let line = Transitions.line(state, action) else { return nil }
            switch line.next {
            case .same: return nil
            case .to(let next) where next == state: return nil
            case .to(let next): return "    \(state.rawValue) --> \(next.rawValue): \(action.name)"
            case .before: return "    \(state.rawValue) --> [*]: \(action.name), back to where it was"
            }
        }
    }
}
