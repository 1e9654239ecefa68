import Kernel
import Platform
import Web

/// `GET /bulletins/:bulletin`: the words, the figures, and what the reader may do with it.
struct BulletinPage: Sendable {
    let bulletin: Bulletin
    let names: [ID<Staff>: String]
    let readAt: Instant?
    let figures: [PageSection]
    let visit: Visit
    let rights: Rights
    /// Whether PDF files can be made here.
    let makesFiles: Bool
    let faults: [String: Message]

    static func title(_ bulletin: Bulletin, _ words: Words) -> String {
        words("casework.bulletin.heading", ["period": .message(bulletin.period.message)])
    }

    static func paragraphs(_ bulletin: Bulletin) -> [String] {
        (bulletin.current?.words ?? "").split(separator: "\n").map(String.init).filter { !$0.isEmpty }
    }

    private func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        visit.words("casework.bulletin.\(key)", arguments)
    }

    private var address: String { "/bulletins/\(bulletin.id)" }
    private func may(_ action: BulletinAction) -> Bool { rights.allows(action.rawValue, to: visit.actor) }

    var record: RecordPage {
        let title = BulletinPage.title(bulletin, visit.words)
        var actions = [ActionLink(address + "/print", word("print"), icon: "printer")]
        if makesFiles {
            actions.append(
                ActionLink(address + "/pdf", visit.words("casework.figures.pdf"), icon: "file-earmark-pdf"))
        }
        if bulletin.isPublished, may(.write) {
            actions.append(ActionLink(address + "/readers", word("readers"), icon: "people"))
        }
        let text = PageSection(
            "words", notices: notices, lines: BulletinPage.paragraphs(bulletin), form: receipt)
        return RecordPage(
            title, breadcrumb: Breadcrumb([("/bulletins", word("title"))], here: title),
            state: StateBadge(
                word(bulletin.isPublished ? "published_state" : "draft_state"),
                tone: bulletin.isPublished ? .done : .open),
            actions: actions, [text] + work + figures + [history])
    }

    private var notices: [Notice] {
        guard bulletin.isPublished else { return [Notice(.info, word("draft_notice"))] }
        return readAt.map { [Notice(.good, word("read_at", ["moment": .instant($0)]))] } ?? []
    }

    private var receipt: FormView? {
        guard bulletin.isPublished, readAt == nil else { return nil }
        return FormView(action: address + "/receipt", fields: [], submit: word("acknowledge"), icon: "check-lg")
    }

    private var work: [PageSection] {
        guard !bulletin.isPublished, let last = bulletin.versions.last else { return [] }
        var parts: [PageSection] = []
        if may(.write) {
            let form = FormView(
                action: address + "/words",
                fields: BulletinPage.fields(last.words, visit.words) + [.hidden("version", String(last.number))],
                submit: word("write"), icon: "pencil")
            parts.append(
                PageSection(
                    "writing", word("writing"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)))
        }
        if may(.approve) {
            let isRefused = bulletin.refusal(to: visit.actor.staffID) != nil
            parts.append(
                PageSection(
                    "approval", word("approval"), lead: word(isRefused ? "approval_not_yet" : "approval_lead"),
                    form: isRefused
                        ? nil
                        : FormView(
                            action: address + "/approval", fields: [], submit: word("approve"), icon: "check2-all",
                            isWeighty: true)))
        }
        return parts
    }

    static func fields(_ text: String, _ words: Words) -> [Field] {
        [
            .textarea(
                "words", words("casework.bulletin.words"), value: text, hint: words("casework.bulletin.words_hint"),
                required: true, limit: Bulletin.wordsLimit, rows: 12)
        ]
    }

    private var history: PageSection {
        let rows = bulletin.versions.reversed().map { version in
            TableView.Row([
                .init(String(version.number)), .init(visit.words.moment(version.madeAt)),
                .init(version.madeBy.flatMap { names[$0] } ?? word("by_system")),
                .init(
                    bulletin.publishedVersion == version.number
                        ? word("approved_by", ["name": .text(bulletin.publishedBy.flatMap { names[$0] } ?? "")]) : ""),
            ])
        }
        return PageSection(
            "versions", word("versions"),
            table: TableView(
                word("versions"), columns: ["version", "made", "author", "approved"].map { word("column.\($0)") },
                rows: rows), isFolded: true)
    }
}
