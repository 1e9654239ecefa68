import Platform
import Web

/// Recurring obligations (定期工作): rules as data, each occurrence with a holder and a clock.
///
/// `Rules/` says what is owed: `DutyRule` is a row of data with versions, read from YAML or changed in the browser.
/// `Planning/` works out, as a pure function of versions, stays and calendar, which duties there are, and lays them in
/// small resumable parts. `Record/` is one duty: its steps, its clock, who stands in. `Duties` is the door for other
/// slices. Nothing here knows residents: App passes `DutyScopes`.
package enum DutiesSlice {
    /// Reads the shipped rules, joined by `rules` of other slices. Throws at start when a file is wrong.
    package static func make(scopes: DutyScopes, rules: [DutyRule] = []) throws -> Slice {
        let shipped = try DutyRule.list(file: DutiesFolder.named("Data/duties.yaml"))
        let known = Set(shipped.map(\.code))
        let all = shipped + rules.filter { !known.contains($0.code) }
        return Slice(
            name: "duties", folder: DutiesFolder.url, rights: DutyRights.lines, navigation: navigation,
            reactions: [Duties.reaction(to: all)],
            attentions: [
                Duty.subjectKind: { stored, attentions, reading, db, desk in
                    try DutyDesk(desk: desk, scopes: scopes, shipped: all).attend(stored, attentions, reading, in: db)
                }
            ],
            rounds: [
                { desk in
                    let duties = DutyDesk(desk: desk, scopes: scopes, shipped: all)
                    try await duties.layAhead()
                    try await duties.followAbsences()
                }
            ],
            routes: { desk in
                let duties = DutyDesk(desk: desk, scopes: scopes, shipped: all)
                return RuleRoutes.all(duties) + PunctualityRoutes.all(duties) + FeedRoutes.all(duties)
                    + DutyRoutes.all(duties) + DutiesApi.all(duties)
            })
    }

    private static let navigation: [NavigationEntry] = [
        NavigationEntry(
            address: "/duties", text: "duties.title", icon: "list-check", action: DutyAction.read, order: 25,
            shortcut: "t")
    ]
}
