import Kernel
import Platform
import Storage
import Web

/// The chart of who does what with a case (S4-18), for everybody who works here.
enum FlowRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/flow", .right(CaseAction.register)) { visit in
                let (organisation, today, words) = (visit.actor.organisationID, visit.today, visit.words)
                let page = try await cases.desk.read { db in
                    FlowPage(try posts(organisation, on: today, in: db), words)
                }
                return try visit.page(page)
            }
        ]
    }

    /// The posts there are, with how many hold each and what roles those have.
    static func posts(
        _ organisation: ID<Organisation>, on today: LocalDay, in db: any Connection
    ) throws -> [FlowPost] {
        try Post.list(of: organisation, in: db).filter { $0.retiredOn == nil }.prefix(100).map { post in
            let holders = try post.holders(on: today, in: db).map(\.id)
            let roles = try RoleGrant.roles(ofAll: holders, organisation: organisation, in: db)
            return FlowPost(
                post: post, holders: holders.count,
                roles: roles.values.reduce(into: [.employee]) { $0.formUnion($1) })
        }
    }
}
