import Foundation
import Kernel
import Storage
import Synchronization

/// Time that can be moved from outside: the file holds an ISO 8601 moment, and from the instant it was written time
/// runs on from there. It lets a test carry one case over several days in seconds.
final class SimulatedTime: Sendable {
    private struct State {
        var text = ""
        var offset: Int64 = 0
        var lookedAt: Int64 = 0
    }

    private static let lookAgainMilliseconds: Int64 = 50
    private let file: URL
    private let live: Environs
    private let state = Mutex(State())

    init(file: URL, live: Environs) {
        self.file = file
        self.live = live
    }

    var environs: Environs { Environs(now: { self.now() }, randomBytes: live.randomBytes) }

    private func now() -> Instant {
        let real = live.now()
        return state.withLock { state in
            if real.milliseconds - state.lookedAt >= SimulatedTime.lookAgainMilliseconds {
                state.lookedAt = real.milliseconds
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                if text != state.text,
                    let moment = Instant(iso8601: text.trimmingCharacters(in: .whitespacesAndNewlines))
                {
                    state.text = text
                    state.offset = moment - real
                }
            }
            return real.advanced(byMilliseconds: state.offset)
        }
    }
}
