import Kernel
import Platform
import Web

/// One case as a line of a table (个案行).
struct CaseRow: Hashable, Sendable {
    let id: String
    let address: String
    let number: String
    let subject: String
    let kind: String
    let level: LevelBadge?
    /// The level was suggested and nobody confirmed it yet.
    let isSuggested: Bool
    let isUngraded: Bool
    let state: StateBadge
    let clock: ClockView?
    /// By when, in the fewest words.
    let dueWords: String
    let hasNoClock: Bool
    let holder: String
    let received: String
    let receivedStamp: String
    let isRestricted: Bool
    let isEscalated: Bool
    let isUnresolved: Bool
}

/// A case as a row of a table, with the columns that table has.
struct CaseTableRow: PagePiece {
    static let template = "casework/lists/row"

    let line: CaseRow
    let showsHolder: Bool
    let showsReceived: Bool
    let isChosen: Bool
}

/// Cases as a table that becomes cards on a phone (个案列表).
struct CaseTable: Sendable {
    let caption: String
    let rows: [CaseTableRow]
    let showsHolder: Bool
    let showsReceived: Bool
    /// Each line can be ticked for the form `bulk`.
    let isChosen: Bool

    init(
        _ caption: String, _ rows: [CaseRow], showsHolder: Bool = false, showsReceived: Bool = false,
        isChosen: Bool = false
    ) {
        self.isChosen = isChosen
        self.caption = caption
        self.rows = rows.map {
            CaseTableRow(line: $0, showsHolder: showsHolder, showsReceived: showsReceived, isChosen: isChosen)
        }
        self.showsHolder = showsHolder
        self.showsReceived = showsReceived
    }
}

/// A part of a page with one list: the list, or what stands in its place, and the way to its next page.
struct ListSection: Sendable {
    let id: String
    let heading: String
    let hint: String?
    let count: String?
    let table: CaseTable?
    let empty: EmptyState?
    let pager: Pager?

    init(
        _ id: String, _ heading: String, hint: String? = nil, count: String? = nil, table: CaseTable,
        empty: EmptyState? = nil, pager: Pager? = nil
    ) {
        self.id = id
        self.heading = heading
        self.hint = hint
        self.count = count
        self.table = table.rows.isEmpty ? nil : table
        self.empty = table.rows.isEmpty ? empty : nil
        self.pager = pager?.next == nil && pager?.previous == nil ? nil : pager
    }
}

extension CaseLine {
    /// The line worded. `clocks` and `names` were looked up for the whole page.
    func row(_ words: Words, clocks: NextClocks, names: HolderNames) -> CaseRow {
        let clock = clocks.views[id]
        return CaseRow(
            id: id.text, address: "/cases/\(id)",
            number: number, subject: gist(words), kind: words("casework.kind.\(kind.rawValue)"),
            level: level.map { $0.badge(words) }, isSuggested: level != nil && !isLevelConfirmed,
            isUngraded: level == nil, state: state.badge(words), clock: clock?.view, dueWords: clock?.dueWords ?? "",
            hasNoClock: clock == nil, holder: names[holderID], received: words.day(receivedAt.day(in: words.zone)),
            receivedStamp: words.stamp(receivedAt), isRestricted: isRestricted, isEscalated: isEscalated,
            isUnresolved: opened.closing?.isUnresolved ?? false)
    }
}

extension ResponseLevel {
    /// The badge with its word beside the colour.
    func badge(_ words: Words) -> LevelBadge {
        LevelBadge(number: rawValue, word: words("casework.lists.level.\(rawValue)"))
    }
}

extension CaseState {
    /// The badge in the tone of whom the case waits for.
    func badge(_ words: Words) -> StateBadge { StateBadge(words(key), tone: tone, icon: icon) }

    private var tone: StateBadge.Tone {
        switch self {
        case .registered, .acknowledged, .graded, .assigned, .investigating, .awaitingApproval, .decisionReady,
            .internalReview:
            .open
        case .decisionCommunicated, .confirming, .outsideDispute, .merged: .waiting
        case .closed, .notAccepted, .withdrawn: .done
        }
    }

    private var icon: String {
        switch self {
        case .registered, .acknowledged: "inbox"
        case .graded: "flag"
        case .assigned: "person-check"
        case .investigating: "search"
        case .awaitingApproval: "clipboard-check"
        case .decisionReady: "send"
        case .decisionCommunicated, .confirming: "hourglass-split"
        case .closed: "check2-all"
        case .notAccepted, .withdrawn: "x-circle"
        case .merged: "link-45deg"
        case .internalReview: "arrow-repeat"
        case .outsideDispute: "building"
        }
    }
}
