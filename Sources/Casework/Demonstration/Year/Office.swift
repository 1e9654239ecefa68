import Kernel

/// The hours somebody of the day shift is there: 8:30 to 17:30, every day.
enum Office {
    private static let opens = 510
    private static let closes = 1_050

    /// The moment itself when somebody is there, else when they next come; the minute of the hour stays, so that not
    /// everything happens at half past eight.
    static func next(_ at: Instant) -> Instant {
        let (day, minute) = at.local(in: .shanghai)
        if minute < opens { return Zone.shanghai.instant(of: day, minute: opens + minute % 60) }
        if minute < closes { return at }
        return Zone.shanghai.instant(of: day.advanced(by: 1), minute: opens + minute % 60)
    }

    /// A moment people pick up the phone: 9:00 to 20:00.
    static func nextDaytime(_ at: Instant) -> Instant {
        let (day, minute) = at.local(in: .shanghai)
        if minute < 540 { return Zone.shanghai.instant(of: day, minute: 540 + minute % 60) }
        if minute < 1_200 { return at }
        return Zone.shanghai.instant(of: day.advanced(by: 1), minute: 540 + minute % 60)
    }
}
