import Kernel

/// How long an account stays closed after wrong passwords (登录失败处理, 等保).
package enum Lockout {
    package static let allowedFailures = 5
    package static let firstMinutes = 15
    package static let longestMinutes = 24 * 60

    /// Until when the account is closed after so many failures in a row, the last one at `now`; `nil` while it is open.
    /// The fifth closes it for 15 minutes, each further one for twice as long, at most a day.
    package static func after(failures: Int, at now: Instant) -> Instant? {
        guard failures >= allowedFailures else { return nil }
        let doublings = min(failures - allowedFailures, 20)
        return now.advanced(byMinutes: min(firstMinutes << doublings, longestMinutes))
    }
}
