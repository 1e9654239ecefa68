import Kernel
import Storage

/// What a look at every attachment's contents finds: that they are there and are what was put.
package struct FileCheck: Sendable {
    package private(set) var files = 0
    /// At most a hundred ids of attachments.
    package private(set) var faults: [String] = []

    /// Walks all attachments, a page per transaction; contents named twice are read once.
    package static func run(at desk: Desk) async throws -> FileCheck {
        var check = FileCheck()
        var cursor = ""
        var last: (digest: String, isGood: Bool) = ("", true)
        while true {
            let from = cursor
            let page = try await desk.read { db in
                try db.rows(
                    "SELECT id, organisation_id, digest FROM attachments WHERE id > \(from) ORDER BY id LIMIT 500"
                )
                .map { row in
                    let organisation: ID<Organisation> = try row.get("organisation_id")
                    return (
                        id: try row.get("id", as: String.self), digest: try row.get("digest", as: ContentDigest.self),
                        keys: try desk.vault.keyring(for: organisation, in: db)
                    )
                }
            }
            for (id, digest, keys) in page {
                if last.digest != digest.text {
                    last = (digest.text, (try? desk.files.read(digest, with: keys)) != nil)
                }
                check.files += 1
                if !last.isGood, check.faults.count < 100 { check.faults.append(id) }
            }
            guard page.count == 500, let next = page.last?.id else { return check }
            cursor = next
        }
    }
}
