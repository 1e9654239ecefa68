import Deadlines
import Hummingbird
import Kernel
import Storage
import Web

/// The house itself for programs (机构接口): units, posts, the organisation's name and kind, the calendar's years and
/// rulings.
enum HouseApi {
    static func all(_ desk: Desk) -> [Route] {
        let area = ProgramArea(
            desk, about: "platform.api.operation", group: "administration", reading: .readAdministration,
            writing: .writeAdministration)
        return units(area) + posts(area) + organisation(area) + calendar(area)
    }

    private static func units(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editUnits)
        return [
            area.change(
                "/units", edit, "createUnit", asks: { UnitRoutes.fields($0) }, creates: true, UnitRoutes.create),
            area.change("/units/:unit", edit, "changeUnit", asks: { UnitRoutes.fields($0) }, UnitRoutes.change),
            area.change(
                "/units/:unit/closure", edit, "closeUnit", asks: { UnitRoutes.closingFields($0) }, UnitRoutes.close),
        ]
    }

    private static let post = JSONShape<(post: Post, holders: Int)>([
        ("id", Schema.id, { .text($0.post.id.text) }), ("name", Schema.text(), { .text($0.post.name) }),
        ("duties", Schema.text(), { .text($0.post.duties) }),
        (
            "establishment", Schema.optional(Schema.integer()),
            { $0.post.establishment.map { .integer($0) } ?? .null }
        ),
        ("retired_on", Schema.optional(Schema.day), { .optional($0.post.retiredOn?.description) }),
        ("holders", Schema.integer(), { .integer($0.holders) }),
    ])

    private static func posts(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editUnits)
        let answer = Schema.object(["items": Schema.list(post.schema)])
        return [
            area.read("/posts", edit, "listPosts", answer: answer) { visit, desk in
                try desk.rights.must(PlatformAction.editUnits, visit.actor)
                let (organisation, today) = (visit.actor.organisationID, visit.today)
                let (posts, holders) = try await desk.read { db in
                    (try Post.list(of: organisation, in: db), try Post.holders(of: organisation, on: today, in: db))
                }
                return ["items": .list(posts.map { post.json(($0, holders[$0.id] ?? 0)) })]
            },
            area.change("/posts", edit, "createPost", asks: { PostPage.fields($0) }, creates: true, PostRoutes.create),
            area.change("/posts/:post", edit, "changePost", asks: { PostPage.fields($0) }, PostRoutes.change),
            area.change(
                "/posts/:post/retirement", edit, "retirePost", asks: { PostPage.retirementFields($0) },
                PostRoutes.retire),
            area.change("/posts/:post/restoration", edit, "restorePost", PostRoutes.restore),
        ]
    }

    private static let profile = JSONShape<OrganisationProfile>([
        ("id", Schema.id, { .text($0.id.text) }), ("name", Schema.text(), { .text($0.name) }),
        ("kind", Schema.text(choices: OrganisationKind.allCases.map(\.rawValue)), { .text($0.kind.rawValue) }),
        ("phone", Schema.text(), { .text($0.phone) }), ("address", Schema.text(), { .text($0.address) }),
    ])

    private static func organisation(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editOrganisation)
        let cache = area.desk.organisation
        return [
            area.read("/organisation", edit, "getOrganisation", answer: profile.schema) { visit, desk in
                try desk.rights.must(PlatformAction.editOrganisation, visit.actor)
                let organisation = visit.actor.organisationID
                return profile.json(try await desk.read { try OrganisationProfile.find(organisation, in: $0) })
            },
            area.change(
                "/organisation", edit, "changeOrganisation", asks: { OrganisationRoutes.fields($0) },
                afterwards: { cache.forget() }, OrganisationRoutes.change),
        ]
    }

    private static let ruling = JSONShape<(entry: OrganisationCalendar.Entry, words: Words)>([
        ("from", Schema.day, { .text($0.entry.ruling.from.description) }),
        ("through", Schema.day, { .text($0.entry.ruling.through.description) }),
        ("periods", Schema.list(Schema.text()), { .texts($0.entry.ruling.periods.map(\.description)) }),
        ("reason", Schema.text(), { .text($0.entry.reason) }),
        ("recorded_by", Schema.text(), { .text($0.entry.recordedBy) }),
        ("recorded_at", Schema.moment, { .text($0.words.stamp($0.entry.ruling.recordedAt)) }),
    ])

    private static func calendar(_ area: ProgramArea) -> [Route] {
        let edit = Access.right(PlatformAction.editCalendar)
        let answer = Schema.object(["items": Schema.list(ruling.schema)])
        return [
            area.read("/calendar/rulings", edit, "listRulings", answer: answer) { visit, desk in
                try desk.rights.must(PlatformAction.editCalendar, visit.actor)
                let (organisation, words) = (visit.actor.organisationID, visit.words)
                let found = try await desk.read { try OrganisationCalendar.list(organisation, in: $0) }
                return ["items": .list(found.map { ruling.json(($0, words)) })]
            },
            area.change(
                "/calendar/rulings", edit, "recordRuling", asks: { CalendarPage.rulingFields($0) }, creates: true,
                CalendarRoutes.rule),
            area.change(
                "/calendar/years", edit, "importYear", asks: { CalendarPage.yearFields($0) },
                bodyLimit: CalendarRoutes.yearLimit, CalendarRoutes.importYear),
        ]
    }
}
