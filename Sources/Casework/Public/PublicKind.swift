/// The kinds of voice the public form takes (3.1), in the order of the first page.
enum PublicKind: String, CaseIterable, Sendable {
    case complaint = "CMP"
    case request = "REQ"
    case inquiry = "INQ"
    case suggestion = "SUG"
    case compliment = "CPL"
    case report = "RPT"

    var kind: CaseKind {
        switch self {
        case .complaint: .complaint
        case .request: .request
        case .inquiry: .inquiry
        case .suggestion: .suggestion
        case .compliment: .compliment
        case .report: .report
        }
    }

    var icon: String {
        switch self {
        case .complaint: "megaphone"
        case .request: "life-preserver"
        case .inquiry: "question-circle"
        case .suggestion: "lightbulb"
        case .compliment: "heart"
        case .report: "shield-lock"
        }
    }

    /// Whether what it is about is asked: not for a question and not for thanks.
    var hasTopic: Bool { self != .inquiry && self != .compliment }
    /// Whether it is graded, so that the answer to "is somebody in danger" has an effect.
    var asksDanger: Bool { kind.isGraded }
    var asksRemedy: Bool { self != .inquiry && self != .compliment }

    func key(_ part: String) -> String { "casework.public.kind.\(rawValue).\(part)" }
}
