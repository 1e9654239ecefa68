import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Signing in and out, with the second factor between (登录).
enum SignInRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/sign-in", .open) { visit in
                if visit.actor.staffID != nil { return visit.redirect(to: destination(visit)) }
                return try visit.page(SignInPage.password(visit.query("return"), nil, visit.words))
            },
            .post("/sign-in", .open) { visit in try await enter(visit, desk) },
            .get("/sign-in/code", .open) { visit in
                guard visit.identity.session != nil, visit.actor.kind == .visitor else {
                    return visit.redirect(to: "/sign-in")
                }
                return try visit.page(SignInPage.code(visit.query("return"), nil, visit.words))
            },
            .post("/sign-in/code", .open) { visit in try await enterCode(visit, desk) },
            .post("/sign-out", .open) { visit in
                let response = try await leave(visit, desk)
                desk.live.wake()
                return response
            },
        ]
    }

    private static func enter(_ visit: Visit, _ desk: Desk) async throws -> Response {
        var reader = FormReader(visit.form)
        let login = reader.text("login", limit: 200, required: true)
        if visit.form.value("password").isEmpty { reader.fault("password", Message("web.form.required")) }
        guard reader.faults.isEmpty else { return try refused(visit, reader.faults) }
        let result = try await StaffDoor.at(desk).signIn(
            login: login, password: visit.form.value("password"), today: visit.today, from: visit.origin)
        return try await follow(result, visit, desk) { try refused(visit, ["form": $0]) }
    }

    private static func enterCode(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let origin = visit.origin
        let token = visit.request.cookie(.session) ?? ""
        let code = visit.form.value("code")
        let result = try await desk.write { db in
            guard let session = try Session.find(token: token, in: db) else { throw Problem.signedOut }
            return try SignIn.finish(code: code, session: session, from: origin, in: db) { sealed in
                try SecondFactor.opened(sealed, session, desk, db)
            }
        }
        return try await follow(result, visit, desk) { message in
            let page = SignInPage.code(visit.form.value("return"), KeptForm(visit), visit.words)
            return try visit.page(page.refused(visit, ["code": message]), status: .unprocessableContent)
        }
    }

    /// What comes after each outcome. The new session's cookie goes with the answer, never the old one's.
    private static func follow(
        _ result: SignIn.Result, _ visit: Visit, _ desk: Desk, refusing refuse: (Message) throws -> Response
    ) async throws -> Response {
        var response: Response
        switch result.outcome {
        case .refused(let message): return try refuse(message)
        case .locked(let until):
            return try refuse(Message("platform.sign_in.locked", ["until": .instant(until)]))
        case .mustChangePassword: response = visit.redirect(to: "/account/password")
        case .totpNeeded:
            let page = SignInPage.code(visit.form.value("return"), KeptForm(visit), visit.words)
            response = try await show(page, token: result.token, visit, desk)
        case .signedIn:
            if let kept = KeptForm(visit) {
                response = try await show(SignInPage.resume(kept, visit.words), token: result.token, visit, desk)
            } else {
                response = visit.redirect(to: destination(visit))
            }
        }
        if let token = result.token { response.set(.session, token, secure: visit.front.settings.secureCookies) }
        return response
    }

    /// A page whose form belongs to the session that has just begun, not to the one that asked.
    private static func show(
        _ page: SignInPage, token: String?, _ visit: Visit, _ desk: Desk
    ) async throws -> Response {
        let session = try await desk.read { try Session.find(token: token ?? "", in: $0)?.id.text }
        var site = visit.site
        site.csrf = visit.front.csrf.token(visit: visit.request.cookie(.visit) ?? "", session: session)
        return try visit.front.page(page, site: site, language: visit.language, status: .ok)
    }

    private static func refused(_ visit: Visit, _ faults: [String: Message]) throws -> Response {
        let page = SignInPage.password(visit.form.value("return"), KeptForm(visit), visit.words)
        return try visit.page(page.refused(visit, faults), status: .unprocessableContent)
    }

    private static func leave(_ visit: Visit, _ desk: Desk) async throws -> Response {
        if let token = visit.request.cookie(.session) {
            try await desk.write { try Session.find(token: token, in: $0)?.end(in: $0) }
        }
        var response = visit.redirect(to: "/", saying: "platform.sign_in.signed_out")
        response.remove(.session, secure: visit.front.settings.secureCookies)
        return response
    }

    private static func destination(_ visit: Visit) -> String {
        let given = visit.form.value("return").isEmpty ? visit.query("return") : visit.form.value("return")
        return visit.returnAddress(given, or: "/desk")
    }
}

extension SignInPage {
    fileprivate func refused(_ visit: Visit, _ faults: [String: Message]) -> SignInPage {
        SignInPage(
            title: title, lead: lead, kept: kept, form: form.refused(visit.form, faults, visit.words), hint: hint)
    }
}

extension Visit {
    /// Where the request came from, for sessions and security events.
    var origin: Session.Origin { Session.Origin(device: request.headers[.userAgent] ?? "", address: address) }
}

extension StaffDoor {
    private static let sharedHasher = PasswordHasher()
    private static let shippedRule = Result { try PasswordRule.shipped() }

    /// The door of a running program: all requests share one hasher, so that its width holds.
    static func at(_ desk: Desk) throws -> StaffDoor {
        StaffDoor(database: desk.database, hasher: sharedHasher, rule: try shippedRule.get())
    }
}

extension SecondFactor {
    static func context(_ staff: ID<Staff>) -> String { "accounts.totp.\(staff)" }

    /// The secret behind what an account keeps sealed.
    static func opened(
        _ text: String, _ session: Session, _ desk: Desk, _ db: any Connection
    ) throws -> [UInt8] {
        guard let staff = session.subject.staffID else { throw Problem.signedOut }
        return try opened(text, staff, session.organisationID, desk, db)
    }

    static func opened(
        _ text: String, _ staff: ID<Staff>, _ organisation: ID<Organisation>, _ desk: Desk, _ db: any Connection
    ) throws -> [UInt8] {
        guard let sealed = Sealed(text) else { throw VaultError.notSealed(context: context(staff)) }
        let plain = try desk.vault.open(sealed, for: organisation, context: context(staff), in: db)
        return bytes(ofBase32: plain) ?? []
    }
}
