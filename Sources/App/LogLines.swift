import Foundation
import Kernel
import Logging
import Platform
import Storage

/// Log lines to standard error, one JSON object each or plain text, with what looks like a person's number masked
/// (日志): a line is written whole or not at all.
package struct LogLines: LogHandler {
    package enum Form: String, Sendable, CaseIterable {
        case text, json
    }

    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let form: Form
    private let now: @Sendable () -> Instant
    private let write: @Sendable (String) -> Void

    package init(
        label: String, form: Form, now: @escaping @Sendable () -> Instant,
        write: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.label = label
        self.form = form
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let told = all.mapValues { Masking.logged("\($0)") }
        let moment = now().iso8601(in: .shanghai)
        let message = Masking.logged("\(event.message)")
        switch form {
        case .text:
            let rest = told.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            write("\(moment) \(event.level.rawValue) \(label): \(message)\(rest)\n")
        case .json:
            let line = told.merging(
                ["time": moment, "level": event.level.rawValue, "logger": label, "message": message]
            ) { $1 }
            guard let text = try? JSONText.of(line) else { return }
            write(text + "\n")
        }
    }
}
