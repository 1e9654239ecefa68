import Kernel
import Platform
import Web

/// What a person does with the analysis of an ended period: write down what it shows, or have it made anew (S0-19).
struct AnalysisForms: Sendable {
    let report: FiguresReport
    let word: FigureWords
    let visit: Visit
    let faults: [String: Message]

    /// Whether the analysis is a draft or was approved, by whom, with its papers.
    func issue(mayIssue: Bool, makesFiles: Bool) -> PageSection {
        let period = report.query.period
        let rows = report.issues.map { issue in
            let address = "/figures/\(period)/issues/\(issue.version)"
            return TableView.Row([
                .init(String(issue.version), address: address),
                .init(visit.words.moment(issue.issuedAt)), .init(report.names[issue.issuedBy] ?? ""),
                makesFiles ? .init(word("pdf"), address: address + "/pdf") : .init(""),
            ])
        }
        let waits = report.analysis.map { made in report.issues.allSatisfy { $0.version != made.version } } ?? false
        let fields = [Field.hidden("version", String(report.analysis?.version ?? 0))]
        return PageSection(
            "issue", word("issue"), lead: word(waits ? "issue_waits" : "issue_lead"),
            table: TableView(
                word("issue"), columns: ["version", "issued", "issued_by", "file"].map { word("column.\($0)") },
                rows: rows),
            form: waits && mayIssue ? form("issues", fields, submit: word("approve"), name: "version") : nil,
            empty: EmptyState(icon: "clipboard-check", sentence: word("not_issued")))
    }

    /// The findings on paper; none when nothing was written.
    var concluded: [PageSection] { report.findings.isEmpty ? [] : [findings(mayWrite: false)] }

    func findings(mayWrite: Bool) -> PageSection {
        let rows = report.findings.map { line in
            TableView.Row([
                .init(line.finding), .init(line.measure), .init(report.names[line.owner] ?? ""),
                .init(visit.words.day(line.dueOn)),
            ])
        }
        let fields = AnalysisForms.findingFields(report.staff, visit.today, word)
        return PageSection(
            "findings", word("findings"), lead: word("findings_lead"),
            table: TableView(
                word("findings"), columns: ["finding", "measure", "owner", "due"].map { word("column.\($0)") },
                rows: rows),
            form: mayWrite && report.analysis != nil
                ? form("findings", fields, submit: word("conclude"), name: "finding") : nil,
            empty: EmptyState(icon: "lightbulb", sentence: word("no_findings")))
    }

    func versions(mayRenew: Bool) -> PageSection {
        let rows = report.versions.map { version in
            let author = version.madeBy.hasPrefix("staff:") ? ID<Staff>(String(version.madeBy.dropFirst(6))) : nil
            return TableView.Row([
                .init(String(version.version)), .init(visit.words.moment(version.madeAt)),
                .init(author.flatMap { report.names[$0] } ?? word("by_system")),
                .init(version.reason ?? word("first_version")),
            ])
        }
        return PageSection(
            "versions", word("versions"), lead: word("versions_lead"),
            table: TableView(
                word("versions"), columns: ["version", "made", "author", "reason"].map { word("column.\($0)") },
                rows: rows),
            form: mayRenew && !report.versions.isEmpty
                ? form("renewal", AnalysisForms.renewalFields(word), submit: word("renew"), name: "reason") : nil,
            empty: EmptyState(icon: "graph-up", sentence: word("not_made")))
    }

    static func findingFields(_ staff: [StaffMember], _ today: LocalDay?, _ word: FigureWords) -> [Field] {
        [
            .textarea("finding", word("column.finding"), required: true, rows: 3),
            .textarea("measure", word("column.measure"), required: true, rows: 3),
            .select(
                "owner", word("column.owner"), options: staff.map { .init($0.id.text, $0.name) },
                blank: word("choose"), required: true),
            .day("due_on", word("column.due"), required: true, earliest: today),
        ]
    }

    static func renewalFields(_ word: FigureWords) -> [Field] {
        [
            .textarea(
                "reason", word("column.reason"), hint: word("reason_hint"), required: true, limit: 1000, rows: 2)
        ]
    }

    private func form(_ noun: String, _ fields: [Field], submit: String, name: String) -> FormView {
        let form = FormView(
            action: "/figures/\(report.query.period)/\(noun)", fields: fields, submit: submit, icon: "check-lg")
        let isSent = visit.request.uri.path.hasSuffix("/\(noun)")
        return faults.isEmpty || !isSent ? form : form.refused(visit.form, faults, visit.words)
    }
}
