import Kernel
import Storage
import Synchronization

/// Time as a story is told: it stands at the moment of what happens next, so a demonstration has a past that hangs
/// together, recorded by the same rules as everything else.
package final class StoryClock: Sendable {
    private let moment: Mutex<Instant>
    private let live: Environs

    package init(live: Environs, at start: Instant) {
        self.live = live
        moment = Mutex(start)
    }

    package func move(to instant: Instant) { moment.withLock { $0 = max($0, instant) } }
    package var now: Instant { moment.withLock { $0 } }
    package var environs: Environs { Environs(now: { self.now }, randomBytes: live.randomBytes) }
}
