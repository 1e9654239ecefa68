import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

extension Visit {
    /// A page of the public face: the same few ways on each, whoever looks at it.
    package func publicPage(_ page: some Page, status: HTTPResponse.Status = .ok) throws -> Response {
        var site = site
        let here = request.uri.path
        site.navigation = [
            ("/", "home", "house"), ("/complaints/new", "speak", "chat-square-text"),
            (isComplainant ? "/my-case" : "/follow", "follow", "search"),
        ].map { address, key, icon in
            Site.Link(
                address: address, text: words("casework.public.navigation.\(key)"), icon: icon,
                current: address == "/" ? here == "/" : here.hasPrefix(address))
        }
        return try front.page(page, site: site, language: words.language, status: status)
    }

    /// Whoever fills in a public form speaks for themselves, an employee too.
    var visitor: Actor { Actor(organisationID: actor.organisationID, kind: .visitor) }

    var isComplainant: Bool { if case .complainant = actor.kind { true } else { false } }

    /// The case whose number and PIN were proved. Throws `Problem.signedOut` when none was.
    func myCase() throws(Problem) -> ID<Case> {
        guard case .complainant(let text) = actor.kind, let id = ID<Case>(text) else { throw .signedOut }
        return id
    }

    var origin: Session.Origin {
        Session.Origin(device: request.headers[.userAgent] ?? "", address: address)
    }

    /// Whether the form came from a page of ours in this browser: as it was shown before or after a case was opened.
    var isOwnForm: Bool {
        let token = form.value("csrf")
        let visit = request.cookie(.visit)
        return front.csrf.accepts(token, visit: visit, session: identity.session)
            || front.csrf.accepts(token, visit: visit, session: nil)
    }

    /// The same words in the organisation's own language, for what becomes part of the record.
    func recordWords(_ profile: OrganisationProfile) -> Words {
        Words(catalogue: words.catalogue, language: profile.language, zone: profile.zone)
    }
}
