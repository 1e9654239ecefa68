import Casework
import Kernel
import Storage
import Synchronization

/// Time as a story is told: it stands at the moment of what happens next, so a demonstration has a past that hangs
/// together, recorded by the same rules as everything else. Chance is that of the machine until it is given a seed.
package final class StoryClock: Sendable {
    private let moment: Mutex<Instant>
    private let chance = Mutex<Chance?>(nil)
    private let live: Environs

    package init(live: Environs, at start: Instant) {
        self.live = live
        moment = Mutex(start)
    }

    package func move(to instant: Instant) { moment.withLock { $0 = max($0, instant) } }
    package var now: Instant { moment.withLock { $0 } }
    package var environs: Environs { Environs(now: { self.now }, randomBytes: { self.randomBytes($0) }) }

    package func begin(at instant: Instant, seed: UInt64) {
        move(to: instant)
        draw(from: seed)
    }

    /// From here on ids are drawn from a seed, so that the same story has the same ones. Keys are made before.
    private func draw(from seed: UInt64) { chance.withLock { $0 = Chance(seed: seed) } }

    private func randomBytes(_ count: Int) -> [UInt8] {
        chance.withLock { $0?.bytes(count) } ?? live.randomBytes(count)
    }
}
