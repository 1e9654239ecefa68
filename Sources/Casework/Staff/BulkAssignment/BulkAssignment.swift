import Kernel
import Platform
import Web

/// Several cases offered to one handler (批量交办): each a step of its own under the same rules, so that one refusal
/// holds up nobody else.
struct BulkAssignment: Sendable {
    /// A chosen case in the version that was looked at.
    struct Chosen: Sendable, Hashable {
        let id: ID<Case>
        let version: Int?

        init(id: ID<Case>, version: Int? = nil) {
            self.id = id
            self.version = version
        }

        /// `ID` or `ID:VERSION`.
        init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard let first = parts.first, let id = ID<Case>(String(first)) else { return nil }
            self.init(id: id, version: parts.count == 2 ? Int(parts[1]) : nil)
        }

        var text: String { version.map { "\(id):\($0)" } ?? id.text }
    }

    /// What came of one case.
    struct Outcome: Sendable {
        let id: ID<Case>
        let refusal: [Message]
        var isDone: Bool { refusal.isEmpty }
    }

    static let limit = 50

    let chosen: [Chosen]
    let handler: ID<Staff>
    let instruction: String?

    /// The cases named, each once and in order. Throws `Problem.invalid` beyond the limit.
    static func chosen(_ texts: [String]) throws(Problem) -> [Chosen] {
        var seen: Set<ID<Case>> = []
        let found = texts.compactMap(Chosen.init).filter { seen.insert($0.id).inserted }
        guard found.count <= limit else {
            throw .invalid("case", Message("casework.bulk.too_many", ["n": .number(limit)]))
        }
        return found
    }

    /// Throws `Problem.invalid` for a form that cannot be read.
    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        chosen = try BulkAssignment.chosen(form.values("case"))
        let handler: ID<Staff>? = reader.identity("handler")
        if handler == nil { reader.fault("handler", Message("web.form.choose")) }
        instruction = reader.optionalText("instruction", limit: 4000)
        if chosen.isEmpty { reader.fault("case", Message("casework.bulk.none")) }
        try reader.finish()
        guard let handler else { throw .invalid("handler", Message("web.form.choose")) }
        self.handler = handler
    }
}

/// The button above a list by which ticked cases are assigned; `nil` for those who never assign.
struct BulkBar: Sendable {
    let hint: String

    init?(_ actor: Actor, _ cases: CaseDesk, _ words: Words) {
        guard cases.desk.rights.mayEver(CaseAction.assign.rawValue, roles: actor.roles) else { return nil }
        hint = words("casework.bulk.hint", ["n": .number(BulkAssignment.limit)])
    }
}

extension CaseDesk {
    /// Takes the assignment with each case in a transaction of its own. A second sending of the form changes nothing
    /// and tells the same of what was done.
    func assign(_ bulk: BulkAssignment, _ visit: Visit) async throws -> [BulkAssignment.Outcome] {
        var outcomes: [BulkAssignment.Outcome] = []
        for one in bulk.chosen {
            outcomes.append(
                BulkAssignment.Outcome(id: one.id, refusal: try await assign(one, of: bulk, visit)))
        }
        return outcomes
    }

    /// Empty when it was done; else why not.
    private func assign(
        _ one: BulkAssignment.Chosen, of bulk: BulkAssignment, _ visit: Visit
    ) async throws -> [Message] {
        let (cases, actor) = (self, visit.actor)
        let change: Deed<String> = { db in
            let subject = try cases.readable(one.id, for: actor, in: db)
            guard one.version == nil || one.version == subject.version else {
                throw Problem.conflict("casework.refusal.changed_meanwhile")
            }
            var step = Assignment(handler: bulk.handler)
            step.instruction = bulk.instruction
            try cases.take(.assignment(step), on: one.id, by: actor, in: db)
            return "done"
        }
        do {
            if visit.request.isFromProgram {
                _ = try await desk.change(visit, part: one.id.text) { ProgramAnswer(.text(try change($0))) }
            } else {
                _ = try await desk.once(visit, part: one.id.text, change)
            }
            return []
        } catch let problem as Problem {
            switch problem {
            case .invalid(let faults): return faults.sorted { $0.key < $1.key }.map(\.value)
            case .conflict(let message), .forbidden(let message), .unavailable(let message): return [message]
            case .notFound: return [Message("casework.bulk.unknown")]
            case .signedOut, .tooMany: throw problem
            }
        }
    }
}
