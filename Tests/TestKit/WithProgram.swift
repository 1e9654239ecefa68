import App
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import Platform
import Storage
import Synchronization
import Web

/// A whole program over a fresh store with the named world, and browsers to use it with.
package struct RunningProgram: Sendable {
    package let program: Program
    package let clock: MovableClock
    private let client: RouterClient

    init(program: Program, clock: MovableClock, client: RouterClient) {
        self.program = program
        self.clock = clock
        self.client = client
    }

    package var database: any Database { program.database }

    /// A browser nobody has used yet.
    package func browser(language: String = "en") -> Browser { Browser(client: client, language: language) }

    /// A browser somebody of the world signed in with. Throws when the sign-in was refused.
    package func signedIn(_ login: String, language: String = "en") async throws -> Browser {
        let browser = browser(language: language)
        let answer = try await browser.signIn(login)
        guard answer.status == .seeOther else { throw SignInFailed(login: login, text: answer.text) }
        return browser
    }

    /// A token of somebody of the world, with every scope unless told.
    package func token(
        _ login: String, scopes: Set<String> = Set(Scope.allCases.map(\.rawValue)), days: Int = 30
    ) async throws -> String {
        guard let member = World.member(login) else { throw SignInFailed(login: login, text: "nobody") }
        let desk = program.desk
        let actor = Actor(organisationID: World.organisation, kind: .staff(member.id, roles: Set(member.roles)))
        let draft = AccessTokenDraft(name: login, scopes: scopes, days: days, perMinute: AccessToken.mostPerMinute)
        return try await database.write { try AccessToken.make(draft, for: actor, at: desk, in: $0).text }
    }

    /// Asks as a program does. `path` begins below `/api/v1`.
    package func ask(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, body: JSON? = nil, key: String? = nil,
        language: String = "en", headers more: HTTPFields = [:]
    ) async throws -> Answer {
        var headers: HTTPFields = [.acceptLanguage: language]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let key { headers[ApiOperation.onceHeader] = key }
        if body != nil { headers[.contentType] = "application/json" }
        for field in more { headers[field.name] = field.value }
        return try await client.send(method, "/api/v1" + path, headers: headers, body: body?.bytes)
    }

    private struct SignInFailed: Error {
        let login: String
        let text: String
    }
}

private let assets = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(".assets")

/// Read once for all tests, since texts and templates never change under them.
private let fittings = Result { try Fittings(assetsFolder: assets) }

