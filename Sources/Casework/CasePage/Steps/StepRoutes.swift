import Foundation
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The two routes of every step: its form, and taking it.
enum StepRoutes {
    /// The most bytes a step with files may carry.
    static let filesLimit = 64 * 1024 * 1024

    static func all(_ cases: CaseDesk) -> [Route] {
        StepForms.all.flatMap { form -> [Route] in
            let pages = StepPages(cases: cases, form: form)
            let path = "/cases/:case/\(form.noun)"
            return [
                .get(path, .right(form.action), pages.show),
                .post(
                    path, .right(form.action), bodyLimit: form.takesFiles ? filesLimit : 512 * 1024, refills: true,
                    pages.take),
            ]
        }
    }
}

/// What the address of one step answers with.
struct StepPages: Sendable {
    let cases: CaseDesk
    let form: StepForm

    /// The form, when the step is lawful for the reader now; else the sentence that says why not.
    @Sendable func show(_ visit: Visit) async throws -> Response {
        try await page(visit, typed: nil, problem: nil)
    }

    /// Takes the step, or shows the same form with what was typed and what is wrong.
    @Sendable func take(_ visit: Visit) async throws -> Response {
        if form.hasLines, !visit.form.value("more").isEmpty {
            return try await page(visit, typed: visit.form, problem: nil, moreLines: 2)
        }
        if try await asksPreview(visit) {
            let seen = visit.form.replacing("previewed", with: visit.form.value("into"))
            return try await page(visit, typed: seen, problem: nil)
        }
        do {
            // A form too large was read only in part: refused before anything of it is looked at or stored.
            try FormReader(visit.form).finish()
            let files = try await storedFiles(visit)
            let (cases, form) = (cases, form)
            let address = try await cases.desk.once(visit) { db in
                try StepTaking(cases: cases, form: form, visit: visit, files: files).run(in: db)
            }
            return visit.redirect(to: address, saying: "casework.step.\(form.noun).done")
        } catch let problem as Problem {
            switch problem {
            case .invalid, .conflict, .forbidden: return try await page(visit, typed: visit.form, problem: problem)
            case .notFound, .signedOut, .tooMany, .unavailable: throw problem
            }
        }
    }

    /// Whether another case is named whose consequences were not shown yet.
    private func asksPreview(_ visit: Visit) async throws -> Bool {
        guard form.hasPreview, visit.form.value("previewed") != visit.form.value("into") else { return false }
        let target = StepTarget(field: "into", visit.form, visit.actor, cases)
        return try await cases.desk.read { try target.find(in: $0) } != nil
    }

    private func page(
        _ visit: Visit, typed: FormData?, problem: Problem?, moreLines: Int = 0
    ) async throws -> Response {
        let (cases, form, words) = (cases, form, visit.words)
        let reader = CasePages(cases: cases)
        let shown =
            typed
            ?? FormData([
                "point": visit.query("point"), "action": visit.query("action"), "into": visit.query("into"),
            ])
        let restored = typed == nil ? try await StepDraft.load(form, visit, isTyped: false, at: cases).restored : nil
        let lines = max(3, (typed ?? restored?.fields).map(StepForms.lineCount) ?? 0) + moreLines
        let ask = try await reader.reading(visit) { db, open in
            // Whoever sent a form gets their words back even when the right went meanwhile.
            if typed == nil { try cases.authorise(form.action, on: open.subject, by: open.actor, in: db) }
            let tree = try UnitTree.load(of: open.actor.organisationID, in: db)
            let today = db.now.day(in: open.subject.zone)
            var ask = StepAsk(
                open: open, words: words, staff: try StaffChoice.list(for: open.subject, in: db),
                units: tree.units.filter { $0.isActive(on: today) }.map { ($0.id, $0.name) }, form: shown)
            if form.hasPreview, let target = try StepTarget(field: "into", shown, visit.actor, cases).find(in: db) {
                ask.target = target
                ask.preview = try cases.mergerPreview(of: open.subject, into: target, words, in: db).facts
            }
            if let restored {
                ask.changedSince = try cases.changes(since: restored, in: open.subject, words, in: db)
            }
            ask.lines = max(lines, open.subject.decision.proposal?.actions.count ?? 0)
            return ask
        }
        let draft = try await StepDraft.load(form, visit, isTyped: typed != nil, at: cases)
        let page = StepPage(form, ask, typed: typed, problem: problem, draft: draft)
        return try visit.page(page, status: page.status)
    }

