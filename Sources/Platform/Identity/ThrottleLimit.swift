import Kernel

/// A bound on how often something may be tried within a window of time.
package struct ThrottleLimit: Hashable, Sendable {
    package let attempts: Int
    package let windowMinutes: Int

    package init(attempts: Int, windowMinutes: Int) {
        self.attempts = attempts
        self.windowMinutes = windowMinutes
    }

    /// Sign-ins from one address: a whole ward may share one.
    package static let signInsPerAddress = ThrottleLimit(attempts: 60, windowMinutes: 15)
    /// Wrong PINs for one case from one address.
    package static let pinsPerCaseAndAddress = ThrottleLimit(attempts: 5, windowMinutes: 15)
    /// Wrong PINs for one case from anywhere.
    package static let pinsPerCase = ThrottleLimit(attempts: 20, windowMinutes: 60)
    /// Wrong PINs from one address for any case: generous, because residents share the ward's network.
    package static let pinsPerAddress = ThrottleLimit(attempts: 100, windowMinutes: 15)

    /// Seconds until another attempt is welcome; `nil` when it is welcome now.
    package func wait(attempts counted: Int, since start: Instant, at now: Instant) -> Int? {
        let end = start.advanced(byMinutes: windowMinutes)
        guard counted >= attempts, now < end else { return nil }
        return Int((end - now + 999) / 1000)
    }
}
