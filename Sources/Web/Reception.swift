import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore

/// A form larger than its route takes.
struct TooLarge: Error {
    /// In bytes.
    let limit: Int
}

/// One request on its way: what has been found out about it so far, so that even a refusal is a whole page.
struct Reception {
    let front: Front
    let request: Request
    let context: WebContext
    private let requestID: String
    /// The moment of the request; all it does and shows is of this one.
    private let now: Instant
    private var identity: Identity?
    private var visitCookie: String
    private let isNewVisit: Bool
    private var words: Words
    private var organisationName = ""
    private var form = FormData()
    /// Where whoever must prove themselves first is sent.
    private var door = "/sign-in"

    init(front: Front, request: Request, context: WebContext) {
        self.front = front
        self.request = request
        self.context = context
        requestID = hex(front.randomBytes(6))
        now = front.now()
        let language =
            (request.isFromProgram ? nil : request.cookie(.language)).flatMap(Language.init(rawValue:))
            ?? Language.preferred(acceptLanguage: request.headers[.acceptLanguage])
        words = Words(catalogue: front.catalogue, language: language, zone: .shanghai)
        if request.isFromProgram {
            // A program has no cookie of a visit and gets none.
            (isNewVisit, visitCookie) = (true, "")
            return
        }
        let known = request.cookie(.visit).flatMap { $0.count == 32 && $0.allSatisfy(\.isHexDigit) ? $0 : nil }
        isNewVisit = known == nil
        visitCookie = known ?? hex(front.randomBytes(16))
    }

    /// Finds organisation and identity for a page outside the routes; a failure leaves the defaults.
    mutating func welcome() async { try? await findOut() }

    mutating func serve(_ route: Route) async throws -> Response {
        if route.access == .complainant { door = Reception.complainantsDoor }
        try await findOut()
        if let operation = route.operation { return try await serve(route, operation) }
        // A form of an ended session is read before it is refused, so that what was typed can be kept.
        if route.method == .post, isURLEncoded { form = try await readForm(route) }
        let identity = try admit(route.access)
        if route.method == .post {
            if !isURLEncoded { form = try await readForm(route) }
            if let limit = form.exceededLimit, form.value("csrf").isEmpty { throw TooLarge(limit: limit) }
            if route.needsCSRF {
                let known = isNewVisit ? nil : visitCookie
                guard front.csrf.accepts(form.value("csrf"), visit: known, session: identity.session) else {
                    throw Problem.conflict("web.csrf.stale")
                }
            }
        }
        let visit = Visit(
            request: request, parameters: context.parameters, form: form, body: .null, bodyDigest: "",
            identity: identity, requestID: requestID, words: words, site: site(), address: address, now: now,
            front: front)
        var response = try await route.answer(visit)
        if form.exceededLimit != nil, response.status == .unprocessableContent { response.status = .contentTooLarge }
        return response
    }

    /// A request of a program: its right first, then its form, so that nobody learns the form who may not use it.
    private mutating func serve(_ route: Route, _ operation: ApiOperation) async throws -> Response {
        let identity = try admit(route.access)
        if let scope = operation.scope, let scopes = identity.scopes, !scopes.contains(scope) {
            throw Problem.forbidden(Message("web.api.scope", ["scope": .text(scope)]))
        }
        let sent = try await SentBody.read(request, limit: route.bodyLimit, isExpected: operation.body != nil)
        try operation.check(request)
        let visit = Visit(
            request: request, parameters: context.parameters, form: form, body: sent.json ?? .null,
            bodyDigest: operation.isChange ? hex(SHA256.hash(data: sent.bytes)) : "", identity: identity,
            requestID: requestID, words: words, site: siteOfPrograms, address: address, now: now, front: front)
        return try await route.answer(visit)
    }

