import Kernel
import Yams

/// A fault in a catalogue of indicators, with its line, so that whoever wrote it finds it.
package struct IndicatorFault: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    package let message: Message

    package init(line: Int, _ key: String, _ gaps: [String: Message.Argument] = [:]) {
        self.line = line
        message = Message("indicators.fault.\(key)", gaps)
    }

    package var description: String { "indicators.yaml line \(line): \(message.key) \(message.arguments)" }
}

extension Node {
    var line: Int { mark?.line ?? 1 }
}
