import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Setting up, renewing and removing the own second factor (动态口令).
enum SecondFactorRoutes {
    private static let address = "/account/second-factor"

    static func all(_ desk: Desk) -> [Route] {
        [
            .get(address, .signedIn) { visit in try await show(visit, desk) },
            .post(address, .signedIn) { visit in try await confirm(visit, desk) },
            .post(address + "/begin", .signedIn) { visit in
                try await begin(visit, desk)
                return visit.redirect(to: address)
            },
            .post(address + "/codes", .signedIn) { visit in
                try await proved(visit, desk) { account, db in
                    try SecondFactor.replaceRecoveryCodes(of: account, in: db)
                }
            },
            .post(address + "/removal", .signedIn) { visit in try await remove(visit, desk) },
        ]
    }

    private static func show(_ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]) async throws -> Response {
        let (staff, actor) = (try visit.staff(), visit.actor)
        let (account, secret) = try await desk.read { db in
            let account = try Account.find(of: staff, organisation: actor.organisationID, in: db)
            let secret = try account.totpSealed.map {
                try SecondFactor.opened($0, staff, actor.organisationID, desk, db)
            }
            return (account, secret)
        }
        let status: HTTPResponse.Status = faults.isEmpty ? .ok : .unprocessableContent
        if account.totpConfirmed { return try visit.page(standing(visit, faults), status: status) }
        guard let secret else { return try visit.page(invitation(visit), status: status) }
        let issuer = try await desk.organisation.current().name
        return try visit.page(
            SecondFactorPage(secret: secret, issuer: issuer, login: account.login, visit, faults), status: status)
    }

    private static func begin(_ visit: Visit, _ desk: Desk) async throws {
        let (staff, actor) = (try visit.staff(), visit.actor)
        try await desk.write { db in
            var account = try Account.find(of: staff, organisation: actor.organisationID, in: db)
            let secret = base32(db.randomBytes(TOTP.secretLength))
            let sealed = try desk.vault.seal(
                secret, for: actor.organisationID, context: SecondFactor.context(staff), in: db)
            try SecondFactor.begin(&account, sealed: sealed.text, in: db)
        }
    }

    private static func confirm(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (staff, actor, code) = (try visit.staff(), visit.actor, visit.form.value("code"))
        return try await visit.answering {
            let codes = try await desk.write { db in
                var account = try Account.find(of: staff, organisation: actor.organisationID, in: db)
                return try SecondFactor.confirm(&account, code: code, in: db) {
                    try SecondFactor.opened($0, staff, actor.organisationID, desk, db)
                }
            }
            return try visit.page(codesPage(codes, visit))
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    private static func remove(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (staff, actor) = (try visit.staff(), visit.actor)
        return try await visit.answering {
            try await checkPassword(visit, desk)
            try await desk.write { db in
                var account = try Account.find(of: staff, organisation: actor.organisationID, in: db)
                try SecondFactor.remove(&account, by: actor, in: db)
            }
            return visit.redirect(to: "/sign-in", saying: "platform.account.factor.removed")
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    /// Does a step that asks for the password, and shows the codes it gives.
    private static func proved(
        _ visit: Visit, _ desk: Desk, _ step: @escaping @Sendable (Account, any Connection) throws -> [String]
    ) async throws -> Response {
        let (staff, actor) = (try visit.staff(), visit.actor)
        return try await visit.answering {
            try await checkPassword(visit, desk)
            let codes = try await desk.write { db in
                try step(try Account.find(of: staff, organisation: actor.organisationID, in: db), db)
            }
            return try visit.page(codesPage(codes, visit))
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    private static func checkPassword(_ visit: Visit, _ desk: Desk) async throws {
        let (staff, actor) = (try visit.staff(), visit.actor)
        let key = "second_factor:\(staff)"
        let account = try await desk.write { db in
            try Throttle.admit(key, .pinsPerCaseAndAddress, in: db)
            return try Account.find(of: staff, organisation: actor.organisationID, in: db)
        }
        let door = try StaffDoor.at(desk)
        guard try await door.hasher.verify(visit.form.value("old"), against: account.passwordHash) else {
            throw Problem.invalid("old", Message("platform.identity.password.old_wrong"))
        }
        try await desk.write { try Throttle.clear(key, in: $0) }
    }

    private static func codesPage(_ codes: [String], _ visit: Visit) -> ShownOncePage {
        let words = visit.words
        return ShownOncePage(
            words("platform.account.factor.codes_title"), lead: words("platform.account.factor.codes_lead"),
            label: words("platform.account.factor.codes_label"), values: codes,
            next: ActionLink("/account", words("platform.account.factor.codes_kept")))
    }

    private static func invitation(_ visit: Visit) -> RecordPage {
        let words = visit.words
        return RecordPage(
            words("platform.account.factor.title"), breadcrumb: crumb(words),
            lead: words("platform.account.factor.why"),
            [
                PageSection(
                    "begin",
                    form: FormView(
                        action: address + "/begin", fields: [], submit: words("platform.account.factor.begin"),
                        icon: "qr-code", cancel: ActionLink("/account", words("web.form.cancel"))))
            ])
    }

    private static func standing(_ visit: Visit, _ faults: [String: Message]) -> RecordPage {
        let words = visit.words
        func form(_ path: String, _ submit: String, _ weighty: Bool) -> FormView {
            let form = FormView(
                action: address + path, fields: [.password("old", words("platform.account.old_password"))],
                submit: words(submit), isWeighty: weighty)
            let isSent = visit.request.uri.path == address + path && !faults.isEmpty
            return isSent ? form.refused(visit.form, faults, words) : form
        }
        return RecordPage(
            words("platform.account.factor.title"), breadcrumb: crumb(words),
            state: StateBadge(words("platform.account.factor.in_force"), tone: .done),
            [
                PageSection(
                    "codes", words("platform.account.factor.codes_new"),
                    lead: words("platform.account.factor.codes_new_lead"),
                    form: form("/codes", "platform.account.factor.codes_new", false), isFolded: true),
                PageSection(
                    "removal", words("platform.account.factor.remove"),
                    lead: words("platform.account.factor.remove_lead"),
                    form: form("/removal", "platform.account.factor.remove", true), isFolded: true),
            ])
    }

    static func crumb(_ words: Words) -> Breadcrumb {
        Breadcrumb([("/account", words("web.layout.account"))], here: words("platform.account.factor.title"))
    }
}

/// The QR code to scan and the form for the first code.
struct SecondFactorPage: Page {
    static let template = "platform/second-factor"
    let title: String
    let breadcrumb: Breadcrumb
    let image: String
    let secret: String
    let form: FormView

    init(secret: [UInt8], issuer: String, login: String, _ visit: Visit, _ faults: [String: Message]) {
        let words = visit.words
        title = words("platform.account.factor.title")
        breadcrumb = SecondFactorRoutes.crumb(words)
        image = QRCode(TOTP.uri(secret: secret, issuer: issuer, login: login))?.dataURI ?? ""
        let text = Array(base32(secret))
        self.secret = stride(from: 0, to: text.count, by: 4)
            .map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: " ")
        let form = FormView(
            action: "/account/second-factor",
            fields: [
                Field.text(
                    "code", words("platform.sign_in.code"), required: true, limit: 10, autocomplete: "one-time-code",
                    inputmode: "numeric"
                ).width(.short)
            ], submit: words("platform.account.factor.confirm"), icon: "check-lg",
            cancel: ActionLink("/account", words("web.form.cancel")))
        self.form = faults.isEmpty ? form : form.refused(visit.form, faults, words)
    }
}
