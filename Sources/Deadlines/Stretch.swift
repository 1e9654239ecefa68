import Kernel

/// Consecutive days worth naming when a due is explained: rest days about a holiday, or one day worked out of turn.
struct Stretch: Hashable {
    let from: LocalDay
    let through: LocalDay
    let kind: Kind

    enum Kind: Hashable {
        case holiday([Holiday])
        case ownRest
        case makeUp
        case ownWork
    }

    var isRest: Bool {
        switch kind {
        case .holiday, .ownRest: true
        case .makeUp, .ownWork: false
        }
    }
}

/// What there is to say of a run of days: the stretches worth naming, and whether there was ordinary weekly rest beside
/// them. A weekend that touches a holiday belongs to its stretch.
struct Survey {
    private(set) var stretches: [Stretch] = []
    private(set) var weeklyRest: WeeklyRest = .noDays
    private var run: [(day: LocalDay, nature: DayStatus.Nature)] = []

    enum WeeklyRest: Hashable {
        case noDays
        case weekends
        case otherDays
    }

    init(of days: ClosedRange<LocalDay>, in calendar: WorkCalendar) {
        for number in days.lowerBound.daysSince1970...days.upperBound.daysSince1970 {
            let day = LocalDay(daysSince1970: number)
            let status = calendar.status(of: day)
            guard status.isWorking else {
                run.append((day, status.nature))
                continue
            }
            endRun()
            switch status.nature {
            case .makeUp: stretches.append(Stretch(from: day, through: day, kind: .makeUp))
            case .override where !calendar.publicStatus(of: day).isWorking:
                stretches.append(Stretch(from: day, through: day, kind: .ownWork))
            case .override, .ordinary, .holiday: break
            }
        }
        endRun()
    }

    private mutating func endRun() {
        guard let first = run.first, let last = run.last else { return }
        var holidays: [Holiday] = []
        var isOwn = false
        for (_, nature) in run {
            switch nature {
            case .holiday(let names): holidays += names.filter { !holidays.contains($0) }
            case .override: isOwn = true
            case .ordinary, .makeUp: break
            }
        }
        if !holidays.isEmpty || isOwn {
            let kind = holidays.isEmpty ? Stretch.Kind.ownRest : .holiday(holidays)
            stretches.append(Stretch(from: first.day, through: last.day, kind: kind))
        } else if weeklyRest != .otherDays {
            let isWeekend = run.allSatisfy { $0.day.weekday == .saturday || $0.day.weekday == .sunday }
            weeklyRest = isWeekend ? .weekends : .otherDays
        }
        run = []
    }
}
