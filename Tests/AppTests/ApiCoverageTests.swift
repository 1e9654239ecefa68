import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing
import Web

/// Every command and query of the pages has its counterpart for programs. What has none stands here with the reason.
@Suite struct ApiCoverageTests {
    /// Pages that are pages by nature.
    private static let pagesOnly: [String: Set<String>] = [
        "signing in and out, and what is the browser's own": [
            "GET /", "GET /sign-in", "GET /sign-in/code", "POST /sign-in", "POST /sign-in/code", "POST /sign-out",
            "POST /my-case/leave", "POST /preferences", "POST /drafts", "POST /drafts/discard",
        ],
        "forms before their answers; a program sends the answers": [
            "GET /cases/new", "GET /complaints/new", "GET /follow", "GET /admin/rules/:subject/change",
            "POST /admin/rules/:subject/preview", "GET /admin/staff/new", "GET /people/new", "GET /people/:person/edit",
            "GET /people/:person/relatives/new", "GET /duties/rules/:rule/change",
            "GET /registers/:register/new",
            "GET /registers/:register/:entry/edit",
            "GET /commitments/standards/new",
            "GET /commitments/letters/new",
            "GET /commitments/issues/new",
            "GET /follow-ups/new",
            "GET /low-scores/:score",
            "GET /surveys/:survey/keying",
            "GET /surveys/:survey/invitations/:invitation/call",
            "GET /actions/new", "GET /broadcasts/new", "GET /knowledge/cases/new",
            "GET /inspections/new",
            "GET /training/sessions/new", "GET /training/sessions/:session/sheet", "GET /training/courses/new",
            "GET /training/courses/:course/change",
            "POST /duties/rules/:rule/preview",
            "GET /duties/rules/new", "POST /duties/rules/new",
        ],
        "secrets of a person's own account": [
            "GET /account", "GET /account/password", "POST /account/password", "GET /account/second-factor",
            "POST /account/second-factor", "POST /account/second-factor/begin", "POST /account/second-factor/codes",
            "POST /account/second-factor/removal", "POST /account/sessions/:session/end",
            "POST /account/sessions/others/end", "GET /duties/feed", "POST /duties/feed",
            "POST /duties/feed/revocation", "GET /duties/feed/:token",
        ],
        "a month of what listDuties tells, and files looked at beside their page": [
            "GET /duties/calendar", "GET /duties/:duty/files/:file",
        ],
        "a program makes no tokens and rules over nobody's": [
            "POST /account/tokens", "GET /admin/tokens", "POST /admin/tokens", "POST /admin/tokens/:token/end",
        ],
        "tables of many people, looked through before they are taken; a program sends them one by one": [
            "GET /admin/staff/import", "GET /admin/staff/import/template", "POST /admin/staff/import",
            "POST /admin/staff/import/apply", "GET /people/import", "GET /people/import/template",
            "POST /people/import", "POST /people/import/apply", "GET /registers/:register/import",
            "GET /registers/:register/import/template", "POST /registers/:register/import",
            "POST /registers/:register/import/apply",
        ],
        "a definition is looked at before it is put in force": [
            "GET /admin/registers", "GET /admin/registers/new", "GET /admin/registers/:register",
            "POST /admin/registers", "POST /admin/registers/preview", "POST /admin/registers/:register/settings",
            "POST /admin/registers/:register/withdrawal",
        ],
        "what only a person may open, one by one": ["POST /registers/:register/:entry/disclosure"],
        "told in parts": ["GET /admin/webhooks/:webhook", "GET /roster"],
        "what the public sends without a token": [
            "POST /complaints", "POST /follow", "GET /s/:code", "POST /s/:code", "GET /s/:code/thanks",
            "GET /kiosk/:code", "POST /kiosk/:code", "GET /kiosk/:code/thanks",
        ],
        "fills in the registration page; a program registers the case itself": [
            "POST /follow-ups/:followup/case", "POST /heard/:heard/case",
        ],
        "paper, and the same as a file": [
            "GET /bulletins/:bulletin/print", "GET /cases/print", "GET /cases/export", "GET /figures/print",
            "GET /figures/:period/issues/:version", "GET /figures/:period/issues/:version/pdf",
            "GET /figures/export", "GET /figures/pdf", "GET /bulletins/:bulletin/pdf", "GET /cases/:case/actions",
            "GET /cases/:case/bundle", "POST /cases/:case/bundle",
            "GET /cases/:case/case-file", "GET /cases/:case/letter", "GET /cases/:case/receipt",
            "GET /my-case/letter", "GET /my-case/receipt", "GET /registers/:register/export",
            "GET /registers/:register/:entry/print", "GET /registers/:register/:entry/files/:file",
            "GET /commitments/poster",
            "GET /commitments/issues/:issue/signature",
            "GET /surveys/:survey/export",
            "GET /surveys/:survey/paper",
            "GET /surveys/:survey/poster",
            "GET /surveys/:survey/print",
            "GET /actions/:action/files/:attachment", "GET /broadcasts/:broadcast/print",
            "GET /broadcasts/:broadcast/pdf", "GET /knowledge/cases/:case/print", "GET /knowledge/cases/:case/pdf",
            "GET /reviews/:review/print", "GET /reviews/:review/pdf",
            "GET /training/sessions/:session/print", "GET /training/courses/:course/paper",
            "GET /training/sessions/:session/files/:attachment", "POST /training/sessions/:session/files",
        ],
        "what everybody reads; getCommitments tells the same": ["GET /promises"],
        "shown once after registering": ["GET /cases/:case/received"],
        "streams for an open page": ["GET /board/live", "GET /cases/:case/live", "POST /cases/:case/typing"],
        "a version among those listRuleVersions tells": ["GET /admin/rules/:subject/versions/:number"],
        "about the server": ["GET /api", "GET /health", "GET /metrics", "GET /ready"],
    ]

