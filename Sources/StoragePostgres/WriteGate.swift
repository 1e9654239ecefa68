import Synchronization

/// Lets first attempts write side by side and a repeated one alone. Those that wait to be alone go first, so a write
/// that lost a race is not overtaken again by newcomers.
final class WriteGate: Sendable {
    enum Entry: Sendable {
        case shared
        case alone
    }

    private struct State {
        var sharing = 0
        var isOneAlone = false
        var waitingAlone: [CheckedContinuation<Void, Never>] = []
        var waitingShared: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter(_ entry: Entry) async {
        await withCheckedContinuation { continuation in
            let admitted = state.withLock { state in
                switch entry {
                case .shared: state.waitingShared.append(continuation)
                case .alone: state.waitingAlone.append(continuation)
                }
                return Self.admit(&state)
            }
            for one in admitted { one.resume() }
        }
    }

    func leave(_ entry: Entry) {
        let admitted = state.withLock { state in
            switch entry {
            case .shared: state.sharing -= 1
            case .alone: state.isOneAlone = false
            }
            return Self.admit(&state)
        }
        for one in admitted { one.resume() }
    }

    private static func admit(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        if state.isOneAlone { return [] }
        if !state.waitingAlone.isEmpty {
            guard state.sharing == 0 else { return [] }
            state.isOneAlone = true
            return [state.waitingAlone.removeFirst()]
        }
        defer { state.waitingShared = [] }
        state.sharing += state.waitingShared.count
        return state.waitingShared
    }
}
