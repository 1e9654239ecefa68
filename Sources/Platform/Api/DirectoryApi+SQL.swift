import Deadlines
import Hummingbird
import Kernel
import Storage
import Web

/// What programs may know of the house itself: who asks, units, employees' names and posts, days, deadlines
/// (机构目录接口).
enum DirectoryApi {
    static func all(_ desk: Desk) -> [Route] {
        [me(desk), units(desk), staff(desk), calendar(desk), deadline(desk)]
    }

    private static func operation(
        _ name: String, query: [ApiOperation.Parameter] = [], scope: Scope? = .readDirectory, answer: JSON
    ) -> ApiOperation {
        ApiOperation(
            name, "directory", "platform.api.operation.\(name)", scope: scope?.rawValue, query: query, answer: answer)
    }

    private static func me(_ desk: Desk) -> Route {
        let answer = Schema.object([
            "staff": Schema.id, "name": Schema.text(), "roles": Schema.list(Schema.text()),
            "scopes": Schema.list(Schema.text()), "organisation": Schema.text(),
        ])
        return .api(.get, "/me", .signedIn, operation("getMe", scope: nil, answer: answer)) { visit in
            let (staff, actor) = (try visit.staff(), visit.actor)
            let (name, house) = try await desk.read { db in
                (
                    try StaffMember.find(staff, of: actor.organisationID, in: db).name,
                    try OrganisationProfile.find(actor.organisationID, in: db).name
                )
            }
            return .json([
                "staff": .text(staff.text), "name": .text(name),
                "roles": .texts(actor.roles.sorted().map(\.rawValue)),
                "scopes": .texts((visit.identity.scopes ?? []).sorted()), "organisation": .text(house),
            ])
        }
    }

    private static func units(_ desk: Desk) -> Route {
        let unit = Schema.object([
            "id": Schema.id, "name": Schema.text(), "kind": Schema.text(choices: UnitKind.allCases.map(\.rawValue)),
            "parent": Schema.optional(Schema.id), "head": Schema.optional(Schema.id),
        ])
        let answer = Schema.object(["items": Schema.list(unit)])
        return .api(.get, "/units", .right(PlatformAction.readStaff), operation("listUnits", answer: answer)) { visit in
            try desk.rights.must(PlatformAction.readStaff, visit.actor)
            let (organisation, today) = (visit.actor.organisationID, visit.today)
            let units = try await desk.read { try UnitTree.load(of: organisation, in: $0).units }
            let items: [JSON] = units.filter { $0.isActive(on: today) }.map { unit in
                [
                    "id": .text(unit.id.text), "name": .text(unit.name), "kind": .text(unit.kind.rawValue),
                    "parent": .optional(unit.parentID?.text), "head": .optional(unit.headID?.text),
                ]
            }
            return .json(["items": .list(items)])
        }
    }

    private static func staff(_ desk: Desk) -> Route {
        let member = Schema.object([
            "id": Schema.id, "name": Schema.text(), "on_duty": Schema.flag, "unit": Schema.optional(Schema.id),
            "post": Schema.optional(Schema.text()),
        ])
        let parameters: [ApiOperation.Parameter] = [
            .init("q", "platform.api.parameter.q", Schema.text(limit: 80)),
            .init("unit", "platform.api.parameter.unit", Schema.id), .limit, .after,
        ]
        let declared = operation("listStaff", query: parameters, answer: Schema.page(member))
        return .api(.get, "/staff", .right(PlatformAction.readStaff), declared) { visit in
            try desk.rights.must(PlatformAction.readStaff, visit.actor)
            let (organisation, today, limit) = (visit.actor.organisationID, visit.today, try visit.pageLimit())
            var reader = FormReader(visit.queryForm)
            let filter = StaffMember.Filter(
                unitID: reader.identity("unit", of: OrganisationUnit.self), text: reader.text("q", limit: 80),
                employedOn: today)
            let after = reader.identity("after", of: Staff.self)
            try reader.finish()
            return try await desk.read { db in
                let cursor = try after.map { id in
                    StaffMember.Cursor(name: try StaffMember.find(id, of: organisation, in: db).name, id: id)
                }
                let page = try StaffMember.page(of: organisation, filter, after: cursor, limit: limit, in: db)
                let posts = Dictionary(
                    try Post.list(of: organisation, in: db).map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
                let items: [JSON] = try page.staff.map { member in
                    let seat = try Membership.list(for: member.id, of: organisation, in: db)
                        .last { $0.holds(on: today) }
                    return [
                        "id": .text(member.id.text), "name": .text(member.name), "on_duty": .flag(member.isOnDuty),
                        "unit": .optional(seat?.unitID.text), "post": .optional(seat?.postID.flatMap { posts[$0] }),
                    ]
                }
                return .json(["items": .list(items), "next": .optional(page.next?.id.text)])
            }
        }
    }

    private static func calendar(_ desk: Desk) -> Route {
        let day = Schema.object(["day": Schema.day, "works": Schema.flag, "settled": Schema.flag])
        let parameters: [ApiOperation.Parameter] = [
            .init("from", "platform.api.parameter.from", Schema.day),
            .init("through", "platform.api.parameter.through", Schema.day),
        ]
        let answer = Schema.object(["items": Schema.list(day)])
        return .api(
            .get, "/calendar", .signedIn, operation("listDays", query: parameters, answer: answer)
        ) { visit in
            var reader = FormReader(visit.queryForm)
            let from = reader.day("from") ?? visit.today
            let through = reader.day("through") ?? from.advanced(by: 30)
            if through < from || from.advanced(by: 400) < through {
                reader.fault("through", Message("platform.api.too_many_days"))
            }
            try reader.finish()
            let organisation = visit.actor.organisationID
            let calendar = try await desk.read { try OrganisationCalendar.load(organisation, in: $0) }
            let items: [JSON] = (from...through).map { day in
                let status = calendar.status(of: day)
                return [
                    "day": .text(day.description), "works": .flag(status.isWorking), "settled": .flag(status.isSettled),
                ]
            }
            return .json(["items": .list(items)])
        }
    }

    private static func deadline(_ desk: Desk) -> Route {
        let answer = Schema.object([
            "due": Schema.moment, "last_day": Schema.day, "provisional": Schema.flag, "explanation": Schema.text(),
        ])
        let parameters: [ApiOperation.Parameter] = [
            .init("start", "platform.api.parameter.start", Schema.moment),
            .init("term", "platform.api.parameter.term", Schema.text(limit: 20)),
            .init("roll", "platform.api.parameter.roll", Schema.text(choices: ["yes", "no"])),
        ]
        return .api(
            .get, "/deadline", .signedIn, operation("answerDeadline", query: parameters, answer: answer)
        ) { visit in
            var reader = FormReader(visit.queryForm)
            let start = reader.text("start", limit: 40, required: true)
            let term = reader.text("term", limit: 20, required: true)
            try reader.finish()
            let roll: [Substring] = visit.queryForm.value("roll") == "yes" ? ["roll"] : []
            let question = try DeadlineQuestion(words: [start[...], term[...]] + roll)
            let organisation = visit.actor.organisationID
            let calendar = try await desk.read { try OrganisationCalendar.load(organisation, in: $0) }
            let found = question.answer(in: calendar)
            return .json([
                "due": .text(found.due), "last_day": .text(found.lastDay.description),
                "provisional": .flag(found.isProvisional), "explanation": .text(visit.words(found.explanation)),
            ])
        }
    }
}
