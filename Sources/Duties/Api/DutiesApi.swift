import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Duties, their steps and their rules for programs (定期工作接口): the pages' lists and the pages' deeds.
enum DutiesApi {
    static func all(_ duties: DutyDesk) -> [Route] {
        let area = ProgramArea(
            duties.desk, about: "duties.api.operation", group: "duties", reading: .readDirectory,
            writing: .writeAdministration)
        return [
            list(area, duties), rules(area), ruleVersions(area), punctuality(area), announce(area, duties),
            create(area, duties), one(area, duties),
        ] + steps(area, duties)
    }

    private static let shape = JSONShape<(duty: Duty, names: DutyNames, words: Words)>([
        ("id", Schema.id, { .text($0.duty.id.text) }), ("rule", Schema.text(), { .text($0.duty.code.rawValue) }),
        ("rule_version", Schema.integer(), { .integer($0.duty.ruleNumber) }),
        ("name", Schema.text(), { .text($0.names.name($0.duty, $0.words)) }),
        (
            "scope", Schema.text(choices: DutyScopeKind.allCases.map(\.rawValue)),
            { .text($0.duty.scope.kind.rawValue) }
        ),
        ("scope_id", Schema.text(), { .text($0.duty.scope.id) }),
        ("period", Schema.text(), { .text($0.duty.period.key) }),
        ("opens_on", Schema.day, { .text($0.duty.opensOn.description) }),
        ("due_on", Schema.day, { .text($0.duty.dueOn.description) }),
        ("due_at", Schema.moment, { .text($0.words.stamp($0.duty.dueAt)) }),
        ("state", Schema.text(choices: DutyState.allCases.map(\.rawValue)), { .text($0.duty.state.rawValue) }),
        ("holder", Schema.text(), { .text($0.duty.holder.key) }),
        (
            "ended_at", Schema.optional(Schema.moment),
            { told in .optional(told.duty.endedAt.map { told.words.stamp($0) }) }
        ),
    ])

    private static func list(_ area: ProgramArea, _ duties: DutyDesk) -> Route {
        area.read(
            "/duties", .right(DutyAction.read), "listDuties",
            query: [
                parameter("view", Schema.text(choices: DutyView.allCases.map(\.rawValue))),
                parameter("progress", Schema.text(choices: DutyProgress.allCases.map(\.rawValue))),
                parameter("rule", Schema.text(limit: 60)), parameter("unit", Schema.id),
                parameter("resident", Schema.id), parameter("from", Schema.day), parameter("until", Schema.day),
                .limit, .after,
            ], answer: Schema.page(shape.schema)
        ) { visit, desk in
            try desk.rights.must(DutyAction.read, visit.actor)
            let (filter, limit) = (try DutyFilter.read(visit.queryForm), try visit.pageLimit())
            let (words, cursor) = (visit.words, try visit.cursor(of: Duty.self))
            let (page, names) = try await desk.read { db in
                let page = try DutyList.page(
                    filter, after: cursor, limit: limit, for: visit.actor, today: visit.today, zone: visit.zone, in: db)
                return (page, try DutyNames(of: page.duties, for: visit.actor, at: duties, in: db))
            }
            return [
                "items": .list(page.duties.map { shape.json(($0, names, words)) }), "next": .optional(page.next?.text),
            ]
        }
    }

    private static func one(_ area: ProgramArea, _ duties: DutyDesk) -> Route {
        area.read("/duties/:duty", .right(DutyAction.read), "getDuty", answer: shape.schema) { visit, desk in
            try desk.rights.must(DutyAction.read, visit.actor)
            let (id, words) = (try visit.id("duty", of: Duty.self), visit.words)
            let (duty, names) = try await desk.read { db in
                let duty = try Duty.find(id, of: visit.actor.organisationID, in: db)
                return (duty, try DutyNames(of: [duty], for: visit.actor, at: duties, in: db))
            }
            return shape.json((duty, names, words))
        }
    }

    private static func steps(_ area: ProgramArea, _ duties: DutyDesk) -> [Route] {
        DutyStep.allCases.map { step in
            let routes = DutyRoutes(duties: duties)
            let name = "\(step.rawValue)OfDuty"
            // Files come by the page alone; a program names them in the note.
            let asks: @Sendable (Words) -> [Field] = { words in
                DutyPage.fields(step, nil, [], words).filter { $0.name != "files" }.map {
                    $0.name == "to" ? .text("to", words("duties.step.offer.to"), required: true, limit: 36) : $0
                }
            }
            return area.change(
                "/duties/:duty/\(step.rawValue)", .right(step.action), name, asks: asks
            ) { visit, _ in try await routes.deed(step, visit) }
        }
    }

