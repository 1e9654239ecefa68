import Hummingbird
import Kernel
import Web

/// Saving what is being typed, and giving it up. Always the signed-in employee's own.
enum DraftRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .post("/drafts", .signedIn, bodyLimit: 3 * FormDraft.limitBytes) { visit in
                let form = visit.form
                let fields = try FormData.parseURLEncoded(form.value("fields").utf8)
                let saving = try await desk.write { db in
                    try FormDraft.save(
                        key: form.value("key"), form: form.value("form"), revision: Int(form.value("revision")) ?? 0,
                        fields, by: visit.actor, at: desk, in: db)
                }
                return Response(status: saving == .saved ? .noContent : .conflict)
            },
            .post("/drafts/discard", .signedIn) { visit in
                let form = visit.form
                try await desk.write { db in
                    try FormDraft.settle(form.value("key"), of: form.value("form"), by: visit.actor, in: db)
                }
                let address = "/" + form.value("form")
                return visit.redirect(to: visit.returnAddress(address, or: "/desk"), saying: "platform.draft.discarded")
            },
        ]
    }
}

/// An earlier draft as a form offers it, and the key under which this form keeps its own.
package struct DraftOffer: Sendable {
    package let form: String
    package let key: String
    package let saved: Saved?
    /// True when the form shows a draft that was taken up again.
    package let isRestored: Bool

    package struct Saved: Sendable {
        package let key: String
        package let when: String
        package let stamp: String
        package let address: String
    }

    /// `key` goes with the form; `earlier` is another draft to be offered.
    package init(form: String, key: String, earlier: FormDraft?, isRestored: Bool = false, _ words: Words) {
        self.form = form
        self.key = key
        self.isRestored = isRestored
        saved = earlier.map {
            Saved(
                key: $0.key, when: words.moment($0.savedAt), stamp: words.stamp($0.savedAt),
                address: "/\(form)?draft=\($0.key)")
        }
    }
}
