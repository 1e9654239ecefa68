import Storage

/// The numbers of documents cut into stretches of five sizes, each sixteen times the one below (检索窗口). An engine that
/// knows no order looks at the newest few hundred documents first, then at some thousands, then ever farther; where a
/// look would bring up too many it is narrowed. So each look brings up few documents however frequent a word is, and
/// few looks reach the oldest however rare it is.
struct SearchWindows {
    /// Stretches that touch one another, from `end` on and all below `below`.
    struct Window: Hashable {
        let names: [Int]
        let end: Int
        let below: Int
        /// Nothing lies outside that was not looked at before, so the engine need not be told the stretches.
        let isAll: Bool
        /// More documents than this are not brought up in one look.
        let most: Int

        var literal: String { "{" + names.map(String.init).joined(separator: ",") + "}" }
    }

    /// What the index of `search_terms` is made over; its migration has the same words.
    static let column: SQL = """
        (ARRAY[(number >> 8) * 8, (number >> 12) * 8 + 1, (number >> 16) * 8 + 2, (number >> 20) * 8 + 3,
            (number >> 24) * 8 + 4])
        """
    /// The size of a stretch is two to the power of its shift; the number of its size stands in the last three bits of
    /// its name.
    private static let shifts = [8, 12, 16, 20, 24]
    private static let most = 1_000

    private let isFromTop: Bool
    private var upper: Int
    private var level = 0
    /// Down to which number no size from a level on is taken, because a look of that size brought up too much.
    private var limits: [(end: Int, level: Int)] = []
    private var last: (window: Window, level: Int)?
    /// Where most of what is looked for is believed to begin.
    private var start: Int?
    /// The greatest size taken above it: of what lies there little fits, but a look must not reach far beyond.
    private static let aboveStart = 2

    /// `fromTop` when no document has the number or a higher one; `start` is a number above which little is expected,
    /// and wrong guesses cost no more than time.
    init(below number: Int, fromTop: Bool, start: Int? = nil) {
        upper = number
        isFromTop = fromTop
        self.start = start
    }

    /// The next stretches downwards; `nil` when nothing is left.
    mutating func next() -> Window? {
        guard upper > 0 else { return nil }
        limits.removeAll { upper <= $0.end }
        if let start {
            if upper <= start {
                (self.start, self.level) = (nil, 0)
            } else {
                self.level = min(self.level, SearchWindows.aboveStart)
            }
        }
        let level = limits.reduce(level) { min($0, $1.level - 1) }
        let below = upper
        var names: [Int] = []
        if level == 0 {
            take(0, &names)
        } else {
            let size = 1 << SearchWindows.shifts[level]
            while upper > 0, upper % size != 0 { take(level - 1, &names) }
        }
        take(level, &names)
        self.level = min(level + 1, SearchWindows.shifts.count - 1)
        let window = Window(
            names: names, end: upper, below: below, isAll: isFromTop && upper == 0,
            // The smallest cannot be narrowed any more.
            most: level == 0 ? 2 << SearchWindows.shifts[0] : SearchWindows.most)
        last = (window, level)
        return window
    }

    /// The last stretches held too much: they are given again in smaller ones.
    mutating func narrow() {
        guard let last, last.level > 0 else { return }
        upper = last.window.below
        limits.append((last.window.end, last.level))
    }

    private mutating func take(_ level: Int, _ names: inout [Int]) {
        guard upper > 0 else { return }
        let number = (upper - 1) >> SearchWindows.shifts[level]
        names.append(number * 8 + level)
        upper = number << SearchWindows.shifts[level]
    }
}