    private static let rule = JSONShape<(version: RuleVersion, words: Words)>([
        ("code", Schema.text(), { .text($0.version.rule.code.rawValue) }),
        ("version", Schema.integer(), { .integer($0.version.number) }),
        ("name", Schema.text(), { .text($0.version.rule.name.text($0.words.language)) }),
        ("valid_from", Schema.day, { .text($0.version.validFrom.description) }),
        ("every", Schema.text(), { .text($0.version.rule.rhythm.text) }),
        ("due", Schema.text(), { .text($0.version.rule.due.text) }),
        ("rest", Schema.text(choices: RestDays.allCases.map(\.rawValue)), { .text($0.version.rule.rest.rawValue) }),
        ("owner", Schema.text(), { .text($0.version.rule.owner.text) }),
        (
            "scope", Schema.text(choices: DutyScopeKind.allCases.map(\.rawValue)),
            { .text($0.version.rule.scope.rawValue) }
        ),
        ("on", Schema.flag, { .flag($0.version.rule.isOn) }),
    ])

    private static func rules(_ area: ProgramArea) -> Route {
        area.read(
            "/duties/rules", .right(DutyAction.read), "listDutyRules",
            answer: Schema.object(["items": Schema.list(rule.schema)])
        ) { visit, desk in
            try desk.rights.must(DutyAction.read, visit.actor)
            let (organisation, words) = (visit.actor.organisationID, visit.words)
            let all = try await desk.read { try RuleHistory.all(of: organisation, in: $0) }
            let inForce = all.values.sorted { $0.code < $1.code }.map { $0.governing(visit.today) ?? $0.latest }
            return ["items": .list(inForce.map { rule.json(($0, words)) })]
        }
    }

    private static func ruleVersions(_ area: ProgramArea) -> Route {
        area.read(
            "/duties/rules/:rule", .right(DutyAction.read), "getDutyRule",
            answer: Schema.object(["versions": Schema.list(rule.schema)])
        ) { visit, desk in
            try desk.rights.must(DutyAction.read, visit.actor)
            let (code, organisation, words) = (
                try RuleRoutes.code(visit), visit.actor.organisationID, visit.words
            )
            let history = try await desk.read { try RuleHistory.find(code, of: organisation, in: $0) }
            return ["versions": .list(history.versions.map { rule.json(($0, words)) })]
        }
    }

    private static func announce(_ area: ProgramArea, _ duties: DutyDesk) -> Route {
        let sample = duties.shipped.first { $0.scope == .resident && $0.rhythm.isOfCalendar }
        return area.change(
            "/duties/rules/:rule/versions", .right(DutyAction.editRules), "announceDutyRule",
            form: { words in
                JSONForm([sample.map { asked(RuleForm.fields($0, from: nil, choices: [], [], words), of: $0) } ?? []])
            }, answer: rule.schema
        ) { visit, _ in
            let words = visit.words
            let deed = try await RuleRoutes(duties: duties).announcing(visit)
            return { rule.json((try deed($0), words)) }
        }
    }

    private static func create(_ area: ProgramArea, _ duties: DutyDesk) -> Route {
        area.change(
            "/duties/rules", .right(DutyAction.editRules), "createDutyRule",
            form: { words in
                let blank = RuleForm.blank("house_rule")
                return JSONForm([
                    asked(RuleForm.fields(blank, isNew: true, from: nil, choices: [], [], words), of: blank)
                ])
            }, answer: rule.schema
        ) { visit, _ in
            let words = visit.words
            let deed = try await RuleRoutes(duties: duties).creating(visit)
            return { rule.json((try deed($0), words)) }
        }
    }

    /// The questions of the page, where a program writes what the page lists.
    private static func asked(_ fields: [Field], of rule: DutyRule) -> [Field] {
        fields.map {
            switch $0.name {
            case "owner": .text("owner", $0.label, value: rule.owner.text, required: true, limit: 60)
            case "valid_from": .day("valid_from", $0.label, required: true)
            default: $0
            }
        }
    }

    private static let line = JSONShape<Punctuality>([
        ("rule", Schema.text(), { .text($0.code.rawValue) }), ("due", Schema.integer(), { .integer($0.due) }),
        ("on_time", Schema.integer(), { .integer($0.onTime) }), ("late", Schema.integer(), { .integer($0.late) }),
        ("missed", Schema.integer(), { .integer($0.missed) }),
        ("immature", Schema.integer(), { .integer($0.immature) }),
    ])

    private static func punctuality(_ area: ProgramArea) -> Route {
        area.read(
            "/duties/punctuality", .right(DutyAction.readPunctuality), "readDutyPunctuality",
            query: [parameter("from", Schema.day), parameter("until", Schema.day)],
            answer: Schema.object(["items": Schema.list(line.schema)])
        ) { visit, desk in
            try desk.rights.must(DutyAction.readPunctuality, visit.actor)
            let days = try PunctualityRoutes.days(visit.queryForm, today: visit.today)
            let organisation = visit.actor.organisationID
            let lines = try await desk.read { try Punctuality.list(of: organisation, due: days, in: $0) }
            return ["items": .list(lines.map { line.json($0) })]
        }
    }

    private static func parameter(_ name: String, _ schema: JSON) -> ApiOperation.Parameter {
        ApiOperation.Parameter(name, "duties.api.parameter.\(name)", schema)
    }
}
