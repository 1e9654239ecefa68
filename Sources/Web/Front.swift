import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import Storage

/// Counts requests while they are answered.
package protocol RequestMeter: Sendable {
    func requestBegan()
    func requestEnded(status: Int, after duration: Duration)
}

/// The context Hummingbird carries along a request.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}

/// Everything between a socket and an answer: reads and limits the request, finds who sent it, checks CSRF and
/// access, words the problems, and puts the safe headers on what leaves.
package struct Front: Sendable {
    package struct Settings: Sendable {
        package var secureCookies: Bool
        /// Believe `X-Forwarded-For`: only behind a proxy of ours.
        package var trustsProxy: Bool

        package init(secureCookies: Bool, trustsProxy: Bool) {
            self.secureCookies = secureCookies
            self.trustsProxy = trustsProxy
        }
    }

    /// What the front asks of the platform, which it does not know.
    package struct Doorkeeper: Sendable {
        package var identify: @Sendable (Request) async throws -> Identity
        package var mayEver: @Sendable (String, Set<Role>) -> Bool
        package var navigation: @Sendable (Identity, Words, String) -> [Site.Link]
        /// The house this installation serves, and the catalogue with what it calls things itself.
        package var organisation: @Sendable () async throws -> (name: String, zone: Zone, catalogue: Catalogue)

        package init(
            identify: @escaping @Sendable (Request) async throws -> Identity,
            mayEver: @escaping @Sendable (String, Set<Role>) -> Bool,
            navigation: @escaping @Sendable (Identity, Words, String) -> [Site.Link],
            organisation: @escaping @Sendable () async throws -> (name: String, zone: Zone, catalogue: Catalogue)
        ) {
            self.identify = identify
            self.mayEver = mayEver
            self.navigation = navigation
            self.organisation = organisation
        }
    }

    package let catalogue: Catalogue
    package let templates: Templates
    package let assets: Assets
    package let csrf: CSRF
    package let settings: Settings
    let doorkeeper: Doorkeeper
    let meter: (any RequestMeter)?
    let now: @Sendable () -> Instant
    let randomBytes: @Sendable (Int) -> [UInt8]

    package init(
        catalogue: Catalogue, templates: Templates, assets: Assets, csrf: CSRF, settings: Settings,
        doorkeeper: Doorkeeper, meter: (any RequestMeter)? = nil, now: @escaping @Sendable () -> Instant,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.catalogue = catalogue
        self.templates = templates
        self.assets = assets
        self.csrf = csrf
        self.settings = settings
        self.doorkeeper = doorkeeper
        self.meter = meter
        self.now = now
        self.randomBytes = randomBytes
    }

    /// The router with all routes, and assets under `/assets/`.
    package func router(_ routes: [Route]) -> Router<WebContext> {
        let router = Router(context: WebContext.self)
        for route in routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                await answer(route, request, context)
            }
        }
        router.get("/assets/**") { request, context in
            asset(context.parameters.getCatchAll().joined(separator: "/"), request)
        }
        router.add(middleware: UnknownAddress(front: self))
        return router
    }

    package func page(
        _ page: some Page, site: Site, language: Language, status: HTTPResponse.Status
    ) throws -> Response {
        let html = try templates.render(page, site: site, language: language)
        var response = Response(status: status, body: .init(byteBuffer: ByteBuffer(string: html)))
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentLanguage] = language.rawValue
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func asset(_ name: String, _ request: Request) -> Response {
        guard let file = assets.file(name) else { return Response(status: .notFound) }
        var response = Response(status: .ok)
        response.headers[.contentType] = file.type
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        response.headers[.vary] = "Accept-Encoding"
        if let gzipped = file.gzipped, request.headers[.acceptEncoding]?.contains("gzip") == true {
            response.headers[.contentEncoding] = "gzip"
            response.body = .init(byteBuffer: ByteBuffer(bytes: gzipped))
        } else {
            response.body = .init(byteBuffer: ByteBuffer(bytes: file.bytes))
        }
        addSafeHeaders(&response)
        return response
    }

    private func answer(_ route: Route, _ request: Request, _ context: WebContext) async -> Response {
        let start = ContinuousClock.now
        meter?.requestBegan()
        let response = await decide(route, request, context)
        meter?.requestEnded(status: response.status.code, after: ContinuousClock.now - start)
        return response
    }

    private func decide(_ route: Route, _ request: Request, _ context: WebContext) async -> Response {
        var desk = Reception(front: self, request: request, context: context)
        var response: Response
        do {
            response = try await desk.serve(route)
        } catch let problem as Problem {
            response = desk.response(to: problem)
        } catch let fault as TooLarge {
            response = desk.response(to: fault)
        } catch let fault as UnsupportedBody {
            response = desk.response(to: fault)
        } catch StorageError.badValue {
            // Something typed that no store can keep got past its form: told like any other fault of a form.
            response = desk.response(to: .invalid("form", Message("web.form.control_characters")))
        } catch StorageError.unavailable(let reason) {
            // The disk is full or the database away: nothing was written, and it can be sent again.
            response = desk.response(toUnavailable: reason)
        } catch {
            response = desk.response(toInternal: error)
        }
        desk.finish(&response)
        addSafeHeaders(&response)
        return response
    }

    func addSafeHeaders(_ response: inout Response) {
        let safe: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, Front.policy), (.xContentTypeOptions, "nosniff"),
            (Front.referrerPolicy, "same-origin"), (Front.frameOptions, "DENY"),
            (Front.permissionsPolicy, "camera=(), geolocation=(), payment=(), usb=()"),
            (Front.openerPolicy, "same-origin"),
        ]
        for (name, value) in safe where response.headers[name] == nil { response.headers[name] = value }
        if settings.secureCookies { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    }

    private static let policy = [
        "default-src 'self'", "img-src 'self' data: blob:", "media-src 'self' blob:", "style-src 'self'",
        "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
    ].joined(separator: "; ")
    private static let referrerPolicy = headerName("Referrer-Policy")
    private static let frameOptions = headerName("X-Frame-Options")
    private static let permissionsPolicy = headerName("Permissions-Policy")
    private static let openerPolicy = headerName("Cross-Origin-Opener-Policy")
}

/// A header name of ours; a wrong one is our mistake and stops the program at its first use.
package func headerName(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name.") }
    return name
}

/// Answers addresses that no route knows with the same designed page as everything else.
struct UnknownAddress: RouterMiddleware {
    typealias Context = WebContext
    let front: Front

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            var desk = Reception(front: front, request: request, context: context)
            await desk.welcome()
            var response = desk.response(to: .notFound)
            desk.finish(&response)
            front.addSafeHeaders(&response)
            return response
        }
    }
}