    func finish(_ response: inout Response) {
        response.headers[Reception.requestIDHeader] = requestID
        if isNewVisit, response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.set(.visit, visitCookie, maxAgeSeconds: 30 * 86_400, secure: front.settings.secureCookies)
        }
        if request.cookie(.flash) != nil,
            response.headers[values: .setCookie].allSatisfy({ !$0.hasPrefix("huiyin_flash") }),
            response.status.kind == .successful
        {
            response.remove(.flash, secure: front.settings.secureCookies)
        }
    }

    func response(to problem: Problem) -> Response {
        if request.isFromProgram {
            return ProblemDocument(problem, words).response(requestID: requestID, words)
        }
        // Nothing to show in a live stream: by this status a browser knows not to ask again (HTML, event streams).
        if request.headers[.accept] == "text/event-stream" { return Response(status: .noContent) }
        switch problem {
        case .invalid(let faults):
            let sentences = faults.sorted { $0.key < $1.key }.map { words($0.value) }
            return errorPage(.unprocessableContent, sentences.joined(separator: " "))
        case .notFound: return errorPage(.notFound)
        case .signedOut: return signedOut()
        case .forbidden(let message): return errorPage(.forbidden, words(message))
        case .conflict(let message):
            // Whoever has a one-time password is led to the one form that is open to them.
            if request.method == .get, message.key == "web.error.password_first" {
                return redirect("/account/password")
            }
            return errorPage(.conflict, words(message))
        case .unavailable(let message): return errorPage(.serviceUnavailable, words(message))
        case .tooMany(let seconds):
            var response = errorPage(.tooManyRequests, retryAfterSeconds: seconds)
            response.headers[Reception.retryAfter] = String(seconds)
            return response
        }
    }

    /// The page for a form too large that cannot be shown again; it leads back to where it was filled in.
    func response(to fault: TooLarge) -> Response {
        if request.isFromProgram {
            return ProblemDocument(.contentTooLarge, FormData.tooLarge(fault.limit), words)
                .response(requestID: requestID, words)
        }
        let origin = request.headers[.referer].flatMap { URLComponents(string: $0)?.path } ?? ""
        let back = origin.hasPrefix("/") && !origin.hasPrefix("//") ? origin : "/"
        return errorPage(.contentTooLarge, words(FormData.tooLarge(fault.limit)), back: back)
    }

    func response(to fault: UnsupportedBody) -> Response {
        ProblemDocument(.unsupportedMediaType, Message("web.api.unsupported_body"), words)
            .response(requestID: requestID, words)
    }

    func response(toInternal error: any Error) -> Response {
        context.logger.error(
            "request failed",
            metadata: [
                "request": "\(requestID)", "method": "\(request.method)", "error": "\(String(reflecting: error))",
            ])
        if request.isFromProgram {
            return ProblemDocument(.internalServerError, Message("web.error.500.sentence"), words)
                .response(requestID: requestID, words)
        }
        return errorPage(.internalServerError)
    }

    /// The store cannot be reached or has more to do than it can: told at once, with when to come again.
    func response(toUnavailable reason: String) -> Response {
        context.logger.error("store unavailable", metadata: ["request": "\(requestID)", "error": "\(reason)"])
        var response = response(to: .unavailable(Message("web.error.store_unavailable")))
        response.headers[Reception.retryAfter] = String(Reception.comeBackSeconds)
        return response
    }

    private func errorPage(
        _ status: HTTPResponse.Status, _ particular: String? = nil, retryAfterSeconds: Int = 60, back: String = "/",
        kept: ErrorPage.Kept? = nil
    ) -> Response {
        let page = ErrorPage(
            status: status.code, particular: particular, retryAfterSeconds: retryAfterSeconds, back: back, kept: kept,
            words: words)
        do {
            return try front.page(page, site: site(), language: words.language, status: status)
        } catch {
            context.logger.error("error page failed", metadata: ["error": "\(error)"])
            return Response(status: status, body: .init(byteBuffer: ByteBuffer(string: page.sentence)))
        }
    }

    private func signedOut() -> Response {
        if request.method == .get { return signInRedirect() }
        if door == Reception.complainantsDoor { return errorPage(.unauthorized, back: door) }
        return errorPage(.unauthorized, kept: keptForm)
    }

    private func signInRedirect() -> Response {
        let target = request.uri.string.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return redirect("\(door)?return=\(target)")
    }

    private func redirect(_ address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }

    /// What was typed into a form whose session had ended, so that it can be sent again after signing in.
    private var keptForm: ErrorPage.Kept? {
        guard isURLEncoded, !form.fields.isEmpty, form.exceededLimit == nil else { return nil }
        let fields = form.fields.filter { !Reception.neverKept.contains($0.name) }
        let body = FormData.urlEncoded(fields)
        return body.utf8.count < 200 * 1024 ? ErrorPage.Kept(path: request.uri.path, body: body) : nil
    }

    private static let neverKept: Set = ["csrf", "once", "password", "old", "pin", "code"]

    private mutating func findOut() async throws {
        let organisation = try await front.doorkeeper.organisation()
        organisationName = organisation.name
        words = Words(catalogue: organisation.catalogue, language: words.language, zone: organisation.zone)
        identity = try await front.doorkeeper.identify(request)
    }

    private var isURLEncoded: Bool {
        request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true
    }

    private func admit(_ access: Access) throws(Problem) -> Identity {
        guard let identity else { throw .signedOut }
        switch access {
        case .open: return identity
        case .complainant:
            if case .complainant = identity.actor.kind { return identity }
            throw .signedOut
        case .account, .signedIn, .right:
            guard case .staff(_, let roles) = identity.actor.kind else { throw .signedOut }
            if access == .account { return identity }
            if identity.mustChangePassword { throw .conflict("web.error.password_first") }
            if case .right(let action) = access, !front.doorkeeper.mayEver(action, roles) {
                throw .forbidden("web.error.403.sentence")
            }
            return identity
        }
    }

    /// The form as it was sent. One that is too large is read to its end, so that the browser hears the answer; what
    /// was typed is saved where the route shows it again.
    private func readForm(_ route: Route) async throws -> FormData {
        let (limit, type) = (route.bodyLimit, request.headers[.contentType] ?? "")
        var body: [UInt8] = []
        var salvage: FormSalvage?
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            salvage = FormSalvage(contentType: type, limit: limit)
        }
        var count = 0
        for try await chunk in request.body {
            count += chunk.readableBytes
            if count > limit * Reception.patience {
                // A browser hears the answer only when it has sent all, so the rest is read and dropped.
                if count > max(limit * Reception.patience, Reception.mostDropped) { break }
                continue
            }
            if count > limit, salvage == nil {
                salvage = FormSalvage(contentType: type, limit: limit)
                salvage?.take(body)
                body = []
            }
            if salvage == nil { body += chunk.readableBytesView } else { salvage?.take(chunk.readableBytesView) }
        }
        guard let salvage else { return try FormData.parse(body, contentType: type) }
        guard route.refills else { throw TooLarge(limit: limit) }
        return salvage.finish()
    }

    private var address: String {
        guard front.settings.trustsProxy, let forwarded = request.headers[Reception.forwardedFor] else {
            return context.remoteAddress
        }
        return forwarded.split(separator: ",").last?.trimmingCharacters(in: .whitespaces) ?? context.remoteAddress
    }

    /// For programs, whom no page is printed for: without menu, forms and cookies.
    private var siteOfPrograms: Site {
        Site(
            language: words.language.rawValue, organisationName: organisationName, theme: "auto", largeType: false,
            languages: [], csrf: "", once: "", path: request.uri.path, requestID: requestID, moment: words.stamp(now),
            staffName: identity?.displayName, navigation: [])
    }

    private func site() -> Site {
        let theme = request.cookie(.theme).flatMap { ["light", "dark"].contains($0) ? $0 : nil } ?? "auto"
        let flash = request.cookie(.flash).flatMap { front.catalogue.has($0) ? words($0) : nil }
        let navigation = identity.map { front.doorkeeper.navigation($0, words, request.uri.path) } ?? []
        return Site(
            language: words.language.rawValue, organisationName: organisationName, theme: theme,
            largeType: request.cookie(.type) == "large",
            languages: Language.allCases.map {
                .init(code: $0.rawValue, text: words("web.language.\($0)"), current: $0 == words.language)
            },
            csrf: front.csrf.token(visit: visitCookie, session: identity?.session), once: hex(front.randomBytes(16)),
            path: request.uri.path, requestID: requestID, moment: words.stamp(now),
            flash: flash, staffName: identity?.displayName,
            navigation: navigation, hasShortcuts: request.cookie(.shortcuts) != "off")
    }

    /// What was typed is looked for in so many times what is allowed.
    private static let patience = 4
    /// Bytes of a form far too large that are read before a sender is cut off.
    private static let mostDropped = 64 * 1024 * 1024
    private static let complainantsDoor = "/follow"
    private static let requestIDHeader = headerName("X-Request-ID")
    private static let comeBackSeconds = 10
    private static let retryAfter = headerName("Retry-After")
    private static let forwardedFor = headerName("X-Forwarded-For")
}
