import Kernel
import Storage
import Synchronization

/// Wakes the open live pages of this node, and tells the other nodes to wake theirs (实时中枢). It carries no data:
/// whoever is woken looks again, with the rights they have then.
package final class LiveHub: Sendable {
    /// One open page that listens.
    package struct Listener: Sendable {
        package let page: Int
        /// Yields when it is worth looking again; ends when the page shall end.
        package let wakes: AsyncStream<Void>
        let continuation: AsyncStream<Void>.Continuation

        package func wake() { continuation.yield() }
        package func end() { continuation.finish() }
    }

    private struct Place {
        let staff: ID<Staff>
        let record: String?
        let continuation: AsyncStream<Void>.Continuation
    }

    private struct State {
        var places: [Int: Place] = [:]
        var lastPage = 0
        var marks: UInt64 = 0
        var presence = PageCompany()

        /// Who listens at a record.
        func at(_ record: String, except page: Int? = nil) -> [AsyncStream<Void>.Continuation] {
            places.filter { $0.value.record == record && $0.key != page }.map(\.value.continuation)
        }
    }

    /// So many live pages an employee may have open, and one node in all.
    package static let pagesPerPerson = 8
    package static let pagesPerNode = 2000

    private let state = Mutex(State())
    /// This node's part of the names of its pages.
    private let node: String
    private let signals: (any Signals)?

    /// `signals` reach the other nodes, where there are any.
    package init(node: String = "", signals: (any Signals)? = nil) {
        self.node = node
        self.signals = signals
    }

    private func name(of page: Int) -> String { "\(node).\(page)" }

    /// Begins to listen; `record` is what the page is about. Throws `Problem.tooMany` beyond the limits.
    package func listen(_ staff: ID<Staff>, record: String? = nil) throws(Problem) -> Listener {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let page: Int? = state.withLock { state in
            let own = state.places.values.count { $0.staff == staff }
            guard own < LiveHub.pagesPerPerson, state.places.count < LiveHub.pagesPerNode else { return nil }
            state.lastPage += 1
            state.places[state.lastPage] = Place(staff: staff, record: record, continuation: continuation)
            return state.lastPage
        }
        guard let page else { throw .tooMany(retryAfterSeconds: 60) }
        return Listener(page: page, wakes: wakes, continuation: continuation)
    }

    /// Forgets a page; the others at its record are told.
    package func leave(_ listener: Listener) {
        let page = name(of: listener.page)
        let (record, others) = state.withLock { state -> (String?, [AsyncStream<Void>.Continuation]) in
            guard let place = state.places.removeValue(forKey: listener.page), let record = place.record else {
                return (nil, [])
            }
            state.presence.leave(page, record: record)
            return (record, state.at(record))
        }
        listener.end()
        for other in others { other.yield() }
        if let record { signals?.tell(.gone(page: page, record: record)) }
    }

    /// How many events were written on this node, committed or not. Two equal numbers mean that none came between.
    package var marks: UInt64 { state.withLock { $0.marks } }
    /// An event is being written; what it tells is there after the commit.
    func mark() { state.withLock { $0.marks += 1 } }

    package var isIdle: Bool { state.withLock { $0.places.isEmpty } }

    /// Something was committed: every page looks again, on every node.
    package func wake() {
        wakeHere()
        signals?.tell(.changed)
    }

    /// The same on this node alone.
    func wakeHere() {
        for place in state.withLock({ Array($0.places.values) }) { place.continuation.yield() }
    }

    /// Renews that the listener's page is open at its record, and gives who else is there.
    package func see(
        _ listener: Listener, _ staff: ID<Staff>, name: String, record: String, now: Instant
    ) -> [PageCompany.Person] {
        let page = self.name(of: listener.page)
        let (people, others, isToTell) = state.withLock { state in
            let isNew = state.presence.see(page, at: record, staff, name: name, now: now)
            return (
                state.presence.others(than: staff, at: record, now: now),
                isNew ? state.at(record, except: listener.page) : [],
                signals != nil && state.presence.isToTell(page, at: record, now: now)
            )
        }
        for other in others { other.yield() }
        if isToTell { signals?.tell(.here(page: page, record: record, staff: staff, name: name, at: now)) }
        return people
    }

    /// Tells the others at a record that an employee is writing.
    package func type(_ staff: ID<Staff>, record: String, now: Instant) {
        // The page may be open at another node.
        hear(.typing(record: record, staff: staff, at: now))
        signals?.tell(.typing(record: record, staff: staff, at: now))
    }

    /// Takes in what happened at another node.
    func hear(_ word: NodeWord) {
        let others = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            switch word {
            case .changed: return state.places.map(\.value.continuation)
            case .organisation: return []
            case .here(let page, let record, let staff, let name, let now):
                let isNew = state.presence.see(page, at: record, staff, name: name, now: now)
                return isNew ? state.at(record) : []
            case .gone(let page, let record):
                state.presence.leave(page, record: record)
                return state.at(record)
            case .typing(let record, let staff, let now):
                return state.presence.type(at: record, staff, now: now) ? state.at(record) : []
            }
        }
        for other in others { other.yield() }
    }
}
