import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Recording that somebody agreed, refused or took it back (S1-71, S1-75, PIPL 14, 15).
enum ConsentRoutes {
    static func all(_ desk: Desk, _ ties: PersonTies) -> [Route] {
        let forms = PageForms(desk, home: { "/people/\(try $0.id("person", of: Person.self))#consents" }) {
            try await PersonRoutes.show($0, desk, ties, faults: $1)
        }
        return [
            forms.post(
                "/people/:person/consents", .right(PeopleAction.recordConsent),
                saying: "people.page.consent_saved", record)
        ]
    }

    static func form(_ page: PersonSheet, _ visit: Visit) -> FormView {
        let relatives = page.relatives.map {
            Field.Option($0.id.text, $0.shownName(page.opened.reader.names))
        }
        return FormView(
            action: "/people/\(page.opened.person.id)/consents",
            fields: fields(relatives: relatives, on: visit.today, visit.words),
            submit: visit.words("people.page.record_consent"))
    }

    static func fields(
        relatives: [Field.Option] = [], on today: LocalDay? = nil, _ words: Words
    ) -> [Field] {
        [
            .select(
                "kind", words("people.page.consent"),
                options: Field.options(of: Consent.Kind.self, "people.consent.kind", words),
                blank: words("platform.admin.choose"), required: true),
            .radio(
                "decision", words("people.page.decision"),
                options: Field.options(of: Consent.Decision.self, "people.consent.decision", words), required: true),
            .select(
                "relative", words("people.page.about_relative"), options: relatives,
                blank: words("people.page.all_relatives"), hint: words("people.page.about_relative_hint")),
            .select(
                "giver", words("people.page.giver"), options: relatives, blank: words("people.consent.giver.person")),
            .text("purpose", words("people.field.purpose"), limit: 500),
            .text("version", words("people.field.version"), required: true, limit: 40).width(.short),
            .day("decided_on", words("people.field.decided_on"), value: today, required: true),
        ]
    }

    static func record(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        let (actor, today) = (visit.actor, visit.today)
        var reader = FormReader(visit.form)
        let kind = reader.requiredChoice("kind", as: Consent.Kind.self)
        let decision = reader.requiredChoice("decision", as: Consent.Decision.self)
        let about = reader.identity("relative", of: Relative.self)
        let giver = reader.identity("giver", of: Relative.self)
        let purpose = reader.text("purpose", limit: 500)
        let version = reader.text("version", limit: 40, required: true)
        let decidedOn = reader.day("decided_on", required: true)
        try reader.finish()
        guard let kind, let decision, let decidedOn else { throw Problem.notFound }
        return try await desk.personDeed(visit, .recordConsent) { opened, db in
            let (id, organisation) = (opened.person.id, opened.organisationID)
            let relatives = try Relative.list(of: id, organisation, keys: opened.keys, in: db)
            let consent = Consent(
                id: db.newID(), organisationID: organisation, personID: id, kind: kind, decision: decision,
                purpose: purpose, version: version, decidedOn: decidedOn,
                givenBy: giver.map { .relative($0) } ?? .person,
                relation: giver.flatMap { giver in relatives.first { $0.id == giver }?.relation },
                relativeID: about, recordedAt: db.now, recordedBy: actor.signature)
            try consent.check(
                relatives: relatives, earlier: try Consent.list(of: id, organisation, in: db), today: today)
            try consent.record(in: db)
            try Event.record(
                "people.consent_recorded", of: opened.subject, by: actor,
                facts: ["kind": kind.rawValue, "decision": decision.rawValue, "version": version], at: desk, in: db)
            return Done(consent.id)
        }
    }
}
