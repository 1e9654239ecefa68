import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `/admin/retention`: what is due by which rule, the runs, and what is held. One proposes after a look at the list,
/// another approves; the sweep does the work.
enum RetentionRoutes {
    static let address = "/admin/retention"

    static func all(_ cases: CaseDesk) -> [Route] {
        let (desk, records) = (cases.desk, cases.records)
        let forms = PageForms(desk, home: { _ in address }) { try await show($0, desk, records, faults: $1) }
        return [
            .get(address, .right(RetentionAction.read)) { visit in try await show(visit, desk, records) },
            forms.post(
                address + "/runs", .right(RetentionAction.propose), saying: "casework.retention.was_proposed",
                propose(records)),
            forms.post(
                address + "/runs/:run/approval", .right(RetentionAction.approve),
                saying: "casework.retention.was_approved", approve),
            forms.post(address + "/holds", .right(RetentionAction.hold), saying: "casework.retention.was_held", hold),
            forms.post(
                address + "/holds/:hold/end", .right(RetentionAction.hold), saying: "casework.retention.was_lifted",
                lift),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, _ records: RetainedRecords, faults: [String: Message] = [:]
    ) async throws -> Response {
        let actor = visit.actor
        try desk.rights.must(RetentionAction.read, actor)
        let today = visit.now.day(in: visit.zone)
        let retention = Retention(
            desk: desk, organisation: actor.organisationID, zone: visit.zone, records: records)
        let page = try await desk.read { db in
            let runs = try RetentionRun.list(of: actor.organisationID, in: db)
            let kind = try OrganisationProfile.find(actor.organisationID, in: db).kind
            let files = RetentionRule.files(of: kind)
            let people = Set(runs.flatMap { [$0.proposedBy, $0.approvedBy].compactMap { $0 } })
            return RetentionPage(
                words: visit.words, today: today, kind: kind,
                counts: try RetentionRule.rules(of: kind).reduce(into: [:]) {
                    $0[$1] = try retention.count($1, until: $1.cutoff(on: today), in: db)
                },
                due: try retention.dueCases(
                    files, until: files.cutoff(on: today), limit: RetentionPage.shownCases, in: db),
                records: try records.due(
                    actor.organisationID, RetentionRule.registerEntries.cutoff(on: today), RetentionPage.shownCases, db
                ), runs: runs, holds: try LegalHold.list(of: actor.organisationID, in: db),
                names: try StaffMember.find(all: people.sorted(), of: actor.organisationID, in: db)
                    .mapValues(\.name),
                may: Set(RetentionAction.allCases.filter { desk.rights.allows($0.rawValue, to: actor) }),
                reader: actor.staffID)
        }
        return try visit.page(
            page.record(faults, visit.form), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func propose(_ records: RetainedRecords) -> @Sendable (Visit, Desk) throws -> Deed<Done> {
        { visit, desk in try propose(visit, desk, records) }
    }

    private static func propose(_ visit: Visit, _ desk: Desk, _ records: RetainedRecords) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(RetentionAction.propose, actor)
        var reader = FormReader(visit.form)
        let rule = reader.requiredChoice("rule", as: RetentionRule.self)
        let manner = reader.requiredChoice("manner", as: RetentionManner.self)
        if let rule, let manner, !rule.manners.contains(manner) {
            reader.fault("manner", Message("casework.retention.not_this_manner"))
        }
        let months = reader.number("keep_months", in: 1...600)
        if let rule, let months {
            if let least = rule.leastMonths, months < least {
                reader.fault("keep_months", Message("casework.retention.too_short", ["n": .number(least)]))
            }
            if rule.months == nil { reader.fault("keep_months", Message("casework.retention.own_terms")) }
        }
        try reader.finish()
        guard let rule, let manner, let staff = actor.staffID else { throw Problem.notFound }
        let day = rule.cutoff(on: visit.now.day(in: visit.zone), months: months)
        let retention = Retention(
            desk: desk, organisation: actor.organisationID, zone: visit.zone, records: records)
        return { db in
            let kind = try OrganisationProfile.find(actor.organisationID, in: db).kind
            guard RetentionRule.rules(of: kind).contains(rule) else {
                throw Problem.invalid("rule", Message("casework.retention.not_here"))
            }
            let found = try retention.count(rule, until: day, in: db)
            if found == 0 { throw Problem.invalid("rule", Message("casework.retention.nothing_due")) }
            let run = RetentionRun(
                id: db.newID(), organisationID: actor.organisationID, rule: rule, manner: manner, untilOn: day,
                found: found, proposedBy: staff, proposedAt: db.now, done: 0)
            try run.save(in: db)
            try Event.record(
                "casework.retention_proposed", of: run.subject, by: actor, facts: run.facts, sealed: false,
                at: desk, in: db)
            return Done(run.id)
        }
    }

    static func approve(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, actor) = (try visit.id("run", of: RetentionRun.self), visit.actor)
        try desk.rights.must(RetentionAction.approve, actor)
        guard let staff = actor.staffID else { throw Problem.signedOut }
        return { db in
            var run = try RetentionRun.find(id, of: actor.organisationID, in: db)
            try run.approve(by: staff, at: db.now)
            try run.save(in: db)
            try Event.record(
                "casework.retention_approved", of: run.subject, by: actor, facts: run.facts, sealed: false, at: desk,
                in: db)
            return Done(id)
        }
    }

    /// Tells the id of the case that is held.
    static func hold(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(RetentionAction.hold, actor)
        var reader = FormReader(visit.form)
        let typed = reader.text("number", limit: 20, required: true)
        let reason = reader.text("hold_reason", limit: 300, required: true)
        if CaseNumber(typed) == nil { reader.fault("number", Message("casework.retention.no_such_case")) }
        try reader.finish()
        guard let number = CaseNumber(typed) else { throw Problem.notFound }
        return { db in
            guard let found = try Case.first(number: number, of: actor.organisationID, at: desk, in: db) else {
                throw Problem.invalid("number", Message("casework.retention.no_such_case"))
            }
            try LegalHold.place(on: found.id, reason: reason, by: actor, at: desk, in: db)
            return Done(found.id)
        }
    }

    static func lift(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (id, actor) = (try visit.id("hold", of: LegalHold.self), visit.actor)
        try desk.rights.must(RetentionAction.hold, actor)
        return { db in
            try LegalHold.lift(id, by: actor, at: desk, in: db)
            return Done(id)
        }
    }
}

extension RetentionRun {
    var facts: [String: String] {
        [
            "rule": rule.rawValue, "manner": manner.rawValue, "until": untilOn.description, "found": String(found),
        ]
    }
}
