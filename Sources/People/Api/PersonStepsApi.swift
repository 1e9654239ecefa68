import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Persons served, their relatives and consents for programs (服务对象办理接口): what their pages show, and every step
/// of those pages.
enum PersonStepsApi {
    static func all(_ desk: Desk, _ ties: PersonTies) -> [Route] {
        let area = ProgramArea(
            desk, about: "people.api.operation", group: "persons", reading: .readPersons, writing: .writePersons)
        return record(area, ties) + relatives(area, ties) + consents(area, ties)
    }

    private static let person = "/persons/:person"

    private static func record(_ area: ProgramArea, _ ties: PersonTies) -> [Route] {
        let edit = Access.right(PeopleAction.edit)
        return [
            area.change(
                "/persons", edit, "createPerson", asks: { PersonDraft.fields(isNew: true, $0) }, creates: true,
                PersonListRoutes.create),
            area.change(
                person, edit, "changePerson", asks: { PersonDraft.fields(isNew: false, $0) }, PersonRoutes.change),
            disclosure(area.desk, ties),
        ]
    }

    /// What is sealed, for a purpose; that it was read is written down. It takes the greater scope, so that tokens made
    /// to read lists stay without what is sealed.
    private static func disclosure(_ desk: Desk, _ ties: PersonTies) -> Route {
        let form: @Sendable (Words) -> JSONForm = { JSONForm([PersonSheet.disclosureFields(nil, $0)]) }
        let line = Schema.object(["term": Schema.text(), "text": Schema.text()])
        let declared = ApiOperation(
            "readSealed", "persons", "people.api.operation.readSealed", scope: Scope.writePersons.rawValue,
            body: { form($0).schema },
            example: { _ in ["fields": ["phone"], "purpose": .text(ReadPurpose.complaint.rawValue)] }, isChange: true,
            answer: Schema.object(["items": Schema.list(line)]))
        return .api(.post, person + "/disclosure", .right(PeopleAction.readContacts), declared) { visit in
            let sent = visit.sending(try form(visit.words).fields(of: visit.body, zone: visit.zone))
            let open = try await PersonRoutes.disclosure(sent, desk, ties)
            return try await desk.change(visit) { db in
                let items: [JSON] = try open(db).map { ["term": .text($0.term), "text": .text($0.text)] }
                return ProgramAnswer(["items": .list(items)])
            }
        }
    }

    private static let authority = JSONShape<Authority>([
        ("id", Schema.id, { .text($0.id.text) }),
        ("kind", Schema.text(choices: Authority.Kind.allCases.map(\.rawValue)), { .text($0.kind.rawValue) }),
        ("document", Schema.optional(Schema.text()), { .optional($0.document?.kind.rawValue) }),
        ("document_reference", Schema.optional(Schema.text()), { .optional($0.document?.reference) }),
        ("valid_from", Schema.day, { .text($0.validFrom.description) }),
        ("valid_until", Schema.optional(Schema.day), { .optional($0.validUntil?.description) }),
        ("revoked_on", Schema.optional(Schema.day), { .optional($0.revokedOn?.description) }),
    ])

    /// A note about quarrels is for whoever edits the relative, as on the page.
    private static let relative = JSONShape<(relative: Relative, reader: PersonReader)>([
        ("id", Schema.id, { .text($0.relative.id.text) }),
        ("name", Schema.text(), { .text($0.relative.shownName($0.reader.names)) }),
        (
            "relation", Schema.text(choices: Kinship.allCases.map(\.rawValue)),
            { .text($0.relative.relation.rawValue) }
        ),
        (
            "scope", Schema.list(Schema.text(choices: DisclosureTopic.allCases.map(\.rawValue))),
            { .texts($0.relative.scope.sorted().map(\.rawValue)) }
        ),
        ("spokesperson", Schema.flag, { .flag($0.relative.isSpokesperson) }),
        ("priority", Schema.integer(), { .integer($0.relative.priority) }),
        (
            "conflict_note", Schema.optional(Schema.text()),
            { .optional($0.reader.may(.editRelatives) ? $0.relative.conflictNote : nil) }
        ),
        (
            "authorities", Schema.list(authority.schema),
            { told in .list(told.relative.authorities.map { authority.json($0) }) }
        ),
    ])

    private static func relatives(_ area: ProgramArea, _ ties: PersonTies) -> [Route] {
        let edit = Access.right(PeopleAction.editRelatives)
        let base = person + "/relatives"
        let answer = Schema.object(["items": Schema.list(relative.schema)])
        return [
            area.read(base, .right(PeopleAction.read), "listRelatives", answer: answer) { visit, desk in
                let sheet = try await PersonRoutes.load(visit, desk, ties)
                return ["items": .list(sheet.relatives.map { relative.json(($0, sheet.opened.reader)) })]
            },
            area.change(
                base, edit, "addRelative", asks: { RelativePage.fields(isNew: true, $0) }, creates: true,
                RelativeRoutes.create),
            area.change(
                base + "/:relative", edit, "changeRelative", asks: { RelativePage.fields(isNew: false, $0) },
                RelativeRoutes.change),
            area.change(
                base + "/:relative/authorities", edit, "recordAuthority", asks: { RelativePage.authorityFields($0) },
                RelativeRoutes.authorise),
            area.change(
                base + "/:relative/authorities/:authority/revocation", edit, "revokeAuthority", RelativeRoutes.revoke),
            area.change(base + "/:relative/spokesperson", edit, "appointSpokesperson", RelativeRoutes.appoint),
        ]
    }

    private static let consent = JSONShape<Consent>([
        ("id", Schema.id, { .text($0.id.text) }),
        ("kind", Schema.text(choices: Consent.Kind.allCases.map(\.rawValue)), { .text($0.kind.rawValue) }),
        ("decision", Schema.text(choices: Consent.Decision.allCases.map(\.rawValue)), { .text($0.decision.rawValue) }),
        ("decided_on", Schema.day, { .text($0.decidedOn.description) }),
        ("version", Schema.text(), { .text($0.version) }),
        ("relative", Schema.optional(Schema.id), { .optional($0.relativeID?.text) }),
        ("giver", Schema.optional(Schema.id), { .optional($0.giverID?.text) }),
    ])

    private static func consents(_ area: ProgramArea, _ ties: PersonTies) -> [Route] {
        let answer = Schema.object(["items": Schema.list(consent.schema)])
        return [
            area.read(person + "/consents", .right(PeopleAction.read), "listConsents", answer: answer) { visit, desk in
                let sheet = try await PersonRoutes.load(visit, desk, ties)
                // Whoever reads by a tie alone is not shown them on the page either.
                if sheet.opened.reader.isByTie { throw Problem.forbidden("platform.rights.lacking") }
                return ["items": .list(sheet.consents.reversed().map { consent.json($0) })]
            },
            area.change(
                person + "/consents", .right(PeopleAction.recordConsent), "recordConsent",
                asks: { ConsentRoutes.fields($0) }, creates: true, ConsentRoutes.record),
        ]
    }
}

extension Consent {
    /// The relative who decided; `nil` for the person.
    fileprivate var giverID: ID<Relative>? {
        switch givenBy {
        case .person: nil
        case .relative(let id): id
        }
    }
}
