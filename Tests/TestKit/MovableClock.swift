import Kernel
import Storage
import Synchronization

/// A clock that stands still until it is moved, and chance that repeats with the same seed.
package final class MovableClock: Sendable {
    private struct State {
        var now: Instant
        var chance: UInt64
    }

    private let state: Mutex<State>

    /// Shows `start` until moved; Thursday 24 September 2026, nine o'clock in Shanghai, unless told.
    package init(at start: Instant = MovableClock.morning, seed: UInt64 = 1) {
        state = Mutex(State(now: start, chance: seed))
    }

    /// 2026-09-24T09:00:00+08:00, a working day.
    package static let morning = Instant(milliseconds: 1_790_211_600_000)

    package var now: Instant { state.withLock { $0.now } }
    /// Puts the hands where they are wanted, backwards too; a database still never goes back.
    package func set(_ moment: Instant) { state.withLock { $0.now = moment } }
    /// The same, with chance begun anew.
    package func set(_ moment: Instant, seed: UInt64) {
        state.withLock { $0 = State(now: moment, chance: seed) }
    }
    /// Moves the hands on; back when negative.
    package func move(milliseconds: Int64) { state.withLock { $0.now = $0.now.advanced(byMilliseconds: milliseconds) } }
    package func move(minutes: Int) { move(milliseconds: Int64(minutes) * 60_000) }
    package func move(hours: Int) { move(minutes: hours * 60) }
    package func move(days: Int) { move(hours: days * 24) }

    /// What a database or a module is built with.
    package var environs: Environs {
        Environs(now: { self.now }, randomBytes: { self.randomBytes($0) })
    }

    /// The next bytes of a SplitMix64 sequence.
    package func randomBytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state.chance &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state.chance
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}
