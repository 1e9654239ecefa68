import Kernel
import Platform
import Storage
import Web

/// The whole register as a spreadsheet (登记簿导出, S0-12), read stretch by stretch, each in a transaction of its own, so
/// that neither memory nor the time of a line grows with it. Its last line says that it is whole; one without is not.
struct RegisterExport: StreamedFile {
    static let pageSize = 200

    private let filter: RegisterFilter
    private let actor: Actor
    private let session: String?
    private let words: Words
    private let cases: CaseDesk
    private let pageSize: Int
    private var cursor: MomentCursor<Case>?
    private var isBegun = false
    private var isDone = false
    private var count = 0

    init(
        _ filter: RegisterFilter, actor: Actor, session: String?, _ words: Words, at cases: CaseDesk,
        pageSize: Int = RegisterExport.pageSize
    ) {
        self.filter = filter
        self.actor = actor
        self.session = session
        self.words = words
        self.cases = cases
        self.pageSize = pageSize
    }

    /// Records that the register is taken out, before a line of it leaves (PIPL: export of personal data).
    func begin() async throws { try await record("casework.register_exported", [:]) }

    /// The next lines as text; `nil` after the last. The right is looked up anew each time, so an export ends with the
    /// session or the right.
    mutating func next() async throws -> String? {
        guard !isDone else { return nil }
        let (filter, after, limit) = (filter, cursor, pageSize)
        let (reader, session, words, cases) = (actor, session, words, cases)
        let page = try await cases.desk.read { db in
            let actor = try RegisterExport.present(reader, session, in: db)
            try cases.desk.rights.must(CaseAction.read, actor)
            return try RegisterEntries(filter, after: after, limit: limit, actor: actor, words, at: cases, in: db)
        }
        let heads = RegisterEntry.columns.map { words("casework.lists.register.column.\($0)") }
        let text = (isBegun ? "" : CSV.mark + CSV.lines([heads])) + CSV.lines(page.entries.map(\.cells))
        isBegun = true
        count += page.entries.count
        cursor = page.next
        guard cursor == nil else { return text }
        try await record("casework.register_export_ended", ["lines": String(count), "whole": "1"])
        isDone = true
        return text + CSV.lines([[words("casework.lists.register.export_end", ["n": .number(count)])]])
    }

    /// Records how much was handed over when it did not come to its end.
    func breakOff() async {
        guard !isDone else { return }
        try? await record("casework.register_export_ended", ["lines": String(count), "whole": "0"])
    }

    private func record(_ event: String, _ facts: [String: String]) async throws {
        let (actor, cases) = (actor, cases)
        let told = facts.merging(["filter": filter.address("/cases")]) { first, _ in first }
        _ = try await cases.desk.write { db in
            try Event.record(
                event, of: Event.Subject(kind: "register", id: actor.organisationID.text), by: actor, facts: told,
                sealed: false, at: cases.desk, in: db)
        }
    }

    private static func present(_ actor: Actor, _ session: String?, in db: any Connection) throws -> Actor {
        guard let session else { return actor }
        guard let now = try Session.actor(of: session, actor.organisationID, in: db) else { throw Problem.signedOut }
        return now
    }
}
