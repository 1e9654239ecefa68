import Foundation
import Kernel
import Web

/// Where employees sign in, type their second factor, or send again what they had typed before signing in.
struct SignInPage: Page {
    static let template = "platform/sign-in"
    let title: String
    let lead: String
    let kept: String?
    let form: FormView
    let hint: String

    /// Login and password.
    static func password(_ return: String, _ kept: KeptForm?, _ words: Words) -> SignInPage {
        let fields: [Field] =
            [
                .text("login", words("web.sign_in.login"), required: true, limit: 64, autocomplete: "username"),
                .password("password", words("web.sign_in.password")),
                .hidden("return", `return`),
            ] + (kept?.carriers ?? [])
        return SignInPage(
            title: words("platform.sign_in.title"), lead: words("platform.sign_in.lead"),
            kept: kept.map { _ in words("web.sign_in.kept") },
            form: FormView(action: "/sign-in", fields: fields, submit: words("web.sign_in.submit"), icon: "key"),
            hint: words("platform.sign_in.hint"))
    }

    /// The code of the authenticator, or a recovery code.
    static func code(_ return: String, _ kept: KeptForm?, _ words: Words) -> SignInPage {
        let fields: [Field] =
            [
                .text(
                    "code", words("platform.sign_in.code"), hint: words("platform.sign_in.code_hint"), required: true,
                    limit: 40, autocomplete: "one-time-code"
                ).width(.medium),
                .hidden("return", `return`),
            ] + (kept?.carriers ?? [])
        return SignInPage(
            title: words("platform.sign_in.code_title"), lead: words("platform.sign_in.code_lead"),
            kept: kept.map { _ in words("web.sign_in.kept") },
            form: FormView(
                action: "/sign-in/code", fields: fields, submit: words("platform.sign_in.code_submit"), icon: "key",
                cancel: ActionLink("/sign-in", words("platform.sign_in.start_again"))),
            hint: words("platform.sign_in.code_lost"))
    }

    /// What had been typed when the session ended, ready to be sent.
    static func resume(_ kept: KeptForm, _ words: Words) -> SignInPage {
        SignInPage(
            title: words("platform.sign_in.resume_title"), lead: words("platform.sign_in.resume_lead"), kept: nil,
            form: FormView(
                action: kept.path, fields: kept.fields.map { .hidden($0.name, $0.value) },
                submit: words("platform.sign_in.resume_submit"), icon: "send",
                cancel: ActionLink("/desk", words("platform.sign_in.resume_discard"))),
            hint: words("platform.sign_in.resume_hint"))
    }
}

/// A form that met an ended session: where it was going and what it held. Only a form of our own site is kept.
struct KeptForm: Sendable {
    let path: String
    let fields: [(name: String, value: String)]
    private let body: String

    init?(_ visit: Visit) {
        let path = visit.form.value("resume_path")
        body = visit.form.value("resume_body")
        guard path.hasPrefix("/"), visit.returnAddress(path, or: "") == path, !path.hasPrefix("/sign-"),
            body.utf8.count <= 256 * 1024, let form = try? FormData.parseURLEncoded(body.utf8)
        else { return nil }
        self.path = path
        fields = form.fields.filter { $0.name != "csrf" && $0.name != "once" }
    }

    /// The hidden fields that carry it through the steps of signing in.
    var carriers: [Field] { [.hidden("resume_path", path), .hidden("resume_body", body)] }
}
