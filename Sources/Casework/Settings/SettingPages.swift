import Deadlines
import Kernel
import Platform
import Web

/// Words the rules of an organisation for its pages (规则页面).
struct SettingWriter: Sendable {
    let words: Words
    let house: SettingHouse
    /// Names by signature.
    let names: [String: String]

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.rules.\(key)", gaps)
    }

    func name(_ signature: String) -> String { names[signature] ?? word("somebody") }

    func version(_ number: Int) -> String {
        number == 0 ? word("shipped") : word("version", ["number": .number(number)])
    }

    /// The list of subjects: what is in force, since when, and what waits.
    func overview(_ history: RuleHistory, waiting: [SettingProposal], at now: Instant) -> RecordPage {
        let rows = SettingSubject.allCases.map { subject in
            let current = history.version(of: subject, at: now)
            let newest = history.newest(subject)
            let isAhead = newest.map { $0.effectiveFrom > now } ?? false
            let state: StateBadge? =
                waiting.contains { $0.subject == subject }
                ? StateBadge(word("state.waiting"), tone: .open, icon: "hourglass-split")
                : isAhead ? StateBadge(word("state.ahead"), tone: .waiting, icon: "calendar-check") : nil
            return TableView.Row([
                .init(
                    words(subject.message), address: "/admin/rules/\(subject.rawValue)",
                    note: word("about.\(subject.rawValue)")),
                .init(version(current?.number ?? 0)),
                .init(current.map { words.moment($0.effectiveFrom) } ?? word("from_start")),
                .init(current.map { name($0.approvedBy) } ?? ""), .init("", state: state),
            ])
        }
        return RecordPage(
            word("nav"), lead: word("lead"),
            [
                PageSection(
                    "subjects",
                    table: TableView(
                        word("nav"),
                        columns: ["subject", "version", "since", "approved_by", "state"].map { word("column.\($0)") },
                        rows: rows))
            ])
    }

    /// The version in force and what it says.
    func inForce(_ subject: SettingSubject, _ history: RuleHistory, at now: Instant) -> [PageSection] {
        let current = history.version(of: subject, at: now)
        let facts = current.map { version in
            DefinitionList([
                .init(word("column.version"), self.version(version.number)),
                .init(word("column.since"), words.moment(version.effectiveFrom)),
                .init(word("column.approved_by"), by(version.approvedBy, version.approvedAt)),
            ])
        }
        let head = PageSection(
            "in-force", word("in_force"), notices: current == nil ? [Notice(.info, word("still_shipped"))] : [],
            facts: facts)
        let document = history.document(of: subject, number: current?.number ?? 0)
        return [head] + values(document, subject, subject.groups(history.rules(at: now), house))
    }

    /// Everything that is settled, as tables and lists.
    func values(_ document: SettingDocument, _ subject: SettingSubject, _ groups: [SettingGroup]) -> [PageSection] {
        let shown =
            subject.saysDifferences
            ? groups.filter { $0.lines.contains { document[$0.key] != nil } } : groups
        let labels = Dictionary(grouping: shown, by: { $0.lines.map(\.label).first })
        let gridded = shown.filter { group in
            subject == .promises
                ? isLevel(group) : (labels[group.lines.first?.label]?.count ?? 0) > 1 || subject == .targets
        }
        var sections: [PageSection] = []
        for group in shown where !gridded.contains(group) && subject != .letters {
            sections.append(facts(group, document))
        }
        if !gridded.isEmpty {
            let at = subject == .promises ? 1 : 0
            sections.insert(grid(gridded, document, isTurned: subject == .promises), at: min(at, sections.count))
        }
        if subject == .letters { sections = shown.map { facts($0, document) } }
        if sections.isEmpty {
            sections = [
                PageSection(
                    "values", empty: EmptyState(icon: "sliders", sentence: word("none.\(subject.rawValue)")))
            ]
        }
        return sections
    }

    private func isLevel(_ group: SettingGroup) -> Bool { group.heading.key.hasPrefix("casework.level.") }

    private func facts(_ group: SettingGroup, _ document: SettingDocument) -> PageSection {
        PageSection(
            "v-\(group.lines.first?.key.replacing(".", with: "-") ?? "")", words(group.heading),
            facts: DefinitionList(
                group.lines.map { .init(words($0.label), $0.shown(document[$0.key] ?? "", words)) }))
    }

    /// Groups with like lines side by side: a row for each group, or for each line when turned.
    private func grid(_ groups: [SettingGroup], _ document: SettingDocument, isTurned: Bool) -> PageSection {
        var labels: [Message] = []
        for line in groups.flatMap(\.lines) where !labels.contains(line.label) { labels.append(line.label) }
        func cell(_ group: SettingGroup, _ label: Message) -> TableView.Cell {
            let line = group.lines.first { $0.label == label }
            return .init(line.map { $0.shown(document[$0.key] ?? "", words) } ?? "—")
        }
        let rows =
            isTurned
            ? labels.map { label in TableView.Row([.init(words(label))] + groups.map { cell($0, label) }) }
            : groups.map { group in TableView.Row([.init(words(group.heading))] + labels.map { cell(group, $0) }) }
        let columns = isTurned ? groups.map { words($0.heading) } : labels.map { words($0) }
        return PageSection(
            "values", word("values"),
            table: TableView(word("values"), columns: [word("column.line")] + columns, rows: rows))
    }

    /// What a change changes, line by line.
    func differences(_ list: [SettingDifference], heading: String? = nil) -> PageSection {
        let rows = list.map { difference in
            TableView.Row([
                .init(words(difference.line.label), note: words(difference.group)),
                .init(difference.line.shown(difference.former, words)),
                .init(difference.line.shown(difference.value, words)),
            ])
        }
        return PageSection(
            "differences", heading ?? word("differences"),
            table: TableView(
                word("differences"), columns: ["line", "former", "new"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "check2-all", sentence: word("no_differences")))
    }

    /// What the change would touch. `mayRead` says which cases the reader may be led to.
    func preview(
        _ preview: SettingPreview, of subject: SettingSubject, mayRead: (Case) -> Bool
    ) -> PageSection {
        guard subject.touchesCases else {
            return PageSection(
                "effects", word("effects"), notices: [Notice(.info, word("frozen.\(subject.rawValue)"))])
        }
        let rows = preview.first.map { effect in
            let (what, former, new) = told(effect.change)
            let isOpen = mayRead(effect.subject)
            return TableView.Row([
                .init(
                    isOpen || !effect.subject.isRestricted ? effect.subject.number.description : word("restricted"),
                    address: isOpen ? "/cases/\(effect.subject.id)" : nil,
                    note: effect.subject.level.current.map { words("casework.rules.short_level.\($0.rawValue)") }),
                .init(what), .init(former), .init(new),
                .init(word(effect.subject.level.confirmed == nil ? "when.confirmed" : "when.regraded")),
            ])
        }
        let gaps: [String: Message.Argument] = ["n": .number(preview.cases), "looked": .number(preview.looked)]
        var notices = [Notice(.info, word(preview.cases == 0 ? "touches_none" : "touches", gaps))]
        if preview.isCut { notices.append(Notice(.warning, word("cut", ["n": .number(SettingPreview.most)]))) }
        if preview.first.count == SettingPreview.shown {
            notices.append(Notice(.info, word("first_shown", ["n": .number(SettingPreview.shown)])))
        }
        return PageSection(
            "effects", word("effects"), lead: word("effects_lead"), notices: notices,
            table: TableView(
                word("effects"), columns: ["case", "promise", "now", "then", "when"].map { word("column.\($0)") },
                rows: rows))
    }

    private func told(_ change: SettingEffect.Change) -> (String, String, String) {
        switch change {
        case .due(let kind, let former, let due):
            (words(kind.message), former.map { words.due($0) } ?? "—", due.map { words.due($0) } ?? "—")
        case .level(let former, let level):
            (word("suggested_level"), words(former.message), words(level.message))
        }
    }

    /// Earlier and coming versions, the newest first.
    func versions(_ subject: SettingSubject, _ history: RuleHistory, at now: Instant) -> PageSection {
        let current = history.version(of: subject, at: now)
        let rows = history.versions.filter { $0.subject == subject }.reversed().prefix(100).map { version in
            TableView.Row([
                .init(
                    self.version(version.number), address: "/admin/rules/\(subject.rawValue)/versions/\(version.number)"
                ),
                .init(words.moment(version.effectiveFrom)), .init(name(version.proposedBy)),
                .init(name(version.approvedBy)), .init(version.reason),
                .init("", state: state(version, current: current, at: now)),
            ])
        }
        return PageSection(
            "versions", word("versions"),
            table: TableView(
                word("versions"),
                columns: ["version", "since", "proposed_by", "approved_by", "reason", "state"].map {
                    word("column.\($0)")
                },
                rows: Array(rows)),
            empty: EmptyState(icon: "clock-history", sentence: word("no_versions")))
    }

    func state(_ version: SettingVersion, current: SettingVersion?, at now: Instant) -> StateBadge? {
        if version.effectiveFrom > now {
            return StateBadge(word("state.ahead"), tone: .waiting, icon: "calendar-check")
        }
        return version == current ? StateBadge(word("state.in_force"), tone: .done, icon: "check-circle") : nil
    }

    /// Who, when and why of a version.
    func facts(_ version: SettingVersion) -> PageSection {
        PageSection(
            "facts",
            facts: DefinitionList(
                [
                    .init(word("column.since"), words.moment(version.effectiveFrom)),
                    .init(word("column.proposed_by"), by(version.proposedBy, version.proposedAt)),
                    .init(word("column.approved_by"), by(version.approvedBy, version.approvedAt)),
                    .init(word("column.reason"), version.reason),
                ] + (version.remark.map { [.init(word("remark"), $0)] } ?? [])))
    }

    func by(_ signature: String, _ at: Instant) -> String {
        word("by", ["name": .text(name(signature)), "at": .instant(at)])
    }

    /// What was refused or taken back.
    func declined(_ proposals: [SettingProposal]) -> [PageSection] {
        guard !proposals.isEmpty else { return [] }
        let rows = proposals.map { proposal in
            TableView.Row([
                .init(words.moment(proposal.proposedAt)), .init(name(proposal.proposedBy)), .init(proposal.reason),
                .init(word("state.\(proposal.state.rawValue)"), note: proposal.remark),
                .init(proposal.settledBy.map(name) ?? ""),
            ])
        }
        return [
            PageSection(
                "declined", word("declined"),
                table: TableView(
                    word("declined"),
                    columns: ["proposed_at", "proposed_by", "reason", "state", "settled_by"].map {
                        word("column.\($0)")
                    },
                    rows: rows), isFolded: true)
        ]
    }
}
