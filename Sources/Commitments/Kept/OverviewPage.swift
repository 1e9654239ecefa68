import Casework
import Kernel
import Platform
import Web

/// `GET /commitments`: what is promised, how far it was kept, who holds the letter, and what is to be done.
struct OverviewPage: Sendable {
    let found: KeptRoutes.Overview
    let visit: Visit
    let rights: Rights

    private var word: CommitmentWords { CommitmentWords(words: visit.words) }
    private func may(_ action: CommitmentAction) -> Bool { rights.allows(action.rawValue, to: visit.actor) }

    var record: RecordPage {
        var actions = [
            ActionLink(StandardRoutes.address, word("standards.title"), icon: "award"),
            ActionLink(LetterRoutes.address, word("letters.title"), icon: "file-earmark-text"),
        ]
        if may(.readIssues) {
            actions.append(ActionLink(IssueRoutes.address, word("issues.title"), icon: "people"))
            actions.append(ActionLink("/commitments/readers", word("readers.title"), icon: "person-check"))
        }
        if may(.trace) {
            actions.append(ActionLink("/commitments/misses", word("misses.title"), icon: "exclamation-triangle"))
        }
        actions.append(ActionLink("/commitments/poster", word("poster.action"), icon: "printer"))
        // What hangs on the walls is entered where its checks are.
        let posting = "/registers/notice_postings/new?topic=standards"
        actions.append(ActionLink(posting, visit.words("registers.page.post"), icon: "megaphone"))
        actions.append(ActionLink("/promises", word("public.action"), icon: "globe"))
        return RecordPage(
            word("title"), lead: word("lead"), actions: actions,
            [PageSection("now", notices: notices, facts: facts), kept] + units)
    }

    private var notices: [Notice] {
        var notices: [Notice] = []
        if found.unread > 0, may(.acknowledge) {
            notices.append(Notice(.warning, word("overview.unread", ["n": .number(found.unread)])))
        }
        if found.rates.lines.isEmpty { notices.append(Notice(.info, word("overview.nothing_yet"))) }
        if found.wanting > 0, may(.trace) {
            notices.append(Notice(.warning, word("overview.wanting", ["n": .number(found.wanting)])))
        }
        return notices
    }

    private var facts: DefinitionList {
        let sum = LetterCoverage.sum(found.lines)
        func list(_ state: HoldingState) -> String? {
            may(.readIssues) ? "\(IssueRoutes.address)?state=\(state.rawValue)" : nil
        }
        var items: [DefinitionList.Item] = [
            .init(
                word("overview.letter"),
                found.letter.map { word("version", ["n": .number($0.version)]) } ?? word("overview.no_letter"),
                address: found.letter.map { "\(LetterRoutes.address)/\($0.version)" }),
            .init(
                word("overview.coverage"), word.rate(Rate(sum.current, of: sum.residents)), address: list(.current)),
            .init(word("overview.old"), String(sum.old), address: list(.old)),
            .init(word("overview.none"), String(sum.without), address: list(.without)),
            .init(word("overview.kept"), word.measure(.kept(found.rates.all))),
        ]
        if may(.acknowledge) {
            items.append(
                .init(
                    word("reading.title"),
                    found.unread == 0
                        ? word("reading.done") : word("reading.waiting", ["n": .number(found.unread)]),
                    address: "/commitments/reading"))
        }
        return DefinitionList(items)
    }

    private var kept: PageSection {
        let rows = found.rates.lines.map { line in
            let standard = line.standard
            var behind: String?
            if case .clock = standard.terms.evidence, case .kept(let rate) = line.measure, rate.of > 0, may(.trace) {
                behind = "\(StandardRoutes.address)/\(standard.id)/measures?period=\(found.period)"
            }
            return TableView.Row([
                .init(
                    word.text(standard.terms.name), address: "\(StandardRoutes.address)/\(standard.id)",
                    note: word.text(standard.terms.wording)),
                .init(visit.words(standard.terms.target.message)),
                .init(word.measure(line.measure), address: behind),
                .init(visit.words(standard.terms.evidence.message)),
            ])
        }
        return PageSection(
            "kept", word("kept.title", ["period": .message(found.period.message)]), lead: word("kept.lead"),
            filter: KeptRoutes.filter(visit, found.period, to: "/commitments"),
            table: TableView(
                word("kept.heading"),
                columns: ["standard", "target", "kept", "evidence"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "award", sentence: word("standards.none"), hint: word("standards.none_hint")))
    }

    private var units: [PageSection] {
        guard found.letter != nil, found.lines.count > 1 else { return [] }
        let rows = found.lines.map { line in
            TableView.Row([
                .init(line.unit.flatMap { found.tree[$0]?.name } ?? word("overview.no_unit")),
                .init(word.rate(Rate(line.current, of: line.residents))), .init(String(line.old)),
                .init(String(line.without)),
            ])
        }
        return [
            PageSection(
                "units", word("overview.units"),
                table: TableView(
                    word("overview.units"),
                    columns: ["unit", "coverage", "old", "none"].map { word("column.\($0)") }, rows: rows))
        ]
    }
}
