import Deadlines
import Kernel
import Platform
import Web

/// The first page of the public face (首页, S0-10): what one can do here, and what is promised.
struct HomePage: Page {
    static let template = "casework/public-home"

    struct Door: Sendable {
        let address: String
        let title: String
        let hint: String
        let icon: String
    }

    let title: String
    let lead: String
    let doors: [Door]
    let follow: Door
    let steps: [String]
    /// The organisation's telephone; empty when none is known.
    let phone: String
    let phoneAddress: String
    let hasPhone: Bool
    let feedback: String
    let decision: String

    init(_ profile: OrganisationProfile, limits: (feedback: Term, decision: [Term]), words: Words) {
        let feedback = words(limits.feedback.publicMessage)
        let decision = limits.decision.map { words($0.publicMessage) }
            .joined(separator: words("casework.public.home.whichever"))
        title = words("casework.public.home.title")
        lead = words("casework.public.home.lead", ["name": .text(profile.name)])
        doors = PublicKind.allCases.map { kind in
            Door(
                address: "/complaints/new?kind=\(kind.rawValue)", title: words(kind.key("door")),
                hint: words(kind.key("hint")), icon: kind.icon)
        }
        follow = Door(
            address: "/follow", title: words("casework.public.home.follow"),
            hint: words("casework.public.home.follow_hint"), icon: "search")
        let gaps: [String: Message.Argument] = ["feedback": .text(feedback), "decision": .text(decision)]
        steps = (1...4).map { words("casework.public.home.step_\($0)", gaps) }
        phone = profile.phone
        phoneAddress = "tel:" + profile.phone.filter { $0.isNumber || $0 == "+" }
        hasPhone = !profile.phone.isEmpty
        self.feedback = feedback
        self.decision = decision
    }
}

enum HomeRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/", .open) { visit in
                let profile = try await cases.desk.organisation.current()
                let limits = try await cases.desk.read { db in
                    try cases.rulesNow(of: profile.id, in: db).levels.outerLimits(profile.kind)
                }
                return try visit.publicPage(HomePage(profile, limits: limits, words: visit.words))
            }
        ]
    }
}
