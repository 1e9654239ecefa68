import Hummingbird
import Kernel
import Web

/// Operations for programs that belong together (接口分组): they share a part of the description, a scope to read and a
/// scope to write. A change asks the questions of the page's form and does the page's deed.
package struct ProgramArea: Sendable {
    package let desk: Desk
    /// Where the texts that describe the operations stand.
    let about: String
    let group: String
    let reading: Scope?
    let writing: Scope?

    /// `about` is the key of the description's texts: those of an operation stand below it by its name.
    package init(_ desk: Desk, about: String, group: String, reading: Scope?, writing: Scope?) {
        self.desk = desk
        self.about = about
        self.group = group
        self.reading = reading
        self.writing = writing
    }

    /// A question; `answer` is its schema.
    package func read(
        _ path: String, _ access: Access, _ name: String, query: [ApiOperation.Parameter] = [],
        path values: [ApiOperation.Parameter] = [], answer: JSON,
        _ body: @escaping @Sendable (Visit, Desk) async throws -> JSON
    ) -> Route {
        let declared = ApiOperation(
            name, group, "\(about).\(name)", scope: reading?.rawValue, query: query, path: values, answer: answer)
        let desk = desk
        return .api(.get, path, access, declared) { visit in .json(try await body(visit, desk)) }
    }

    /// A change, done once for each `Idempotency-Key`, answered with the id of what it made or changed. `asks` gives the
    /// fields of the page's form; without it there is no body.
    package func change(
        _ path: String, _ access: Access, _ name: String, asks: (@Sendable (Words) -> [Field])? = nil,
        path values: [ApiOperation.Parameter] = [], creates: Bool = false, tellsSecret: Bool = false,
        bodyLimit: Int = 512 * 1024, afterwards: (@Sendable () -> Void)? = nil, _ maker: @escaping DeedMaker<Done>
    ) -> Route {
        var answer = ["id": Schema.id]
        if tellsSecret { answer["secret"] = Schema.text() }
        return change(
            path, access, name, form: ProgramArea.form(asks), path: values,
            status: creates ? 201 : 200, bodyLimit: bodyLimit, answer: Schema.object(answer), afterwards: afterwards
        ) { visit, desk in
            let deed = try await maker(visit, desk)
            return { db in
                let done = try deed(db)
                var told: [String: JSON] = ["id": .text(done.id)]
                if let secret = done.secret { told["secret"] = .text(secret) }
                return .object(told)
            }
        }
    }

    /// The same with an answer of its own. `form` holds the questions of the page's form.
    package func change(
        _ path: String, _ access: Access, _ name: String, form: (@Sendable (Words) -> JSONForm)?,
        path values: [ApiOperation.Parameter] = [], status: Int = 200, bodyLimit: Int = 512 * 1024, answer: JSON,
        afterwards: (@Sendable () -> Void)? = nil, _ maker: @escaping DeedMaker<JSON>
    ) -> Route {
        let declared = declaration(name, form: form, path: values, status: status, answer: answer)
        let desk = desk
        return .api(.post, path, access, declared, bodyLimit: bodyLimit) { visit in
            let sent = try visit.filled(form)
            let deed = try await maker(sent, desk)
            let answer = try await desk.change(sent) { ProgramAnswer(try deed($0), status: status) }
            afterwards?()
            return answer
        }
    }

    private static func form(_ asks: (@Sendable (Words) -> [Field])?) -> (@Sendable (Words) -> JSONForm)? {
        guard let asks else { return nil }
        return { words in JSONForm([asks(words)]) }
    }

    /// How a change is described whose route does its work in its own way.
    package func declaration(
        _ name: String, form: (@Sendable (Words) -> JSONForm)?, path values: [ApiOperation.Parameter] = [],
        status: Int = 200, answer: JSON
    ) -> ApiOperation {
        var (body, example): ((@Sendable (Words) -> JSON)?, (@Sendable (Words) -> JSON)?)
        if let form {
            body = { words in form(words).schema }
            example = { words in form(words).example }
        }
        return ApiOperation(
            name, group, "\(about).\(name)", scope: writing?.rawValue, path: values, body: body, example: example,
            isChange: true, status: status, answer: answer)
    }
}

extension Visit {
    /// The visit as if a page had sent the answers of the body.
    package func filled(_ form: (@Sendable (Words) -> JSONForm)?) throws(Problem) -> Visit {
        sending(try form?(words).fields(of: body, zone: zone) ?? FormData())
    }

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