    /// Other words for the same thing in the addresses of the interface.
    private static let otherWords = [
        ("/people", "/persons"), ("/admin/rules", "/rules"), ("/admin/units", "/units"), ("/admin/staff", "/staff"),
        ("/admin/webhooks", "/webhooks"), ("/admin/posts", "/posts"), ("/admin/backups", "/backups"),
        ("/admin/retention", "/retention"), ("/admin/calendars", "/calendar"),
        ("/admin/organisation", "/organisation"), ("/admin/security", "/security-events"),
        ("/account/tokens", "/me/tokens"), ("/admin/search", "/search-index"), ("/directory", "/contacts"),
    ]

    @Test func `every page has its counterpart for programs or a reason to have none`() async throws {
        try await withProgram { running in
            let routes = running.program.routes
            let told = Set(
                routes.filter { $0.operation != nil }.map {
                    "\($0.method) \($0.path.dropFirst(Front.programsRoot.count))"
                })
            let lacking = Set(
                routes.filter { $0.operation == nil && !ApiCoverageTests.isTold($0, told) }.map {
                    "\($0.method) \($0.path)"
                })
            let known = ApiCoverageTests.pagesOnly.values.reduce(into: Set<String>()) { $0.formUnion($1) }
            #expect(lacking.subtracting(known).sorted() == [], "no counterpart and no reason")
            #expect(known.subtracting(lacking).sorted() == [], "has a counterpart by now, or is gone")
        }
    }

    /// The form of a step is told with the steps of its case, so the step itself is enough.
    private static func isTold(_ route: Route, _ told: Set<String>) -> Bool {
        var path = route.path
        for (ours, theirs) in otherWords where path.hasPrefix(ours) {
            path = theirs + path.dropFirst(ours.count)
        }
        return told.contains("\(route.method) \(path)") || route.method == .get && told.contains("POST \(path)")
    }
}
