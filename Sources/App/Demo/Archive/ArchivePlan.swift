import Casework
import Kernel
import Storage

/// Which copy is received when (归档计划): week by week in the order of time, the same for the same seed and templates. Copies
/// lie whole weeks from their originals, so that what was done on a working day still was.
struct ArchivePlan {
    private static let week: Int64 = 7 * 86_400_000
    /// So many open cases at most lie with one employee because of the copies; the others wait with groups.
    private static let mostOnDesk = 40
    private static let mostJitter = 2_400_000

    private let templates: [ArchiveTemplate]
    private let words: ArchiveWords
    private let mark: ArchiveMark
    private let closed: Int
    private let open: [Int: Int]
    private let firstWeek: Int
    private let lastWeek: Int
    private var next: Int
    private var waiting: ArraySlice<ArchiveCopy> = []
    /// The last number given in each year.
    private(set) var counters: [Int: Int]
    private(set) var place: Int

    /// `copies` cases besides the templates, one in a hundred of them open; in a small archive up to one in ten, so that
    /// its desks are as full as those of a large one.
    init(_ templates: [ArchiveTemplate], copies: Int, words: ArchiveWords, mark: ArchiveMark) throws {
        guard templates.contains(where: { !$0.isOpen }) else { throw ArchiveFill.Refusal.nothingToCopy }
        self.templates = templates
        self.words = words
        self.mark = mark
        open = ArchivePlan.share(max(copies / 100, min(1_000, copies / 10)), among: templates)
        closed = copies - open.values.reduce(0, +)
        firstWeek = ArchivePlan.week(of: Zone.shanghai.instant(of: World.began)) + 1
        lastWeek = templates.map { ArchivePlan.week(of: $0.receivedAt) }.max() ?? firstWeek
        next = firstWeek
        counters = mark.counters
        place = mark.place
    }

    /// The next copies, so many at most; empty when all are made.
    mutating func take(_ limit: Int) -> [ArchiveCopy] {
        var taken: [ArchiveCopy] = []
        while taken.count < limit {
            if waiting.isEmpty {
                guard next <= lastWeek else { break }
                waiting = copies(of: next)[...]
                next += 1
            }
            let part = waiting.prefix(limit - taken.count)
            taken += part
            waiting = waiting.dropFirst(part.count)
        }
        return taken
    }

    private static func week(of moment: Instant) -> Int { Int((moment.milliseconds + 8 * 3_600_000) / week) }

    /// How many open copies each template gives.
    private static func share(_ count: Int, among templates: [ArchiveTemplate]) -> [Int: Int] {
        let open = templates.indices.filter { templates[$0].isOpen }
        guard !open.isEmpty else { return [:] }
        var (given, left, onDesk): ([Int: Int], Int, [String: Int]) = ([:], count, [:])
        var isGiving = true
        while left > 0, isGiving {
            isGiving = false
            for place in open where left > 0 && !templates[place].desks.isEmpty {
                guard templates[place].desks.allSatisfy({ onDesk[$0, default: 0] < mostOnDesk }) else { continue }
                for desk in templates[place].desks { onDesk[desk, default: 0] += 1 }
                given[place, default: 0] += 1
                left -= 1
                isGiving = true
            }
        }
        let free = open.filter { templates[$0].desks.isEmpty }
        let rest = free.isEmpty ? open : free
        for (order, place) in rest.enumerated() {
            given[place, default: 0] += left * (order + 1) / rest.count - left * order / rest.count
        }
        return given
    }

    private mutating func copies(of week: Int) -> [ArchiveCopy] {
        var chance = Chance(seed: mark.seed ^ UInt64(week) &* 0x9E37_79B9_7F4A_7C15)
        var drafts: [(template: Int, at: Instant)] = []
        func add(_ template: Int, jitter: Int) {
            let own = templates[template].receivedAt
            let weeks = Int64(week - ArchivePlan.week(of: own))
            drafts.append((template, own.advanced(byMilliseconds: weeks * ArchivePlan.week - Int64(jitter))))
        }
        let share = lastWeek - firstWeek + 1
        let done = week - firstWeek
        let choice = Weights(
            templates.indices.filter {
                !templates[$0].isOpen && ArchivePlan.week(of: templates[$0].receivedAt) >= week
            }.map { ($0, templates[$0].size) })
        let fallback = Weights(templates.indices.filter { !templates[$0].isOpen }.map { ($0, templates[$0].size) })
        for _ in 0..<(closed * (done + 1) / share - closed * done / share) {
            // In the last weeks few cases are closed: the others of these weeks are received earlier.
            guard let template = choice.draw(&chance) ?? fallback.draw(&chance) else { break }
            add(template, jitter: chance.below(ArchivePlan.mostJitter))
        }
        for (template, count) in open.sorted(by: { $0.key < $1.key })
        where ArchivePlan.week(of: templates[template].receivedAt) == week {
            for _ in 0..<count { add(template, jitter: chance.below(ArchivePlan.mostJitter)) }
        }
        return drafts.sorted { ($0.at, $0.template) < ($1.at, $1.template) }.map { copy($0.template, $0.at, &chance) }
    }

    private mutating func copy(_ template: Int, _ at: Instant, _ chance: inout Chance) -> ArchiveCopy {
        let original = templates[template]
        let year = at.day(in: .shanghai).year
        let counter = (counters[year] ?? 0) + 1
        counters[year] = counter
        place += 1
        let weeks = ArchivePlan.week(of: at) - ArchivePlan.week(of: original.receivedAt)
        let id: ID<Case> = ID(at: at, random: chance.bytes(10))
        return ArchiveCopy(
            template: template, receivedAt: at, shift: at - original.receivedAt, days: weeks * 7, id: id.text,
            number: CaseNumber(year: year, counter: counter).description, year: year, place: place,
            name: original.hasName ? words.name(&chance) : nil, phone: original.hasPhone ? words.phone(&chance) : nil,
            sentence: words.sentence(&chance))
    }
}

/// Draws small cases more often than large ones, as most of a home's cases are.
private struct Weights {
    private var sums: [(place: Int, sum: Int)] = []

    init(_ sizes: [(place: Int, size: Int)]) {
        var sum = 0
        for (place, size) in sizes {
            let small = 1_000_000 / max(1, size)
            sum += max(1, small * small)
            sums.append((place, sum))
        }
    }

    func draw(_ chance: inout Chance) -> Int? {
        guard let last = sums.last else { return nil }
        let drawn = chance.below(last.sum)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle].sum > drawn { high = middle } else { low = middle + 1 }
        }
        return sums[low].place
    }
}
