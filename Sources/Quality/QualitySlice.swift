import Casework
import Platform
import Web

/// Improvement (改进): what was learnt becomes an action whose effect is checked.
package enum QualitySlice {
    /// Reads the rules' data; throws at start when a file is wrong. `occasions` of other slices are taken into actions.
    package static func make(occasions: ActionOccasions = .none) throws -> Slice {
        let rules = try CaseworkData.load()
        let checklists = try ChecklistLibrary.load()
        return Slice(
            name: "quality", folder: QualityFolder.url, rights: QualityAction.lines, navigation: navigation,
            reactions: [{ event, db, _ in try CauseSighting.note(event, in: db) }] + occasions.reactions,
            attentions: [
                "improvement_action": { stored, attentions, reading, db, desk in
                    try ImprovementAction.attend(stored, attentions, reading, in: db, at: desk)
                },
                "inspection": { stored, _, reading, db, _ in try Inspection.remind(of: stored, reading, in: db) },
                "broadcast": { stored, _, reading, db, _ in try Broadcast.attend(stored, reading, in: db) },
                "mystery_visit": { stored, _, reading, db, _ in try Inspection.remind(of: stored, reading, in: db) },
            ],
            rounds: [
                { desk in try await CauseSighting.work(at: desk) },
                { desk in try await SuggestionReview.listMonths(at: desk) },
            ],
            sealedColumns: [SealedColumn("inspections", "secret") { Inspection.secretContext($0[0]) }],
            addresses: [
                "improvement_action": "/actions/{id}", "suggestion": "/suggestions/{id}", "suggestions": "/suggestions",
                "inspection": "/inspections/{id}", "review": "/reviews/{id}", "case_lesson": "/actions/lessons/{id}",
                "broadcast": "\(BroadcastRoutes.address)/{id}",
            ],
            routes: { desk in
                let quality = QualityDesk(cases: CaseDesk(desk: desk, rules: rules))
                let inspections = InspectionRoutes(quality: quality, library: checklists)
                return ActionRoutes.all(quality) + OccasionRoutes.all(quality, occasions)
                    + OpeningRuleRoutes.all(quality) + LessonRoutes.all(quality) + ActionApi.all(quality)
                    + SuggestionRoutes.all(quality) + SuggestionApi.all(quality) + InspectionRoutes.all(inspections)
                    + InspectionApi.all(inspections) + ReviewRoutes.all(quality) + ReviewApi.all(quality)
                    + BroadcastRoutes.all(quality) + BroadcastApi.all(quality)
            })
    }

    private static let navigation = [
        NavigationEntry(
            address: "/actions", text: "quality.actions.title", icon: "list-check",
            action: QualityAction.readActions, in: .learning, order: 50),
        NavigationEntry(
            address: "/suggestions", text: "quality.suggestions.title", icon: "lightbulb",
            action: QualityAction.readSuggestions, in: .learning, order: 51),
        NavigationEntry(
            address: BroadcastRoutes.address, text: "quality.broadcasts.title", icon: "megaphone",
            action: QualityAction.readBroadcasts, in: .learning, order: 57),
        NavigationEntry(
            address: "/inspections", text: "quality.inspections.title", icon: "clipboard-check",
            action: QualityAction.readInspections, in: .learning, order: 52),
        NavigationEntry(
            address: "/reviews", text: "quality.reviews.title", icon: "clipboard-check",
            action: QualityAction.readReviews, in: .learning, order: 76),
    ]
}
