import Kernel
import Platform
import Web

/// How near a case's next term is (时限). The board counts and narrows by it.
enum BoardClock: String, CaseIterable, Sendable {
    /// 已超期
    case late
    /// 今天到期
    case today
    /// 三日内到期
    case soon
    /// 更晚到期
    case later
    /// 无在途时限
    case none
}

/// The moments that part the clocks of the board, as the organisation's days run (今日零点、三日后零点).
struct BoardTimes: Sendable, Hashable {
    let now: Instant
    let tomorrow: Instant
    let afterSoon: Instant

    static let soonDays = 3

    init(now: Instant, zone: Zone) {
        self.now = now
        let today = now.day(in: zone)
        tomorrow = zone.instant(of: today.advanced(by: 1))
        afterSoon = zone.instant(of: today.advanced(by: 1 + BoardTimes.soonDays))
    }

    /// From when and until when a term of that clock falls due; the end is not of it.
    func span(of clock: BoardClock) -> (from: Instant, until: Instant) {
        let never = Case.noDue
        switch clock {
        case .late: return (Instant(milliseconds: 0), now)
        case .today: return (now, tomorrow)
        case .soon: return (tomorrow, afterSoon)
        case .later: return (afterSoon, never)
        case .none: return (never, never.advanced(byMilliseconds: 1))
        }
    }
}

/// What the board is narrowed by, as it stands in the address (看板筛选). Anything unknown is passed over.
struct BoardFilter: Sendable, Hashable {
    var state: CaseState?
    /// 0 is a case without a level.
    var level: Int?
    var clock: BoardClock?

    init() {}

    init(_ query: (String) -> String) {
        state = CaseState(rawValue: query("state"))
        level = Int(query("level")).flatMap { (0...4).contains($0) ? $0 : nil }
        clock = BoardClock(rawValue: query("clock"))
    }

    var isEmpty: Bool { self == BoardFilter() }

    func address(_ path: String = "/board", after cursor: MomentCursor<Case>? = nil) -> String {
        let fields: [(name: String, value: String?)] = [
            ("state", state?.rawValue), ("level", level.map { String($0) }), ("clock", clock?.rawValue),
            ("after", cursor?.text),
        ]
        let given = fields.compactMap { field in field.value.map { (name: field.name, value: $0) } }
        return given.isEmpty ? path : "\(path)?\(FormData.urlEncoded(given))"
    }

    func with(_ change: (inout BoardFilter) -> Void) -> BoardFilter {
        var filter = self
        change(&filter)
        return filter
    }

    /// Whether a count belongs to what is shown; the filter of one's own dimension is left out.
    func holds(_ count: BoardCount, but dimension: Dimension) -> Bool {
        (dimension == .state || state == nil || state == count.state)
            && (dimension == .level || level == nil || level == count.level)
            && (dimension == .clock || clock == nil || clock == count.clock)
    }

    enum Dimension { case state, level, clock, none }
}

/// So many open cases of one state, level and clock.
struct BoardCount: Sendable, Hashable {
    let state: CaseState
    let level: Int
    let clock: BoardClock
    let number: Int
}

/// The board at one moment for one reader (实时看板): counts over all they may read, and one page of lines.
struct Board: Sendable {
    let filter: BoardFilter
    let counts: [BoardCount]
    let lines: CaseLines

    func sum(but dimension: BoardFilter.Dimension, where keep: (BoardCount) -> Bool = { _ in true }) -> Int {
        counts.filter { filter.holds($0, but: dimension) && keep($0) }.reduce(0) { $0 + $1.number }
    }
}
