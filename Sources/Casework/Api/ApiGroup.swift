import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Operations that stand beside pages (与页面并列的接口): the right of the page, its queries and its readers, answered in
/// JSON.
struct ApiGroup: Sendable {
    let area: ProgramArea
    let cases: CaseDesk

    init(name: String, cases: CaseDesk) {
        area = ProgramArea(
            cases.desk, about: "casework.lists_api.operation", group: name, reading: .readCases, writing: .writeCases)
        self.cases = cases
    }

    /// An operation that reads. `isHeld` asks for the right itself, as most pages do; without it the records decide.
    func get(
        _ operation: String, _ path: String, _ access: Access, isHeld: Bool = true,
        query: [ApiOperation.Parameter] = [], path parameters: [ApiOperation.Parameter] = [], answer: JSON,
        _ body: @escaping @Sendable (ApiReading) throws -> JSON
    ) -> Route {
        area.read(path, access, operation, query: query, path: parameters, answer: answer) { visit, desk in
            if isHeld { try must(access, visit.actor) }
            return try await desk.read { db in try body(ApiReading(visit: visit, cases: cases, db: db)) }
        }
    }

    /// An operation that changes something, once for its key. `questions` are those of the page's form; `deed`
    /// reads the answers as the page does.
    func post(
        _ operation: String, _ path: String, _ access: Access, isHeld: Bool = true,
        path parameters: [ApiOperation.Parameter] = [], questions: (@Sendable (Words) -> JSONForm)? = nil,
        status: Int = 200, answer: JSON, _ deed: @escaping @Sendable (Visit) async throws -> Deed<JSON>
    ) -> Route {
        area.change(path, access, operation, form: questions, path: parameters, status: status, answer: answer) {
            visit, _ in
            if isHeld { try must(access, visit.actor) }
            return try await deed(visit)
        }
    }

    private func must(_ access: Access, _ actor: Actor) throws(Problem) {
        guard case .right(let action) = access, !cases.desk.rights.allows(action, to: actor) else { return }
        throw .forbidden("platform.rights.lacking")
    }

    static func parameter(_ name: String, _ schema: JSON) -> ApiOperation.Parameter {
        .init(name, "casework.lists_api.parameter.\(name)", schema)
    }
}

/// What an operation reads with (接口查询): the visit and the transaction it is answered in.
struct ApiReading {
    let visit: Visit
    let cases: CaseDesk
    let db: any Connection

    var words: Words { visit.words }
    var desk: Desk { cases.desk }
    var organisation: ID<Organisation> { visit.actor.organisationID }

    func reader() throws -> CaseReader { try CaseReader.of(visit.actor, in: db) }

    /// Where the page begins. Unlike a page's, a wrong cursor is told.
    func cursor<Subject>(_ name: String = "after") throws(Problem) -> MomentCursor<Subject>? {
        try read(name) { MomentCursor<Subject>($0) }
    }

    func teamCursor() throws(Problem) -> TeamCursor? { try read("after") { TeamCursor($0) } }

    /// A value of the address; throws `Problem.invalid` for one that cannot be read.
    func read<Value>(_ name: String, _ make: (String) -> Value?) throws(Problem) -> Value? {
        let text = visit.queryForm.value(name)
        if text.isEmpty { return nil }
        guard let value = make(text) else { throw .invalid(name, Message("web.form.not_listed")) }
        return value
    }

    func unit() throws(Problem) -> ID<OrganisationUnit>? { try read("unit") { ID<OrganisationUnit>($0) } }

    func line(_ line: CaseLine) -> JSON { CaseShape.line.json((line, words)) }
    func lines(_ lines: [CaseLine]) -> JSON { .list(lines.map(line)) }

    func page(_ page: CaseLines) -> JSON { ["items": lines(page.lines), "next": .optional(page.next?.text)] }

    /// The names of those who stand in a list; units are known all.
    func names(_ staff: [ID<Staff>]) throws -> Names {
        let units = try UnitTree.load(of: organisation, in: db).units.map { ($0.id.text, $0.name) }
        let people = try StaffMember.find(all: Set(staff).sorted(), of: organisation, in: db)
        var texts = Dictionary(units, uniquingKeysWith: { first, _ in first })
        for (id, member) in people { texts[id.text] = member.name }
        return Names(texts: texts)
    }

    func told<Value>(_ value: Value, _ names: Names = Names()) -> ToldRecord<Value> {
        ToldRecord(value: value, words: words, names: names, now: db.now)
    }

    func list<Value>(_ shape: JSONShape<ToldRecord<Value>>, _ values: [Value], _ names: Names = Names()) -> JSON {
        .list(values.map { shape.json(told($0, names)) })
    }
}

/// Names by id, of employees and units.
struct Names: Sendable {
    var texts: [String: String] = [:]

    func told(_ id: String?) -> JSON {
        guard let id else { return .null }
        return ["id": .text(id), "name": .text(texts[id] ?? "")]
    }
}

/// A value with what it takes to tell it (待述之值).
struct ToldRecord<Value> {
    let value: Value
    let words: Words
    let names: Names
    let now: Instant

    func moment(_ at: Instant?) -> JSON { .optional(at.map { words.stamp($0) }) }
    func name(_ id: String?) -> JSON { names.told(id) }
}

extension Schema {
    static let maybeText = optional(text())
    static let maybeMoment = optional(moment)
    static let maybeDay = optional(day)
    static let maybeNamed = optional(CaseShape.named)

    static func items(_ schema: JSON) -> JSON { object(["items": list(schema)]) }
}
