import CPostgres
import Foundation
import Storage
import Synchronization

/// Words between nodes by LISTEN and NOTIFY, on a connection and a thread of their own. Begins with the first word
/// told or listened for.
///
/// `@unchecked` because the pipe's ends, plain numbers, are written once; everything else is in the mutex.
final class PostgresSignals: Signals, @unchecked Sendable {
    private struct State {
        /// Words still to be sent, each once.
        var waiting: [String] = []
        var listener: AsyncStream<Signal>.Continuation?
        var isStarted = false
        var isClosed = false
        var closing: CheckedContinuation<Void, Never>?
    }

    /// After a word was sent, equal ones gather for so long.
    private static let gatherMicroseconds: UInt32 = 20_000
    private static let lookAfterMilliseconds: Int32 = 20_000
    private let address: Address
    private let state = Mutex(State())
    private let doorbell: [Int32]

    init(address: Address) {
        self.address = address
        var ends: [Int32] = [-1, -1]
        // Without a pipe the thread still looks around now and then.
        if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) } }
        doorbell = ends
    }

    deinit { for end in doorbell where end >= 0 { _ = Foundation.close(end) } }

    func tell(_ word: String) {
        let isNew = state.withLock { state in
            if state.isClosed || state.waiting.contains(word) { return false }
            state.waiting.append(word)
            return true
        }
        guard isNew else { return }
        start()
        ring()
    }

    func heard() -> AsyncStream<Signal> {
        let (stream, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(1000))
        let former = state.withLock { state in
            defer { state.listener = state.isClosed ? nil : continuation }
            return state.isClosed ? continuation : state.listener
        }
        former?.finish()
        start()
        return stream
    }

    func close() async {
        await withCheckedContinuation { continuation in
            let isRunning = state.withLock { state in
                state.isClosed = true
                if state.isStarted { state.closing = continuation }
                return state.isStarted
            }
            if !isRunning { continuation.resume() }
            ring()
        }
        state.withLock { $0.listener }?.finish()
    }

    private func start() {
        let isFirst = state.withLock { state in
            defer { if !state.isClosed { state.isStarted = true } }
            return !state.isStarted && !state.isClosed
        }
        guard isFirst else { return }
        let thread = Thread { [self] in
            run()
            let closing = state.withLock { state in
                state.isStarted = false
                return state.closing
            }
            closing?.resume()
        }
        thread.name = "storage.signals"
        thread.start()
    }

    private func ring() {
        var byte: UInt8 = 1
        _ = Foundation.write(doorbell[1], &byte, 1)
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func run() {
        var losses: Int32 = 0
        while !isClosed {
            do throws(Refusal) {
                try follow(isFirst: losses == 0) { losses = 1 }
            } catch {
                losses = max(1, losses) + 1
                // Wakes early only to close; words go on waiting.
                if !isClosed { _ = sleep(milliseconds: min(5000, 100 << min(losses, 6)), nil) }
            }
        }
    }

    /// Listens and tells on one connection until it is lost or the store is closed.
    private func follow(isFirst: Bool, _ onConnected: () -> Void) throws(Refusal) {
        let link = try address.connect()
        defer { PQfinish(link) }
        // Schemas side by side in one database do not hear one another.
        try send("SELECT set_config('huiyin.channel', 'huiyin ' || current_schema(), FALSE)", [], link)
        try send("DO $$ BEGIN EXECUTE format('LISTEN %I', current_setting('huiyin.channel')); END $$", [], link)
        onConnected()
        if !isFirst { hear(.lost) }
        while !isClosed {
            let words = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            do throws(Refusal) {
                for word in words {
                    try send("SELECT pg_notify(current_setting('huiyin.channel'), $1)", [word], link)
                }
            } catch {
                state.withLock { $0.waiting = words + $0.waiting.filter { !words.contains($0) } }
                throw error
            }
            hear(from: link)
            if !words.isEmpty { usleep(Self.gatherMicroseconds) }
            let isQuiet = state.withLock { $0.waiting.isEmpty }
            if isQuiet, sleep(milliseconds: Self.lookAfterMilliseconds, PQsocket(link)) {
                // Nothing came for a while: the server may be gone without a word.
                try send("SELECT 1", [], link)
            }
            guard PQconsumeInput(link) == 1 else { throw lost(link) }
            hear(from: link)
        }
    }

    /// Sleeps until something comes; says whether nothing did.
    private func sleep(milliseconds: Int32, _ socket: Int32?) -> Bool {
        var watched = [pollfd(fd: doorbell[0], events: Int16(POLLIN), revents: 0)]
        if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        let ready = poll(&watched, nfds_t(watched.count), milliseconds)
        var rung = [UInt8](repeating: 0, count: 64)
        while Foundation.read(doorbell[0], &rung, rung.count) == rung.count {}
        return ready == 0
    }

    private func hear(from link: OpaquePointer) {
        while let note = PQnotifies(link) {
            defer { PQfreemem(note) }
            if note.pointee.be_pid != PQbackendPID(link) { hear(.word(String(cString: note.pointee.extra))) }
        }
    }

    private func hear(_ signal: Signal) { state.withLock { $0.listener }?.yield(signal) }

    private func send(_ text: String, _ values: [String], _ link: OpaquePointer) throws(Refusal) {
        let parameters = Parameters(values.map(SQLValue.text))
        let result = parameters.withPointers { count, values, lengths, formats in
            PQexecParams(link, text, count, parameters.types, values, lengths, formats, 0)
        }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: throw lost(link)
        }
    }

    private func lost(_ link: OpaquePointer) -> Refusal {
        Refusal(
            storage: .unavailable(String(cString: PQerrorMessage(link))), mayBeRepeated: false, isLost: true)
    }
}
