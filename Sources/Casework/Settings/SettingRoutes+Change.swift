import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Changing a subject: the form, its preview, asking for it, and a second person's word.
extension SettingRoutes {
    /// What a change is begun from.
    private struct Start: Sendable {
        let draft: SettingDraft
        let history: RuleHistory
        let profile: OrganisationProfile
        let house: SettingHouse
    }

    private static func start(
        _ subject: SettingSubject, part: String, _ visit: Visit, _ cases: CaseDesk
    ) async throws -> Start {
        let organisation = visit.actor.organisationID
        let (history, profile, house) = try await cases.desk.read { db in
            let profile = try OrganisationProfile.find(organisation, in: db)
            return (try cases.history(of: organisation, in: db), profile, try SettingHouse.load(profile, in: db))
        }
        let draft = try SettingDraft(subject, part: part.isEmpty ? nil : part, history, house)
        return Start(draft: draft, history: history, profile: profile, house: house)
    }

    static func change(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SettingAction.propose, visit.actor)
        let (subject, part) = (try subject(visit), visit.query("part"))
        if part.isEmpty, !subject.parts(cases.rules).isEmpty {
            return try visit.page(partsPage(subject, cases.rules, visit.words))
        }
        let start = try await start(subject, part: part, visit, cases)
        return try visit.page(SettingChangePage(start.draft, visit.words))
    }

    /// A large subject is changed one part at a time.
    private static func partsPage(_ subject: SettingSubject, _ rules: CaseworkData, _ words: Words) -> RecordPage {
        let name = words(subject.message)
        let own = "\(address)/\(subject.rawValue)"
        let title = words("casework.rules.change_title", ["subject": .text(name)])
        let rows = subject.parts(rules).map { part in
            TableView.Row([
                .init(words("casework.category_group.\(part)"), address: "\(own)/change?part=\(part)"), .init(part),
                .init(String(rules.categories.list(in: part).count)),
            ])
        }
        return RecordPage(
            title, breadcrumb: Breadcrumb([(address, words("casework.rules.nav")), (own, name)], here: title),
            lead: words("casework.rules.choose_part"),
            [
                PageSection(
                    "parts",
                    table: TableView(
                        title, columns: ["group", "code", "count"].map { words("casework.rules.column.\($0)") },
                        rows: rows))
            ])
    }

    /// Checks what was typed and shows what it would do; nothing is written.
    static func preview(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SettingAction.propose, visit.actor)
        let start = try await start(try subject(visit), part: visit.form.value("part"), visit, cases)
        var reader = FormReader(visit.form)
        let draft = start.draft.filled(&reader, start.history, visit.words)
        if !visit.form.value("again").isEmpty { return try visit.page(SettingChangePage(draft, visit.words)) }
        do {
            try check(draft, &reader, start)
        } catch .invalid(let faults) {
            let page = SettingChangePage(draft, typed: visit.form, faults: faults, visit.words)
            return try visit.page(page, status: .unprocessableContent)
        }
        return try await show(draft, start, visit, cases)
    }

    private static func check(
        _ draft: SettingDraft, _ reader: inout FormReader, _ start: Start
    ) throws(Problem) {
        try reader.finish()
        guard draft.document != start.history.document(of: draft.subject, number: draft.base) else {
            throw .invalid("form", Message("casework.rules.refusal.nothing_changed"))
        }
        try draft.subject.check(
            draft.document, after: start.history.latest, shipped: start.history.shipped, start.profile.kind)
    }

    private static func show(
        _ draft: SettingDraft, _ start: Start, _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let actor = visit.actor
        let page = try await cases.desk.read { db in
            let writer = try writer(visit, [], start.profile, in: db)
            let reader = try CaseReader.of(actor, in: db)
            let found = try cases.preview(draft.document, of: draft.subject, start.profile.id, in: db)
            let former = start.history.document(of: draft.subject, number: draft.base)
            let name = visit.words(draft.subject.message)
            let title = writer.word("preview_title", ["subject": .text(name)])
            return RecordPage(
                title,
                breadcrumb: Breadcrumb(
                    [(address, writer.word("nav")), ("\(address)/\(draft.subject.rawValue)", name)], here: title),
                lead: writer.word("preview_lead"),
                [
                    writer.differences(
                        SettingDifference.list(from: former, to: draft.document, draft.groups)),
                    writer.preview(found, of: draft.subject, mayRead: reader.mayRead),
                    writer.proposalForm(draft, visit, faults: faults), writer.backForm(draft),
                ])
        }
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func propose(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SettingAction.propose, visit.actor)
        let start = try await start(try subject(visit), part: visit.form.value("part"), visit, cases)
        var reader = FormReader(visit.form)
        let draft = start.draft.filled(&reader, start.history, visit.words)
        do {
            try check(draft, &reader, start)
        } catch .invalid(let faults) {
            let page = SettingChangePage(draft, typed: visit.form, faults: faults, visit.words)
            return try visit.page(page, status: .unprocessableContent)
        }
        let from = reader.day("from")
        if let from, from <= visit.now.day(in: visit.zone) {
            reader.fault("from", Message("casework.rules.fault.not_later"))
        }
        let why = reader.text("why", limit: 1000, required: true)
        if !reader.faults.isEmpty { return try await show(draft, start, visit, cases, faults: reader.faults) }
        let actor = visit.actor
        let answer = try await cases.desk.once(visit) { db in
            let proposal = try cases.propose(
                draft.document, of: draft.subject, from: draft.base, wishedFrom: from, reason: why, by: actor, in: db)
            try cases.tellApprovers(of: proposal, by: actor, in: db)
            return "\(address)/\(draft.subject.rawValue)"
        }
        return visit.redirect(to: answer, saying: "casework.rules.flash.proposed")
    }

    static func settle(
        _ visit: Visit, _ cases: CaseDesk, _ word: SettingProposal.State
    ) async throws -> Response {
        let (subject, actor) = (try subject(visit), visit.actor)
        let action = word == .withdrawn ? SettingAction.propose : .approve
        try cases.desk.rights.must(action, actor)
        return try await visit.answering {
            var reader = FormReader(visit.form)
            let id = reader.requiredIdentity("proposal", of: SettingProposal.self)
            let remark = reader.optionalText("remark", limit: 1000)
            if word == .rejected, remark == nil { reader.fault("remark", Message("web.form.required")) }
            try reader.finish()
            guard let id else { throw Problem.notFound }
            let answer = try await cases.desk.once(visit) { db in
                try cases.settle(id, word, remark: remark, by: actor, in: db)
                return "\(address)/\(subject.rawValue)"
            }
            return visit.redirect(to: answer, saying: "casework.rules.flash.\(word.rawValue)")
        } again: { faults in
            try await show(visit, cases, faults: faults)
        }
    }
}
