import Kernel

/// Consecutive days worth naming when a due is explained: rest days about a holiday, or one day worked out of turn.
struct Stretch: Hashable {
    let from: LocalDay
    var through: LocalDay
    var kind: Kind

    enum Kind: Hashable {
        case holiday([Holiday])
        case ownRest
        case makeUp
        case ownWork
    }

    enum WeeklyRest: Hashable {
        case weekends
        case otherDays
    }

    var isRest: Bool {
        switch kind {
        case .holiday, .ownRest: true
        case .makeUp, .ownWork: false
        }
    }

    /// The stretches within the days, in order. A weekend beside a holiday belongs to its stretch; one alone is not
    /// named.
    static func notable(in days: ClosedRange<LocalDay>, of calendar: WorkCalendar) -> [Stretch] {
        var found: [Stretch] = []
        var run: [(day: LocalDay, nature: DayStatus.Nature)] = []
        for day in days {
            let status = calendar.status(of: day)
            if !status.isWorking {
                run.append((day, status.nature))
                continue
            }
            found += rest(of: run)
            run = []
            switch status.nature {
            case .makeUp: found.append(Stretch(from: day, through: day, kind: .makeUp))
            case .override where !calendar.worksWithoutOverride(day):
                found.append(Stretch(from: day, through: day, kind: .ownWork))
            case .override, .ordinary, .holiday: break
            }
        }
        return found + rest(of: run)
    }

    /// Which days of rest by the weekly pattern alone lie within the days, outside every named stretch.
    static func weeklyRest(in days: ClosedRange<LocalDay>, of calendar: WorkCalendar) -> WeeklyRest? {
        let named = notable(in: days, of: calendar).filter(\.isRest)
        let alone = days.filter { day in
            !calendar.isWorking(day) && !named.contains { $0.from <= day && day <= $0.through }
        }
        guard !alone.isEmpty else { return nil }
        return alone.allSatisfy { $0.weekday == .saturday || $0.weekday == .sunday } ? .weekends : .otherDays
    }

    private static func rest(of run: [(day: LocalDay, nature: DayStatus.Nature)]) -> [Stretch] {
        guard let first = run.first, let last = run.last else { return [] }
        var holidays: [Holiday] = []
        var isOwn = false
        for (_, nature) in run {
            switch nature {
            case .holiday(let names): holidays += names.filter { !holidays.contains($0) }
            case .override: isOwn = true
            case .ordinary, .makeUp: break
            }
        }
        if !holidays.isEmpty { return [Stretch(from: first.day, through: last.day, kind: .holiday(holidays))] }
        return isOwn ? [Stretch(from: first.day, through: last.day, kind: .ownRest)] : []
    }
}
