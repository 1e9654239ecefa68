import Foundation
import HTTPTypes
import Hummingbird
import Kernel

/// One request by somebody: everything an answer needs, already read and checked.
package struct Visit: Sendable {
    package let request: Request
    package let parameters: Parameters
    package let form: FormData
    /// What a program sent.
    package let body: JSON
    /// SHA-256 of the body as it came.
    package let bodyDigest: String
    package let identity: Identity
    package let requestID: String
    package let words: Words
    package let site: Site
    package let address: String
    package let now: Instant
    package let front: Front

    package var actor: Actor { identity.actor }
    package var language: Language { words.language }
    package var zone: Zone { words.zone }
    /// What makes a form act once: sent with the form, made when it was shown.
    package var once: String { form.value("once") }

    package func query(_ name: String) -> String {
        FormReader.searchable(request.uri.queryParameters[Substring(name)].map(String.init) ?? "")
    }

    /// The id in the path. Throws `Problem.notFound` when it is not even of the form of one.
    package func id<Subject>(_ name: String, of type: Subject.Type = Subject.self) throws(Problem) -> ID<Subject> {
        guard let id = ID<Subject>(parameters.get(name) ?? "") else { throw .notFound }
        return id
    }

    package func page(_ page: some Page, status: HTTPResponse.Status = .ok) throws -> Response {
        try front.page(page, site: site, language: words.language, status: status)
    }

    /// The page as it would be sent.
    package func html(_ page: some Page) throws -> String {
        try front.templates.render(page, site: site, language: words.language)
    }

    /// Sends the reader on after a step, with a sentence for the next page.
    package func redirect(to address: String, saying flash: String? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
        if let flash { response.set(.flash, flash, maxAgeSeconds: 60, secure: front.settings.secureCookies) }
        return response
    }

    /// An address on our own site to return to; anything else becomes `fallback`.
    package func returnAddress(_ given: String, or fallback: String) -> String {
        given.hasPrefix("/") && !given.hasPrefix("//") && !given.contains("\\") && !given.contains("\n")
            && given.utf8.count < 500 ? given : fallback
    }
}
