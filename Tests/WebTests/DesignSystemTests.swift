import Foundation
import Kernel
import Testing

@testable import Web

/// Renders the pages of the design system; with `RENDER_TO=folder` it also writes them there to be looked at.
@Suite struct DesignSystemTests {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The clocks on a page run in the browser's time, so what is looked at is made for today.
    var now: Instant {
        let looking = ProcessInfo.processInfo.environment["RENDER_AT"].flatMap { Instant(iso8601: $0) }
        return looking ?? Zone.shanghai.instant(of: LocalDay(daysSince1970: 20720), minute: 16 * 60 + 50)
    }

    func catalogue() throws -> Catalogue { try Catalogue(folders: [WebFolder.named("Strings")]) }

    func templates(_ catalogue: Catalogue) throws -> Templates {
        let laid = root.appendingPathComponent(".assets")
        try #require(FileManager.default.fileExists(atPath: laid.path), "Run bin/assets first.")
        let assets = try Assets(folders: [WebFolder.named("Assets"), laid])
        return try Templates(folders: [WebFolder.named("Templates")], catalogue: catalogue, assets: assets)
    }

    func site(_ language: Language, theme: String = "light", large: Bool = false, words: Words) -> Site {
        let pages = [
            "desk": "house", "inbox": "inbox", "cases": "list-check", "duties": "calendar-check",
            "people": "people", "reports": "bar-chart",
        ]
        return Site(
            language: language.rawValue, organisationName: "柳园养老院", theme: theme, largeType: large,
            languages: [
                .init(code: "zh-Hans", text: "中文", current: language == .chinese),
                .init(code: "en", text: "English", current: language == .english),
            ], csrf: "proof", once: "key", path: "/style-guide", requestID: "0192f3c4",
            moment: "2026-09-24T15:00:00+08:00", flash: words("web.guide.notice.good"),
            staffName: words("web.guide.person.first"),
            navigation: pages.sorted { $0.key < $1.key }.map {
                .init(
                    address: "/\($0.key)", text: words("web.guide.nav.\($0.key)"), icon: $0.value,
                    current: $0.key == "cases")
            })
    }

    func keep(_ html: String, _ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["RENDER_TO"] else { return }
        let url = URL(fileURLWithPath: folder)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(html.utf8).write(to: url.appendingPathComponent(name))
    }

    @Test(arguments: Language.allCases)
    func `the style guide shows every part in every language and face`(language: Language) throws {
        let catalogue = try catalogue()
        let templates = try templates(catalogue)
        let words = Words(catalogue: catalogue, language: language, zone: .shanghai)
        let guide = StyleGuidePage(words: words, at: now)
        let publicGuide = StyleGuidePage(words: words, at: now, face: .public)
        let forms = [("light", false), ("dark", false), ("auto", false), ("light", true), ("dark", true)]
        for (theme, large) in forms {
            let site = site(language, theme: theme, large: large, words: words)
            let suffix = "\(language.rawValue)-\(theme)\(large ? "-large" : "").html"
            let staff = try templates.render(guide, site: site, language: language)
            let open = try templates.render(publicGuide, site: site, language: language)
            for html in [staff, open] {
                #expect(html.hasPrefix("<!doctype html>"))
                #expect(!html.contains("{{") && !html.contains("[[") && !html.contains("web.guide"))
                #expect(html.contains("hy-level-1") && html.contains("hy-clock-late") && html.contains("hy-timeline"))
                #expect(html.contains(#"aria-describedby="f-event-hint f-event-error f-event-count""#))
                #expect(html.contains(##"href="#f-caller""##) && html.contains(#"id="f-caller""#))
                #expect(!html.contains("style=") && !html.contains("onclick"))
            }
            #expect(staff.contains(#"action="/sign-out""#) && staff.contains(#"action="/search""#))
            try keep(staff, "staff-\(suffix)")
            try keep(open, "public-\(suffix)")
        }
        let paper = try templates.render(
            StyleGuidePage(words: words, at: now, face: .print), site: site(language, words: words), language: language)
        #expect(paper.contains("hy-sheet"))
        try keep(paper, "print-\(language.rawValue).html")
    }

    @Test(arguments: [400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 418])
    func `an error page says what is wrong and what to do`(status: Int) throws {
        let catalogue = try catalogue()
        let templates = try templates(catalogue)
        for language in Language.allCases {
            let words = Words(catalogue: catalogue, language: language, zone: .shanghai)
            let page = ErrorPage(status: status, retryAfterSeconds: 30, words: words)
            #expect(!page.sentence.hasPrefix("web.") && !page.hint.hasPrefix("web.") && !page.title.hasPrefix("web."))
            let html = try templates.render(page, site: site(language, words: words), language: language)
            #expect(html.contains(escapeHTML(page.title)) && html.contains("0192f3c4"))
            if status == 429 { #expect(page.sentence.contains("30")) }
            try keep(html, "error-\(status)-\(language.rawValue).html")
        }
    }

    @Test func `text joined to a quotation mark cannot end an attribute`() throws {
        let catalogue = try catalogue()
        let words = Words(catalogue: catalogue, language: .english, zone: .shanghai)
        for evil in ["\"\u{301} autofocus=\"", "\u{600}\" autofocus=\"", "<\u{301}b>", "\u{600}<b>"] {
            let page = ErrorPage(status: 404, particular: evil, back: evil, words: words)
            let html = try templates(catalogue).render(page, site: site(.english, words: words), language: .english)
            let printed = html.unicodeScalars.map { $0 }
            for raw in ["\" autofocus", "\"\u{301}", "<\u{301}", "\u{600}\"", "\u{600}<"] {
                #expect(!printed.indices.contains { printed[$0...].starts(with: raw.unicodeScalars) })
            }
            let safe = escapeHTML(evil).unicodeScalars
            #expect(printed.indices.contains { printed[$0...].starts(with: safe) })
        }
    }

    @Test func `a form gives back what was typed but never a secret`() throws {
        let catalogue = try catalogue()
        let words = Words(catalogue: catalogue, language: .english, zone: .shanghai)
        let form = FormView(
            action: "/x",
            fields: [
                .text("a", "A"), .password("pin", "PIN"), .checkbox("yes", "Yes", checked: true),
                .radio("r", "R", options: [.init("1", "one", selected: true), .init("2", "two")]),
            ], submit: "Send"
        ).refused(FormData(["a": "typed", "pin": "1234", "r": "2"]), ["r": Message("web.form.choose")], words)
        #expect(form.fields[0].value == "typed" && form.fields[1].value.isEmpty && !form.fields[2].checked)
        #expect(form.fields[3].options.map(\.selected) == [false, true])
        #expect(form.errors.map(\.target) == ["f-r"] && form.hasErrors)
        #expect(form.errors[0].text == "R: Please choose one.")
    }
}
