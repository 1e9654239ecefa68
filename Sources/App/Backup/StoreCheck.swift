import Foundation
import Kernel
import Platform
import Storage
import StorageSQLite

/// What `huiyin verify` and a drill look at: the engine's own pages, every chain of events, every checkpoint, and when
/// asked the contents of every attachment.
package struct StoreCheck: Sendable {
    package let pages: [String]
    package let chains: ChainCheck
    package let checkpoints: CheckpointCheck
    package let files: FileCheck?

    package var isWhole: Bool {
        pages.isEmpty && chains.faults.isEmpty && checkpoints.faults.isEmpty && (files?.faults.isEmpty ?? true)
    }

    package static func run(on program: Program, withFiles: Bool) async throws -> StoreCheck {
        let pages = try await (program.database as? SQLiteDatabase)?.faults() ?? []
        return StoreCheck(
            pages: pages, chains: try await ChainCheck.run(on: program.database),
            checkpoints: try await CheckpointCheck.run(
                on: program.database, trusting: program.trustedKeys, beside: program.checkpointFile),
            files: withFiles ? try await FileCheck.run(at: program.desk) : nil)
    }

    /// One line for each thing found, then the sums; every fault begins with `broken:`.
    package var lines: [String] {
        pages.map { "broken: database page: \($0)" }
            + chains.faults.map {
                "broken: \($0.subject.kind) \($0.subject.id), event \($0.sequence): \($0.kind.rawValue)"
            } + checkpoints.faults.map { "broken: \($0)" } + (files?.faults.map { "broken: attachment \($0)" } ?? [])
            + [
                "\(chains.events) events in \(chains.chains) chains, \(chains.faults.count) broken",
                "\(checkpoints.checkpoints) checkpoints over \(checkpoints.lines) heads, "
                    + "\(checkpoints.faults.count) broken",
            ] + (files.map { ["\($0.files) attachments, \($0.faults.count) broken"] } ?? [])
    }
}

extension Program {
    /// Public halves of keys checkpoints may be signed with: this installation's, and earlier ones its operator noted.
    package var trustedKeys: Set<String> {
        let file = configuration.dataFolder.appendingPathComponent("keys/trusted.txt")
        let noted = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return Set(noted.split(whereSeparator: \.isWhitespace).map(String.init)).union([desk.vault.signer.publicKey])
    }

    /// Where checkpoints are noted outside the database.
    package var checkpointFile: URL {
        configuration.dataFolder.appendingPathComponent("evidence/checkpoints.jsonl")
    }
}
