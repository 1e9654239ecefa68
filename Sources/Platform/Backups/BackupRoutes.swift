import Hummingbird
import Kernel
import Storage
import Web

/// Backups and drills of restoring them (S1-60): how old the last one is, what was tried, and a form for a drill done
/// by hand.
enum BackupRoutes {
    private static let address = "/admin/backups"

    static func all(_ desk: Desk) -> [Route] {
        let forms = PageForms(desk, home: { _ in address }) { try await show($0, desk, faults: $1) }
        return [
            .get(address, .right(PlatformAction.readBackups)) { visit in try await show(visit, desk) },
            forms.post(
                address, .right(PlatformAction.recordDrill), saying: "platform.backups.was_recorded", record),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (actor, words) = (visit.actor, visit.words)
        try desk.rights.must(PlatformAction.readBackups, actor)
        let cursor = MomentCursor<BackupRecord>(visit.query("before"))
        let organisation = actor.organisationID
        let (page, backup, drill, names) = try await desk.read { db in
            let page = try BackupRecord.page(of: organisation, before: cursor, in: db)
            let people = Set(page.records.compactMap { ID<Staff>(String($0.actor.dropFirst("staff:".count))) })
            return (
                page, try BackupRecord.newest(.backup, of: organisation, in: db),
                try BackupRecord.newest(.drill, of: organisation, in: db),
                try StaffMember.find(all: people.sorted(), of: organisation, in: db).mapValues(\.name)
            )
        }
        func word(_ key: String) -> String { words("platform.backups.\(key)") }
        let view = BackupTable(words: words, names: names, now: visit.now)
        var sections = [
            PageSection("state", notices: view.notices(backup, drill), facts: view.facts(backup, drill)),
            PageSection(
                "records", word("records"), table: view.table(page.records),
                empty: EmptyState(icon: "inbox", sentence: word("none"), hint: word("none_hint")),
                pager: cursor == nil && page.next == nil
                    ? nil
                    : Pager(
                        previous: cursor == nil ? nil : address,
                        next: page.next.map { "\(address)?before=\($0.text)" })),
        ]
        if desk.rights.allows(PlatformAction.recordDrill.rawValue, to: actor) {
            let form = view.form(address)
            sections.append(
                PageSection(
                    "record", word("record"), lead: word("record_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)))
        }
        return try visit.page(
            RecordPage(word("title"), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func record(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(PlatformAction.recordDrill, actor)
        var reader = FormReader(visit.form)
        let taken = reader.moment("taken", zone: visit.zone, required: true)
        let began = reader.moment("began", zone: visit.zone, required: true)
        let minutes = reader.number("minutes", in: 1...10_000, required: true)
        let result = reader.requiredChoice("result", as: BackupRecord.Result.self)
        let note = reader.text("note", limit: BackupRecord.longestNote, required: true)
        if let began, began > visit.now { reader.fault("began", Message("platform.backups.later_than_now")) }
        if let began, let taken, taken > began {
            reader.fault("taken", Message("platform.backups.taken_after_drill"))
        }
        try reader.finish()
        guard let taken, let began, let minutes, let result else { throw Problem.notFound }
        return { db in
            let record = BackupRecord(
                id: db.newID(), organisationID: actor.organisationID, kind: .drill, beganAt: began,
                endedAt: began.advanced(byMinutes: minutes), takenAt: taken, actor: actor.signature,
                result: result, note: note)
            try record.record(by: actor, at: desk, in: db)
            return Done(record.id)
        }
    }

    static func fields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.backups.\(key)") }
        return [
            .moment("taken", word("taken"), zone: words.zone, required: true),
            .moment("began", word("began"), zone: words.zone, required: true),
            .number("minutes", word("minutes_taken"), in: 1...10_000, required: true),
            .radio(
                "result", word("result.title"),
                options: Field.options(of: BackupRecord.Result.self, "platform.backups.result", words), required: true),
            .textarea(
                "note", word("what_was_done"), hint: word("what_was_done_hint"), required: true,
                limit: BackupRecord.longestNote),
        ]
    }
}

/// Words a page about backups.
private struct BackupTable {
    let words: Words
    let names: [ID<Staff>: String]
    let now: Instant

    func notices(_ backup: BackupRecord?, _ drill: BackupRecord?) -> [Notice] {
        var notices: [Notice] = []
        if backup.map({ now - $0.beganAt > Int64(BackupRecord.freshHours) * 3_600_000 }) ?? true {
            notices.append(Notice(.warning, word(backup == nil ? "no_backup" : "old_backup")))
        }
        if drill.map({ now - $0.beganAt > Int64(BackupRecord.drillDays) * 86_400_000 }) ?? true {
            notices.append(Notice(.warning, word(drill == nil ? "no_drill" : "old_drill")))
        }
        return notices
    }

    func facts(_ backup: BackupRecord?, _ drill: BackupRecord?) -> DefinitionList {
        func told(_ record: BackupRecord?) -> String {
            guard let record else { return word("never") }
            let hours = Int((now - record.beganAt) / 3_600_000)
            return hours < 48
                ? words("platform.backups.hours_ago", ["moment": .instant(record.beganAt), "n": .number(hours)])
                : words("platform.backups.days_ago", ["moment": .instant(record.beganAt), "n": .number(hours / 24)])
        }
        return DefinitionList([.init(word("last_backup"), told(backup)), .init(word("last_drill"), told(drill))])
    }

    func table(_ records: [BackupRecord]) -> TableView {
        TableView(
            word("records"),
            columns: ["kind", "began", "duration", "of", "who", "result", "note"].map { word("column.\($0)") },
            rows: records.map(row))
    }

    private func row(_ record: BackupRecord) -> TableView.Row {
        let seconds = Int((record.endedAt - record.beganAt) / 1000)
        let duration =
            seconds < 120
            ? words("platform.backups.seconds", ["n": .number(seconds)])
            : words("platform.backups.minutes", ["n": .number(seconds / 60)])
        let staff = ID<Staff>(String(record.actor.dropFirst("staff:".count)))
        let size =
            record.bytes > 0
            ? words("platform.backups.size", ["n": .number(max(1, record.bytes / 1_048_576))]) : nil
        return TableView.Row([
            .init(word("kind.\(record.kind.rawValue)"), note: size), .init(words.moment(record.beganAt)),
            .init(duration), .init(record.kind == .drill ? words.moment(record.takenAt) : ""),
            .init(staff.flatMap { names[$0] } ?? word("by_shell")),
            .init(
                "",
                state: StateBadge(
                    word("result.\(record.result.rawValue)"), tone: record.result == .whole ? .done : .open)),
            .init(
                record.note,
                note: record.events > 0 ? words("platform.backups.events", ["n": .number(record.events)]) : nil),
        ])
    }

    func form(_ address: String) -> FormView {
        FormView(
            action: address, fields: BackupRoutes.fields(words), submit: word("record"), icon: "check-lg")
    }

    private func word(_ key: String) -> String { words("platform.backups.\(key)") }
}
