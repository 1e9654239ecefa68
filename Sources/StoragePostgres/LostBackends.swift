import Storage
import Synchronization

/// The server's side of a connection. Numbers of processes come again; the moment of the start tells them apart.
struct Backend: Sendable, Hashable {
    let process: Int32
    let startedAt: String
}

/// Connections that were lost in the middle of a transaction. The server may not know yet and keep what they locked;
/// whoever writes next ends them, so that a repeated transaction does not wait for the one it repeats.
final class LostBackends: Sendable {
    private let lost = Mutex<[Backend]>([])

    func add(_ backend: Backend?) {
        guard let backend else { return }
        lost.withLock { $0.append(backend) }
    }

    /// Hands over what is known, once.
    func take() -> [Backend] {
        lost.withLock { lost in
            defer { lost = [] }
            return lost
        }
    }
}

extension Session {
    /// Ends what was lost before. On another server than the one it was lost on, nothing fits and nothing is ended.
    func endLost() throws(Refusal) {
        for backend in lost.take() {
            do throws(Refusal) {
                try exec(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid = \(backend.process) AND backend_start::text = '\(backend.startedAt)'
                    """)
            } catch {
                // What may not be ended by us ends by the server's own time limits.
                guard error.isLost else { continue }
                lost.add(backend)
                throw error
            }
        }
    }
}
