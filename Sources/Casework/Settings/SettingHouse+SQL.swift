import Kernel
import Platform
import Storage

/// What rules are set beside (本机构情况): the kind of body, and the units and posts a route may lead to.
package struct SettingHouse: Sendable {
    package let kind: OrganisationKind
    package var units: [OrganisationUnit] = []
    package var posts: [Post] = []
}

extension SettingHouse {
    /// As the house is today.
    package static func load(_ profile: OrganisationProfile, in db: any Connection) throws -> SettingHouse {
        let today = db.now.day(in: profile.zone)
        return SettingHouse(
            kind: profile.kind,
            units: try UnitTree.load(of: profile.id, in: db).units.filter { $0.isActive(on: today) },
            posts: try Post.list(of: profile.id, in: db).filter { $0.retiredOn == nil })
    }
}
