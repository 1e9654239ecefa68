import Kernel
import Synchronization

/// Gives one database its moments and ids: moments never run backwards, ids sort strictly in the order they were made.
/// When the clock is set back, moments go on at half its pace until it has caught up: what waits for a minute to pass
/// waits for two, not for the hour.
package final class IDMaker: Sendable {
    private struct State {
        /// What the clock showed last.
        var read: Instant?
        /// How far moments are ahead of it since it was set back, in half milliseconds.
        var lead: Int64 = 0
        var stamp: Int64 = .min
        var counter: UInt16 = 0
    }

    /// What passes between two looks at the clock is less than this; more is a clock that was put right.
    private static let leapMilliseconds: Int64 = 60_000
    private let environs: Environs
    private let state = Mutex(State())

    package init(environs: Environs) { self.environs = environs }

    /// The time of a new transaction; not before that of any transaction begun earlier, even when the clock is set back.
    package func now() -> Instant {
        // The clock is read under the lock, or two threads that change places would look like a clock set back.
        state.withLock { state in
            let read = environs.now()
            let passed = state.read.map { read - $0 } ?? 0
            state.lead = max(0, state.lead - ((0...IDMaker.leapMilliseconds).contains(passed) ? passed : 2 * passed))
            state.read = read
            return read.advanced(byMilliseconds: state.lead / 2)
        }
    }

    package func randomBytes(_ count: Int) -> [UInt8] { environs.randomBytes(count) }

    /// A UUIDv7 whose twelve bits after the time count up within a millisecond (RFC 9562, 6.2, method 1). They begin
    /// at random in the lower half; when they are used up, the id borrows from the next millisecond.
    package func next<Subject>(at moment: Instant) -> ID<Subject> {
        var random = environs.randomBytes(10)
        let stamp = state.withLock { state in
            if moment.milliseconds > state.stamp {
                state.stamp = moment.milliseconds
                state.counter = (UInt16(random[0]) << 8 | UInt16(random[1])) & 0x07FF
            } else if state.counter < 0x0FFF {
                state.counter += 1
            } else {
                state.stamp += 1
                state.counter = 0
            }
            random[0] = UInt8(state.counter >> 8)
            random[1] = UInt8(state.counter & 0xFF)
            return state.stamp
        }
        return ID(at: Instant(milliseconds: stamp), random: random)
    }
}
