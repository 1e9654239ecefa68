import Hummingbird
import Kernel
import Web

/// Operations for programs that belong together (接口分组): they share a part of the description, a scope to read and a
/// scope to write. A change asks the questions of the page's form and does the page's deed.
package struct ProgramArea: Sendable {
    package let desk: Desk
    /// The slice whose texts describe the operations.
    let module: String
    let group: String
    let reading: Scope?
    let writing: Scope?

    package init(_ desk: Desk, _ module: String, group: String, reading: Scope?, writing: Scope?) {
        self.desk = desk
        self.module = module
        self.group = group
        self.reading = reading
        self.writing = writing
    }

    private func about(_ name: String) -> String { "\(module).api.operation.\(name)" }

    /// A question; `answer` is its schema.
    package func read(
        _ path: String, _ access: Access, _ name: String, query: [ApiOperation.Parameter] = [], answer: JSON,
        _ body: @escaping @Sendable (Visit, Desk) async throws -> JSON
    ) -> Route {
        let declared = ApiOperation(
            name, group, about(name), scope: reading?.rawValue, query: query, answer: answer)
        let desk = desk
        return .api(.get, path, access, declared) { visit in .json(try await body(visit, desk)) }
    }

    /// A change, done once for each `Idempotency-Key`, answered with the id of what it made or changed. `asks` gives the
    /// fields of the page's form; without it there is no body.
    package func change(
        _ path: String, _ access: Access, _ name: String, asks: (@Sendable (Words) -> [Field])? = nil,
        path values: [ApiOperation.Parameter] = [], creates: Bool = false, tellsSecret: Bool = false,
        bodyLimit: Int = 512 * 1024, afterwards: (@Sendable () -> Void)? = nil, _ maker: @escaping DeedMaker
    ) -> Route {
        var answer = ["id": Schema.id]
        if tellsSecret { answer["secret"] = Schema.text() }
        var body: (@Sendable (Words) -> JSON)?
        var example: (@Sendable (Words) -> JSON)?
        if let asks {
            body = { words in JSONForm([asks(words)]).schema }
            example = { words in JSONForm([asks(words)]).example }
        }
        let declared = ApiOperation(
            name, group, about(name), scope: writing?.rawValue, path: values, body: body, example: example,
            isChange: true, status: creates ? 201 : 200, answer: Schema.object(answer))
        let desk = desk
        return .api(.post, path, access, declared, bodyLimit: bodyLimit) { visit in
            let typed = try asks.map { asks throws(Problem) -> FormData in
                try JSONForm([asks(visit.words)]).fields(of: visit.body, zone: visit.zone)
            }
            let deed = try await maker(visit.sending(typed ?? FormData()), desk)
            let answer = try await desk.change(visit) { db in
                let done = try deed(db)
                var told: [String: JSON] = ["id": .text(done.id)]
                if let secret = done.secret { told["secret"] = .text(secret) }
                return ProgramAnswer(.object(told), status: creates ? 201 : 200)
            }
            afterwards?()
            return answer
        }
    }
}

extension Visit {
    /// Where a list goes on, from `after`.
    package func cursor<Subject>(of type: Subject.Type = Subject.self) throws(Problem) -> MomentCursor<Subject>? {
        let text = queryForm.value("after")
        if text.isEmpty { return nil }
        guard let cursor = MomentCursor<Subject>(text) else {
            throw .invalid("after", Message("web.form.not_listed"))
        }
        return cursor
    }
}
