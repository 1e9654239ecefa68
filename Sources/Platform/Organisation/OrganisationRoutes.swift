import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Name, kind, telephone and address of the organisation, as its public pages show them.
enum OrganisationRoutes {
    private static let address = "/admin/organisation"

    static func all(_ desk: Desk) -> [Route] {
        [
            .get(address, .right(PlatformAction.editOrganisation)) { visit in
                try desk.rights.must(PlatformAction.editOrganisation, visit.actor)
                return try await show(visit, desk)
            },
            .post(address, .right(PlatformAction.editOrganisation)) { visit in try await change(visit, desk) },
        ]
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, actor) = (visit.words, visit.actor)
        let profile = try await desk.read { try OrganisationProfile.find(actor.organisationID, in: $0) }
        let form = FormView(
            action: address,
            fields: [
                .text(
                    "name", words("platform.admin.organisation.name"), value: profile.name, required: true, limit: 200),
                .select(
                    "kind", words("platform.admin.organisation.kind"),
                    options: Field.options(
                        of: OrganisationKind.self, "platform.organisation.kind", words, selected: profile.kind),
                    hint: words("platform.admin.organisation.kind_hint"), required: true),
                Field.text(
                    "phone", words("platform.admin.organisation.phone"), value: profile.phone,
                    hint: words("platform.admin.organisation.phone_hint"), limit: 40, type: .tel
                ).width(.medium),
                .text("address", words("platform.admin.organisation.address"), value: profile.address, limit: 300),
            ], submit: words("platform.admin.save"))
        return try visit.page(
            RecordPage(
                words("platform.admin.organisation.title"), lead: words("platform.admin.organisation.lead"),
                [PageSection("edit", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func change(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.editOrganisation, visit.actor)
        let actor = visit.actor
        return try await visit.answering {
            var reader = FormReader(visit.form)
            let name = reader.text("name", limit: 200, required: true)
            let kind = reader.requiredChoice("kind", as: OrganisationKind.self)
            let phone = reader.text("phone", limit: 40)
            let place = reader.text("address", limit: 300)
            try reader.finish()
            let answer = try await desk.once(visit) { db in
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
                return address
            }
            desk.organisation.forget()
            return visit.redirect(to: answer, saying: "platform.admin.organisation.saved")
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }
}
