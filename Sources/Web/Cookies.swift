import Foundation
import Hummingbird

/// The cookies we set, each with one purpose. All are `HttpOnly` and `SameSite=Lax`; `Secure` behind TLS.
package enum CookieName: String, Sendable {
    /// The signed-in session's token.
    case session = "huiyin_session"
    /// Binds forms to one browser, for the CSRF token of people who are not signed in.
    case visit = "huiyin_visit"
    case language = "huiyin_language"
    case theme = "huiyin_theme"
    case type = "huiyin_type"
    /// `off` where keyboard shortcuts rest (WCAG 2.1.4).
    case shortcuts = "huiyin_shortcuts"
    /// The catalogue key of the sentence to show on the next page.
    case flash = "huiyin_flash"
}

extension Request {
    /// The value of a cookie; the first one when it was sent twice.
    package func cookie(_ name: CookieName) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, halves[0].trimmingCharacters(in: .whitespaces) == name.rawValue else {
                    continue
                }
                return halves[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}

extension Response {
    /// Sets a cookie; without `maxAgeSeconds` it lasts as long as the browser is open.
    package mutating func set(_ name: CookieName, _ value: String, maxAgeSeconds: Int? = nil, secure: Bool) {
        var text = "\(name.rawValue)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let maxAgeSeconds { text += "; Max-Age=\(maxAgeSeconds)" }
        if secure { text += "; Secure" }
        headers.append(.init(name: .setCookie, value: text))
    }

    package mutating func remove(_ name: CookieName, secure: Bool) {
        set(name, "", maxAgeSeconds: 0, secure: secure)
    }
}
