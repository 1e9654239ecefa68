import Kernel
import Platform
import Storage

extension CaseDesk {
    /// Where the rules in force send a voice; `nil` when none fits, or all that fit lead to somebody complained about.
    package func route(
        for voice: RoutedVoice, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> CaseRoute? {
        let history = try history(of: organisation, in: db)
        let rules = RouteSettings.rules(in: history.rules(at: db.now).adaptations[.routes] ?? [:])
        let fitting = RoutingRule.matching(voice, among: rules)
        guard !fitting.isEmpty else { return nil }
        let profile = try OrganisationProfile.find(organisation, in: db)
        let house = try SettingHouse.load(profile, in: db)
        let version = history.version(of: .routes, at: db.now)?.number ?? 0
        for rule in fitting {
            let group = house.unit(rule.group).flatMap { voice.about.units.contains($0.id) ? nil : $0.id }
            let unit = try openUnit(rule, voice, house, profile, in: db)
            let staff = try person(rule, unit, voice, house, profile, in: db)
            guard group != nil || unit != nil || staff != nil else { continue }
            return CaseRoute(
                rule: rule.place, version: version, group: group, unit: unit?.id, head: unit?.headID, staff: staff,
                because: rule.conditions(house))
        }
        return nil
    }

    /// The same for a case that nobody was asked to handle yet.
    func route(for subject: Case, in db: any Connection) throws -> CaseRoute? {
        guard subject.handler == nil, subject.handling.offer == nil, Transitions.early.contains(subject.state) else {
            return nil
        }
        if let route = subject.route { return route }
        return try route(
            for: RoutedVoice(
                channel: subject.channel, kind: subject.kind, categories: subject.allegations.map(\.category),
                about: subject.complainedAbout, isRestricted: subject.isRestricted),
            of: subject.organisationID, in: db)
    }

    /// The unit of the rule, unless it is shut out of the case or led by a party.
    private func openUnit(
        _ rule: RoutingRule, _ voice: RoutedVoice, _ house: SettingHouse, _ profile: OrganisationProfile,
        in db: any Connection
    ) throws -> OrganisationUnit? {
        guard let unit = house.unit(rule.unit) else { return nil }
        if voice.isRestricted, voice.about.units.contains(unit.id) { return nil }
        guard let head = unit.headID else { return unit }
        return try free([head], voice, profile, in: db).isEmpty ? nil : unit
    }

    /// Who is to handle it: a holder of the post, of the unit where one is named; else the head of the unit.
    private func person(
        _ rule: RoutingRule, _ unit: OrganisationUnit?, _ voice: RoutedVoice, _ house: SettingHouse,
        _ profile: OrganisationProfile, in db: any Connection
    ) throws -> ID<Staff>? {
        let today = db.now.day(in: profile.zone)
        guard let post = house.posts.first(where: { $0.id == rule.post }) else {
            return try free([unit?.headID].compactMap { $0 }, voice, profile, in: db).first
        }
        let members = try unit.map { unit in
            Set(try Membership.members(of: unit.id, organisation: profile.id, on: today, in: db).map(\.id))
        }
        let holders = try post.holders(on: today, in: db).filter { $0.isOnDuty }.map(\.id)
        let suited = holders.filter { members?.contains($0) ?? true }
        return try free(suited, voice, profile, in: db).first
    }

    /// Those of them who are no party.
    private func free(
        _ staff: [ID<Staff>], _ voice: RoutedVoice, _ profile: OrganisationProfile, in db: any Connection
    ) throws -> [ID<Staff>] {
        try Standing.all(staff, of: profile.id, on: db.now.day(in: profile.zone), in: db)
            .filter { !voice.about.includes($0) }.map(\.staffID)
    }
}

extension SettingHouse {
    func unit(_ id: ID<OrganisationUnit>?) -> OrganisationUnit? { id.flatMap { id in units.first { $0.id == id } } }
}

extension RoutingRule {
    /// What the rule asks of a voice, in words.
    func conditions(_ house: SettingHouse) -> [Message] {
        [
            channel.map { Message("casework.channel.\($0.rawValue)") },
            kind.map { Message("casework.kind.\($0.rawValue)") },
            type.map { CategoryCode($0)?.message ?? Message("casework.category_group.\($0)") },
            house.unit(about).map { Message("casework.route.about", ["unit": .text($0.name)]) },
        ].compactMap { $0 }
    }
}