    /// The files of the form, checked and in the store; what no step names is swept away later.
    func storedFiles(_ visit: Visit) async throws -> [(CheckedFile, ContentDigest)] {
        guard form.takesFiles else { return [] }
        let checked = try CheckedFile.list(visit.form.files("files").map { ($0.name, $0.bytes) })
        guard !checked.isEmpty else { return [] }
        let (desk, organisation) = (cases.desk, visit.actor.organisationID)
        let keys = try await desk.read { try desk.vault.keyring(for: organisation, in: $0) }
        return try checked.map { ($0, try desk.files.put($0.bytes, with: keys)) }
    }
}

/// One sending of one step form, taken in one transaction.
struct StepTaking: Sendable {
    let cases: CaseDesk
    let form: StepForm
    let visit: Visit
    let files: [(CheckedFile, ContentDigest)]

    /// Reads the form against the case as it stands, takes the step, and gives the address of the case.
    func run(in db: any Connection) throws -> String {
        let open = try cases.open(try visit.id("case", of: Case.self), for: visit.actor, in: db)
        let waived = try cases.authorise(form.action, on: open.subject, by: visit.actor, in: db)
        guard form.isAdditive || visit.form.value("version") == String(open.subject.version) else {
            throw Problem.conflict("casework.refusal.changed_meanwhile")
        }
        _ = try open.subject.lawfulTransition(of: form.action, by: visit.actor, at: db.now, waiving: waived)
        var ask = StepAsk(open: open, words: visit.words, staff: [], units: [], form: visit.form)
        ask.target = try target(in: db)
        if form.action == .split { ask.newCase = db.newID() }
        var reader = FormReader(visit.form)
        let step = form.read(&reader, ask)
        try reader.finish()
        if let step { try cases.take(drawn(step, in: db), on: open.subject.id, by: visit.actor, in: db) }
        try FormDraft.settle(
            visit.form.value("draft"), of: StepDraft.form(of: form, open.subject.id), by: visit.actor, in: db)
        for (file, digest) in files { try attach(file, digest, to: open.subject.id, in: db) }
        return open.address + form.leadsTo
    }

    private func attach(
        _ file: CheckedFile, _ digest: ContentDigest, to id: ID<Case>, in db: any Connection
    ) throws {
        let kind = RecordClass(rawValue: visit.form.value("record_class"))
        let attachment = Attachment(
            id: db.newID(), file, digest: digest, subjectKind: "case", subjectID: id.text, by: visit.actor, at: db.now,
            recordClass: kind ?? .ordinary)
        try attachment.record(in: db)
        try cases.take(
            .attachment(CaseAttachment(name: file.name, hash: digest.text, recordClass: kind)), on: id,
            by: visit.actor, in: db)
    }

    /// A settlement is drawn by lot for a supervisor's second look (3.4).
    private func drawn(_ step: CaseStep, in db: any Connection) -> CaseStep {
        guard case .settlement(var settlement) = step, let byte = db.randomBytes(1).first else { return step }
        settlement.sampled = Settlement.isSampled(byte, percent: cases.rules.levels[.four].samplePercent)
        return .settlement(settlement)
    }

    private func target(in db: any Connection) throws -> ID<Case>? {
        guard form.action == .merge || form.action == .link else { return nil }
        let field = form.action == .merge ? "into" : "other"
        return try StepTarget(field: field, visit.form, visit.actor, cases).find(in: db)
    }
}

/// The other case whose number somebody typed.
struct StepTarget: Sendable {
    let number: CaseNumber?
    let actor: Actor
    let cases: CaseDesk

    init(field: String, _ form: FormData, _ actor: Actor, _ cases: CaseDesk) {
        number = CaseNumber(form.value(field))
        self.actor = actor
        self.cases = cases
    }

    /// `nil` when there is none, it was merged, or the actor may not open it.
    func find(in db: any Connection) throws -> ID<Case>? {
        guard let number,
            let other = try Case.first(number: number, of: actor.organisationID, at: cases.desk, in: db),
            other.state != .merged
        else { return nil }
        let relations = other.relations(of: try Standing.of(actor, in: db))
        return cases.desk.rights.allows(other.readingAction.rawValue, to: actor, as: relations) ? other.id : nil
    }
}
