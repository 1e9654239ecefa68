import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// An employee's duties in their own calendar program. The address is a secret; nothing in the calendar names a
/// resident.
struct FeedRoutes: Sendable {
    let duties: DutyDesk

    private var desk: Desk { duties.desk }

    static func all(_ duties: DutyDesk) -> [Route] {
        let routes = FeedRoutes(duties: duties)
        let own = Access.right(DutyAction.feed)
        return [
            .get("/duties/feed", own) { try await routes.show($0) },
            .post("/duties/feed", own) { try await routes.make($0) },
            .post("/duties/feed/revocation", own) { try await routes.revoke($0) },
            .get("/duties/feed/:token", .open) { try await routes.calendar($0) },
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.feed, visit.actor)
        let (words, actor) = (visit.words, visit.actor)
        let feed = try await desk.read { try DutyFeed.standing(of: actor, in: $0) }
        func word(_ key: String) -> String { words("duties.feed.\(key)") }
        var sections = [
            PageSection(
                "feed", lead: word("lead"),
                notices: feed.map { [Notice(.info, words("duties.feed.stands", ["at": .instant($0.madeAt)]))] } ?? [],
                form: FormView(
                    action: "/duties/feed", fields: [], submit: word(feed == nil ? "make" : "make_anew"),
                    icon: "calendar3"))
        ]
        if feed != nil {
            sections.append(
                PageSection(
                    "revocation", word("revocation"), lead: word("revocation_lead"),
                    form: FormView(
                        action: "/duties/feed/revocation", fields: [], submit: word("revoke"), isWeighty: true)))
        }
        return try visit.page(
            RecordPage(word("title"), tabs: DutyListPage.tabs("feed", visit, desk.rights), sections))
    }

    private func make(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.feed, visit.actor)
        let (actor, desk, words) = (visit.actor, desk, visit.words)
        let token = try await desk.write { try DutyFeed.make(for: actor, at: desk, in: $0) }
        return try visit.page(
            ShownOncePage(
                words("duties.feed.title"), lead: words("duties.feed.once"), label: words("duties.feed.address"),
                values: ["\(desk.publicAddress)/duties/feed/\(token).ics"],
                next: ActionLink("/duties/feed", words("duties.feed.back"))))
    }

    private func revoke(_ visit: Visit) async throws -> Response {
        try desk.rights.must(DutyAction.feed, visit.actor)
        let (actor, desk) = (visit.actor, desk)
        try await desk.write { try DutyFeed.revoke(of: actor, at: desk, in: $0) }
        return visit.redirect(to: "/duties/feed", saying: "duties.feed.revoked")
    }

    private func calendar(_ visit: Visit) async throws -> Response {
        let token = visit.parameters.get("token") ?? ""
        guard token.hasSuffix(".ics") else { throw Problem.notFound }
        let duties = duties
        let text = try await desk.read { try FeedRoutes.text(String(token.dropLast(4)), at: duties, in: $0) }
        var response = visit.download(text, named: "duties.ics", type: "text/calendar; charset=utf-8")
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    /// The open duties of the feed's employee and their desks, those due in sixty days at most.
    static func text(_ token: String, at duties: DutyDesk, in db: any Connection) throws -> String {
        let feed = try DutyFeed.find(token: token, in: db)
        let profile = try OrganisationProfile.find(feed.organisationID, in: db)
        let today = db.now.day(in: profile.zone)
        let member = try StaffMember.find(feed.staffID, of: profile.id, in: db)
        guard member.isEmployed(on: today) else { throw Problem.notFound }
        let roles = try RoleGrant.roles(of: feed.staffID, organisation: profile.id, in: db)
        let actor = Actor(organisationID: profile.id, kind: .staff(feed.staffID, roles: roles))
        let words = Words(catalogue: duties.desk.catalogue, language: profile.language, zone: profile.zone)
        var filter = DutyFilter()
        filter.until = today.advanced(by: DutyFeed.aheadDays)
        var found: [Duty] = []
        for progress in [DutyProgress.open, .ahead] {
            filter.progress = progress
            found += try DutyList.page(
                filter, limit: DutyFeed.mostDuties / 2, for: actor, today: today, zone: profile.zone, in: db
            ).duties
        }
        let rules = try RuleHistory.all(of: profile.id, in: db)
        let tree = try UnitTree.load(of: profile.id, in: db)
        var calendar = CalendarText(name: words("duties.feed.name", ["house": .text(profile.name)]))
        for duty in found {
            guard let rule = rules[duty.code]?[number: duty.ruleNumber]?.rule else { continue }
            let unit = duty.scope.kind == .unit ? ID<OrganisationUnit>(duty.scope.id).flatMap { tree[$0]?.name } : nil
            let isWholeDay = duty.dueAt.local(in: profile.zone).minute == 0
            calendar.add(
                uid: "duty-\(duty.id)@huiyin", at: db.now, day: duty.dueOn, moment: isWholeDay ? nil : duty.dueAt,
                summary: ([rule.name.text(words.language)] + [unit].compactMap { $0 }).joined(separator: " · "),
                description: "\(words(duty.period.message))\n\(rule.why.text(words.language))",
                address: "\(duties.desk.publicAddress)/duties/\(duty.id)", sequence: duty.version)
        }
        return calendar.ended()
    }
}
