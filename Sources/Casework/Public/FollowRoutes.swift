import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The way back to one's own case (查询进度, S0-6, reading 38): number and PIN, no account.
struct FollowPage: Page {
    static let template = "casework/public-follow"

    let title: String
    let form: FormView
    let notice: Notice?

    init(_ form: FormView, notice: Notice? = nil, words: Words) {
        title = words("casework.public.follow.title")
        self.form = form
        self.notice = notice
    }

    static func form(number: String, words: Words) -> FormView {
        FormView(
            action: "/follow",
            fields: [
                .text(
                    "number", words("casework.public.follow.number"), value: number,
                    hint: words("casework.public.follow.number_hint"), required: true, limit: 60,
                    autocomplete: "off"
                ).width(.medium),
                .text(
                    "pin", words("casework.public.follow.pin"), hint: words("casework.public.follow.pin_hint"),
                    required: true, limit: 60, autocomplete: "one-time-code", inputmode: "numeric"
                ).width(.medium),
            ], submit: words("casework.public.follow.submit"), icon: "unlock")
    }
}

enum FollowRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/follow", .open) { visit in
                let number = String(visit.query("number").prefix(60))
                let form = FollowPage.form(number: CaseNumber(number)?.description ?? "", words: visit.words)
                let returns = !visit.query("return").isEmpty
                let notice = returns ? Notice(.info, visit.words("casework.public.follow.ended")) : nil
                return try visit.publicPage(FollowPage(form, notice: notice, words: visit.words))
            },
            .post("/follow", .open) { visit in try await enter(visit, cases) },
            .post("/my-case/leave", .open) { visit in
                let token = visit.request.cookie(.session)
                if let token, visit.isComplainant {
                    try await cases.desk.write { db in try Session.find(token: token, in: db)?.end(in: db) }
                }
                var response = visit.redirect(to: "/", saying: "casework.public.flash.left")
                if visit.isComplainant {
                    response.remove(.session, secure: visit.front.settings.secureCookies)
                }
                return response
            },
        ]
    }

    private static func enter(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        var reader = FormReader(visit.form)
        let typed = reader.text("number", limit: 60, required: true)
        let pin = reader.text("pin", limit: 60, required: true)
        guard reader.faults.isEmpty else { return try refused(visit, reader.faults) }
        let (organisation, origin) = (visit.actor.organisationID, visit.origin)
        let outcome = try await cases.desk.write { db in
            try cases.admit(typed, pin: pin, of: organisation, from: origin, in: db)
        }
        switch outcome {
        case .refused(let message): return try refused(visit, ["pin": message])
        case .opened(let token):
            var response = visit.redirect(to: "/my-case")
            response.set(.session, token, secure: visit.front.settings.secureCookies)
            return response
        }
    }

    /// The number stays, the PIN never does.
    private static func refused(_ visit: Visit, _ faults: [String: Message]) throws -> Response {
        let number = visit.form.value("number")
        let form = FollowPage.form(number: "", words: visit.words)
            .refused(FormData(["number": String(number.prefix(60))]), faults, visit.words)
        return try visit.publicPage(FollowPage(form, words: visit.words), status: .unprocessableContent)
    }
}
