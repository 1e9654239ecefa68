import Foundation

/// A thread of its own for work that waits for an answer of the server, so that no thread of the program's common pool
/// is held up. Work is done in the order it came.
///
/// `@unchecked` because `NSCondition` guards `work` and `isEnding`.
final class WorkThread: @unchecked Sendable {
    private let condition = NSCondition()
    private var work: [@Sendable () -> Void] = []
    private var isEnding = false

    init(named name: String) {
        // The thread holds the queue, not this object's owner; it ends with `end`.
        let thread = Thread { [self] in run() }
        thread.name = name
        thread.stackSize = 2 << 20
        thread.start()
    }

    func perform(_ step: @escaping @Sendable () -> Void) {
        condition.lock()
        work.append(step)
        condition.signal()
        condition.unlock()
    }

    /// Lets the thread end when what was given to it is done.
    func end() {
        condition.lock()
        isEnding = true
        condition.signal()
        condition.unlock()
    }

    private func run() {
        while let step = next() { step() }
    }

    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while work.isEmpty {
            if isEnding { return nil }
            condition.wait()
        }
        return work.removeFirst()
    }
}
