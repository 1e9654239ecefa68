import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Name, kind, telephone and address of the organisation, as its public pages show them.
enum OrganisationRoutes {
    private static let address = "/admin/organisation"

    static func all(_ desk: Desk) -> [Route] {
        let forms = PageForms(desk, home: { _ in address }) { try await show($0, desk, faults: $1) }
        return [
            .get(address, .right(PlatformAction.editOrganisation)) { visit in
                try desk.rights.must(PlatformAction.editOrganisation, visit.actor)
                return try await show(visit, desk)
            },
            forms.post(
                address, .right(PlatformAction.editOrganisation), saying: "platform.admin.organisation.saved",
                afterwards: { desk.organisation.forget() }, change),
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, actor) = (visit.words, visit.actor)
        let profile = try await desk.read { try OrganisationProfile.find(actor.organisationID, in: $0) }
        let form = FormView(action: address, fields: fields(of: profile, words), submit: words("platform.admin.save"))
        return try visit.page(
            RecordPage(
                words("platform.admin.organisation.title"), lead: words("platform.admin.organisation.lead"),
                [PageSection("edit", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(of profile: OrganisationProfile? = nil, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.organisation.\(key)") }
        return [
            .text("name", word("name"), value: profile?.name ?? "", required: true, limit: 200),
            .select(
                "kind", word("kind"),
                options: Field.options(
                    of: OrganisationKind.self, "platform.organisation.kind", words, selected: profile?.kind),
                hint: word("kind_hint"), required: true),
            .text("phone", word("phone"), value: profile?.phone ?? "", hint: word("phone_hint"), limit: 40, type: .tel)
                .width(.medium),
            .text("address", word("address"), value: profile?.address ?? "", limit: 300),
        ]
    }

    /// Whoever does it lets `desk.organisation` forget afterwards.
    static func change(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editOrganisation, visit.actor)
        let actor = visit.actor
        var reader = FormReader(visit.form)
        let name = reader.text("name", limit: 200, required: true)
        let kind = reader.requiredChoice("kind", as: OrganisationKind.self)
        let phone = reader.text("phone", limit: 40)
        let place = reader.text("address", limit: 300)
        try reader.finish()
        return { db in
            var profile = try OrganisationProfile.find(actor.organisationID, in: db)
            profile.name = name
            profile.kind = kind ?? profile.kind
            profile.phone = phone
            profile.address = place
            try profile.checked().save(in: db)
            try Event.record(
                "platform.organisation_changed",
                of: Event.Subject(kind: "organisation", id: actor.organisationID.text), by: actor,
                facts: ["name": name, "kind": profile.kind.rawValue, "phone": phone, "address": place], at: desk,
                in: db)
            return Done(actor.organisationID)
        }
    }
}
