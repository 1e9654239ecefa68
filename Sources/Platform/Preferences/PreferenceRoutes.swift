import Hummingbird
import Kernel
import Web

/// How a reader wants pages: language, light or dark, large type (长辈版). Kept in their browser alone.
enum PreferenceRoutes {
    private static let yearSeconds = 365 * 86_400

    static let all: [Route] = [
        .post("/preferences", .open) { visit in
            let secure = visit.front.settings.secureCookies
            var response = visit.redirect(to: visit.returnAddress(visit.form.value("return"), or: "/"))
            if let language = Language(rawValue: visit.form.value("language")) {
                response.set(.language, language.rawValue, maxAgeSeconds: yearSeconds, secure: secure)
            }
            if ["light", "dark", "auto"].contains(visit.form.value("theme")) {
                response.set(.theme, visit.form.value("theme"), maxAgeSeconds: yearSeconds, secure: secure)
            }
            if ["large", "normal"].contains(visit.form.value("type")) {
                response.set(.type, visit.form.value("type"), maxAgeSeconds: yearSeconds, secure: secure)
            }
            if ["on", "off"].contains(visit.form.value("shortcuts")) {
                response.set(
                    .shortcuts, visit.form.value("shortcuts"), maxAgeSeconds: yearSeconds, secure: secure)
            }
            return response
        }
    ]
}
