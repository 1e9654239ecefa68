import Kernel

/// What a person sees instead of a page: what is wrong and what they can do now.
package struct ErrorPage: Page {
    package static let template = "web/error"

    package let status: Int
    package let title: String
    package let sentence: String
    package let hint: String
    package let icon: String
    package let back: ActionLink
    /// Signing in again, with what was typed kept inside, where a form met an ended session.
    package let form: FormView?
    package let hasForm: Bool

    /// `particular` replaces the common sentence where the fault has its own.
    package init(
        status: Int, particular: String? = nil, retryAfterSeconds: Int = 60, back: String = "/",
        kept: Kept? = nil, words: Words
    ) {
        let known = ErrorPage.icons[status] == nil ? 500 : status
        self.status = status
        title = words("web.error.\(known).title")
        sentence = particular ?? words("web.error.\(known).sentence", ["n": .number(retryAfterSeconds)])
        hint = words("web.error.\(known).hint")
        icon = ErrorPage.icons[known] ?? "life-preserver"
        self.back = ActionLink(back, words("web.error.back"), icon: "arrow-left")
        form = kept?.form(words)
        hasForm = kept != nil
    }

    /// A form that could not be taken because the session had ended: it waits inside the sign-in form.
    package struct Kept: Sendable {
        package let path: String
        /// As it was sent, without marks and secrets, URL-encoded.
        package let body: String

        package init(path: String, body: String) {
            self.path = path
            self.body = body
        }

        func form(_ words: Words) -> FormView {
            FormView(
                action: "/sign-in",
                fields: [
                    .text("login", words("web.sign_in.login"), required: true, autocomplete: "username"),
                    .password(
                        "password", words("web.sign_in.password"), required: true, autocomplete: "current-password"),
                    .hidden("resume_path", path), .hidden("resume_body", body),
                ], submit: words("web.sign_in.submit"))
        }
    }

    private static let icons = [
        400: "question-circle", 401: "person-lock", 403: "shield-lock", 404: "signpost-split", 409: "arrow-left-right",
        413: "paperclip", 422: "pencil", 429: "hourglass-split", 500: "life-preserver", 503: "pause-circle",
    ]
}
