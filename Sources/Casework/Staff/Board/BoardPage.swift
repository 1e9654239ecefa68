import Kernel
import Web

/// `GET /board`: all open cases the reader may read, by clock, level and state (实时看板). Each figure is a link that
/// narrows the list; what is narrowed by stands in the address.
struct BoardPage: Page {
    static let template = "casework/board"

    let title: String
    let lead: String
    let moment: String
    let stamp: String
    let liveAddress: String
    let here: String
    let figures: [Figure]
    let levels: Matrix
    let states: [Choice]
    let hasStates: Bool
    let isFiltered: Bool
    let filterWords: String
    let section: ListSection

    /// Level by clock, with a way to each field.
    struct Matrix: Sendable {
        let columns: [String]
        let rows: [Line]

        struct Line: Sendable {
            let badge: LevelBadge?
            let name: String?
            let cells: [Cell]
        }

        struct Cell: Sendable {
            let column: String
            let number: String
            let address: String?
            let label: String
            let isLate: Bool
        }
    }

    struct Choice: Sendable {
        let address: String
        let badge: StateBadge
        let number: String
        let current: Bool
    }

    init(_ board: Board, isFirst: Bool, _ words: Words, _ tables: CaseTables, now: Instant) throws {
        func word(_ key: String) -> String { words("casework.board.\(key)") }
        let filter = board.filter
        title = word("title")
        lead = word("lead")
        moment = words("casework.board.as_of", ["moment": .instant(now)])
        stamp = words.stamp(now)
        here = filter.address()
        liveAddress = filter.address("/board/live")
        figures = BoardPage.figures(board, words)
        levels = BoardPage.matrix(board, words)
        states = BoardPage.states(board, words)
        hasStates = !states.isEmpty
        isFiltered = !filter.isEmpty
        filterWords = BoardPage.filterWords(filter, words)
        section = ListSection(
            "cases", word("cases"), count: "\(board.sum(but: .none))",
            table: CaseTable(word("cases"), try tables.rows(board.lines.lines), showsHolder: true),
            empty: EmptyState(
                icon: "emoji-smile", sentence: word(filter.isEmpty ? "nothing" : "nothing_here"),
                action: filter.isEmpty ? nil : ActionLink("/board", word("all"))),
            pager: Pager(
                previous: isFirst ? nil : filter.address(),
                next: board.lines.next.map { filter.address(after: $0) }))
    }

    private static func figures(_ board: Board, _ words: Words) -> [Figure] {
        let all = Figure(
            words("casework.board.open"), "\(board.sum(but: .clock))",
            address: board.filter.with { $0.clock = nil }.address())
        return [BoardClock.late, .today, .soon].map { clock in
            let number = board.sum(but: .clock) { $0.clock == clock }
            return Figure(
                words("casework.board.clock.\(clock.rawValue)"), "\(number)",
                address: board.filter.with { $0.clock = clock }.address(), isLate: clock == .late && number > 0)
        } + [all]
    }

    private static func matrix(_ board: Board, _ words: Words) -> Matrix {
        let clocks = BoardClock.allCases
        let rows: [Matrix.Line] = [1, 2, 3, 4, 0].compactMap { number in
            let level = ResponseLevel(rawValue: number)
            let name = words(level == nil ? "casework.lists.ungraded" : "casework.lists.level.\(number)")
            let cells = clocks.map { clock in
                let count = board.counts.filter { $0.level == number && $0.clock == clock }
                    .filter { board.filter.state == nil || board.filter.state == $0.state }.reduce(0) { $0 + $1.number }
                let column = words("casework.board.clock.\(clock.rawValue)")
                let address = board.filter.with {
                    $0.level = number
                    $0.clock = clock
                }.address()
                return Matrix.Cell(
                    column: column, number: "\(count)", address: count > 0 ? address : nil,
                    label: "\(name), \(column)", isLate: clock == .late && count > 0)
            }
            if level == nil, cells.allSatisfy({ $0.address == nil }) { return nil }
            return Matrix.Line(badge: level.map { $0.badge(words) }, name: level == nil ? name : nil, cells: cells)
        }
        return Matrix(columns: clocks.map { words("casework.board.clock.\($0.rawValue)") }, rows: rows)
    }

    private static func states(_ board: Board, _ words: Words) -> [Choice] {
        CaseState.allCases.compactMap { state in
            let number = board.sum(but: .state) { $0.state == state }
            let isCurrent = board.filter.state == state
            guard number > 0 || isCurrent else { return nil }
            return Choice(
                address: board.filter.with { $0.state = isCurrent ? nil : state }.address(), badge: state.badge(words),
                number: "\(number)", current: isCurrent)
        }
    }

    private static func filterWords(_ filter: BoardFilter, _ words: Words) -> String {
        let level = filter.level.map {
            words($0 == 0 ? "casework.lists.ungraded" : "casework.lists.level.\($0)")
        }
        return [
            filter.clock.map { words("casework.board.clock.\($0.rawValue)") }, level,
            filter.state.map { words($0.key) },
        ].compactMap { $0 }.joined(separator: words("web.format.list_separator"))
    }
}
