import Platform
import Web

/// What anybody may open: the form, the receipt, the way back to one's own case.
enum PublicRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        HomeRoutes.all(cases) + IntakeRoutes.all(cases) + FollowRoutes.all(cases) + MyCaseRoutes.all(cases)
            + MyCaseStepRoutes.all(cases)
    }
}
