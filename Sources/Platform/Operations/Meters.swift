import Kernel
import Synchronization

/// What one process counts about itself (运行计量), for `/metrics`: requests, how long the store takes, the sweep.
/// Numbers only, never a word of what was asked.
package final class Meters: Sendable {
    /// Upper bounds of the classes of durations, in seconds.
    package static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    package struct Durations: Sendable {
        package var counts = [Int](repeating: 0, count: Meters.bounds.count + 1)
        package var sum = 0.0
        package var count: Int { counts.reduce(0, +) }

        mutating func add(_ seconds: Double) {
            counts[Meters.bounds.firstIndex { seconds <= $0 } ?? Meters.bounds.count] += 1
            sum += seconds
        }
    }

    package struct Figures: Sendable {
        /// By the first digit of the answer's status.
        package var requests: [Int: Int] = [:]
        package var requestDurations = Durations()
        package var running = 0
        package var reads = 0
        package var writes = 0
        package var readDurations = Durations()
        package var writeDurations = Durations()
        package var writeFailures = 0
        package var sweeps = 0
        package var sweepFailures = 0
        package var sweptAt: ContinuousClock.Instant?
    }

    private let figures = Mutex(Figures())

    package init() {}

    package var now: Figures { figures.withLock { $0 } }

    package func requestBegan() { figures.withLock { $0.running += 1 } }

    package func requestEnded(status: Int, after duration: Duration) {
        figures.withLock {
            $0.running -= 1
            $0.requests[status / 100, default: 0] += 1
            $0.requestDurations.add(duration.inSeconds)
        }
    }

    package func swept(well: Bool) {
        figures.withLock {
            $0.sweeps += 1
            if well { $0.sweptAt = .now } else { $0.sweepFailures += 1 }
        }
    }

    func reading<T>(_ work: () async throws -> T) async rethrows -> T {
        let start = ContinuousClock.now
        figures.withLock { $0.reads += 1 }
        defer {
            let took = (ContinuousClock.now - start).inSeconds
            figures.withLock {
                $0.reads -= 1
                $0.readDurations.add(took)
            }
        }
        return try await work()
    }

    /// From handing the write over to its durable commit.
    func writing<T>(_ work: () async throws -> T) async throws -> T {
        let start = ContinuousClock.now
        figures.withLock { $0.writes += 1 }
        do {
            let result = try await work()
            let took = (ContinuousClock.now - start).inSeconds
            figures.withLock {
                $0.writes -= 1
                $0.writeDurations.add(took)
            }
            return result
        } catch {
            figures.withLock {
                $0.writes -= 1
                if !(error is Problem) { $0.writeFailures += 1 }
            }
            throw error
        }
    }
}

extension Duration {
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000
    }
}