/// Gives `body` the program with the world of `World`, on a store and data folder of its own.
package func withProgram(
    _ engine: Engine = .sqlite, clock: MovableClock = MovableClock(),
    _ body: @escaping @Sendable (RunningProgram) async throws -> Void
) async throws {
    let name = "huiyin-program-" + hex(Environs.live.randomBytes(8))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let quiet = logger
    try await withDatabase(engine, clock: clock, migrations: Program.migrations) { database in
        let program = try await Program.assemble(
            Configuration(dataFolder: folder, assetsFolder: assets), fittings: try fittings.get(), database: database,
            environs: clock.environs, logger: quiet)
        try await World.make(in: program, cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
        let client = RouterClient(program.router().buildResponder(), logger: quiet)
        do { try await body(RunningProgram(program: program, clock: clock, client: client)) } catch {
            try await program.desk.press.close()
            throw error
        }
        try await program.desk.press.close()
    }
}

/// What the server said.
package struct Answer: Sendable {
    package let status: HTTPResponse.Status
    package let headers: HTTPFields
    package let bytes: [UInt8]
    package let text: String

    init(status: HTTPResponse.Status, headers: HTTPFields, bytes: [UInt8]) {
        self.status = status
        self.headers = headers
        self.bytes = bytes
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The answer as a program reads it; `null` for a page.
    package var json: JSON { (try? JSONDecoder().decode(JSON.self, from: Data(text.utf8))) ?? .null }

    package var location: String { headers[.location] ?? "" }

    /// The value of the first input of that name, as a browser would send it back.
    package func input(_ name: String) -> String? {
        let pattern = "name=\"\(name)\""
        guard let place = text.range(of: pattern) else { return nil }
        let tag = text[..<place.lowerBound].lastIndex(of: "<").map { text[$0...].prefix { $0 != ">" } } ?? ""
        guard let start = tag.range(of: "value=\"") else { return "" }
        return Answer.unescaped(String(tag[start.upperBound...].prefix { $0 != "\"" }))
    }

    private static func unescaped(_ text: String) -> String {
        [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}

/// Something that keeps cookies and sends forms with the proof it found on the page.
package final class Browser: Sendable {
    private let client: RouterClient
    private let language: String
    private let jar = Mutex<[String: String]>([:])
    package var cookies: [String: String] { jar.withLock { $0 } }

    init(client: RouterClient, language: String) {
        self.client = client
        self.language = language
    }

    package func forget(_ cookie: CookieName) { jar.withLock { $0[cookie.rawValue] = nil } }

    @discardableResult
    package func get(_ address: String) async throws -> Answer { try await send(address, .get, nil, "") }

    /// Listens to server-sent events until the server ends them.
    package func listen(_ address: String) async throws -> Answer {
        try await send(address, .get, nil, "", accept: "text/event-stream")
    }

    /// Reads the page and sends a form of it, with its CSRF token and its mark.
    @discardableResult
    package func submit(_ page: String, to action: String? = nil, _ fields: [String: String]) async throws -> Answer {
        let shown = try await get(page)
        var all = fields
        for name in ["csrf", "once"] where all[name] == nil { all[name] = shown.input(name) ?? "" }
        return try await post(action ?? page, all)
    }

    /// Sends exactly these fields; a name with `[]` behind it may be repeated.
    @discardableResult
    package func post(_ address: String, _ fields: [String: String]) async throws -> Answer {
        let pairs = fields.sorted { $0.key < $1.key }.flatMap { key, value in
            key.hasSuffix("[]")
                ? value.split(separator: ",").map { (name: String(key.dropLast(2)), value: String($0)) }
                : [(name: key, value: value)]
        }
        return try await send(
            address, .post, [UInt8](FormData.urlEncoded(pairs).utf8), "application/x-www-form-urlencoded")
    }

    /// Sends a body as it is.
    @discardableResult
    package func post(_ address: String, raw body: [UInt8], type: String) async throws -> Answer {
        try await send(address, .post, body, type)
    }

    /// Sends a form with the proof found on its page and gives the bytes of the answer.
    package func download(_ page: String, _ fields: [String: String]) async throws -> Data {
        let shown = try await get(page)
        var pairs = fields.map { (name: $0.key, value: $0.value) }
        for name in ["csrf", "once"] { pairs.append((name, shown.input(name) ?? "")) }
        let body = [UInt8](FormData.urlEncoded(pairs).utf8)
        return Data(try await send(page, .post, body, "application/x-www-form-urlencoded").bytes)
    }

    /// Goes where an answer leads, once.
    package func follow(_ answer: Answer) async throws -> Answer {
        answer.status == .seeOther ? try await get(answer.location) : answer
    }

    /// Sends a form with one file, with the proof found on `page`.
    @discardableResult
    package func upload(
        _ page: String, to action: String? = nil, file: [UInt8], named name: String = "table.csv",
        field: String = "file", _ fields: [String: String] = [:]
    ) async throws -> Answer {
        let shown = try await get(page)
        var all = fields
        for name in ["csrf", "once"] { all[name] = shown.input(name) ?? "" }
        let boundary = "huiyin-boundary"
        var body: [UInt8] = []
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8
        }
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n".utf8
        body += file
        body += "\r\n--\(boundary)--\r\n".utf8
        return try await send(action ?? page, .post, body, "multipart/form-data; boundary=\(boundary)")
    }

    @discardableResult
    package func signIn(_ login: String, password: String = World.password, then address: String = "")
        async throws -> Answer
    {
        try await submit("/sign-in", ["login": login, "password": password, "return": address])
    }

    private func send(
        _ address: String, _ method: HTTPRequest.Method, _ body: [UInt8]?, _ type: String,
        accept: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [.acceptLanguage: language, .userAgent: "Test browser"]
        if let accept { headers[.accept] = accept }
        let kept = cookies
        if !kept.isEmpty {
            headers[.cookie] = kept.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: "; ")
        }
        if body != nil { headers[.contentType] = type }
        let answer = try await client.send(method, address, headers: headers, body: body)
        for line in answer.headers[values: .setCookie] { keep(line) }
        return answer
    }

    private func keep(_ line: String) {
        let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        let value = line.contains("Max-Age=0") ? nil : String(pair[1])
        jar.withLock { $0[String(pair[0])] = value }
    }
}
