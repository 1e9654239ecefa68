import Casework
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import People
import Platform
import Storage
import Web

/// Giving letters to residents (发放承诺书, S0-23): reading it together, recording how it was signed, the record itself.
enum IssueRoutes {
    static let address = "/commitments/issues"
    /// A scan is at most a photograph of a page.
    static let bodyLimit = 24 * 1024 * 1024

    static func all(_ desk: Desk) -> [Route] {
        let (read, give) = (Access.right(CommitmentAction.readIssues), Access.right(CommitmentAction.issueLetter))
        let giving = PageForms(desk, home: { _ in address }) { try await blank($0, desk, faults: $1) }
        let one = PageForms(desk, home: { try "\(address)/\($0.id("issue", of: CommitmentIssue.self))" }) {
            try await show($0, desk, faults: $1)
        }
        return [
            .get(address + "/new", give) { visit in try await blank(visit, desk) },
            .get(address + "/:issue", read) { visit in try await show(visit, desk) },
            .get(address + "/:issue/signature", read) { visit in try await signature(visit, desk) },
            giving.post(
                address, give, bodyLimit: bodyLimit, saying: "commitments.flash.given",
                to: { "\(address)/\($1.id)" }, recording),
            one.post(address + "/:issue/annulment", give, saying: "commitments.flash.annulled", annulling),
        ]
    }

    /// Staff to choose a witness from; a house with more has them found by the first letters of the list.
    private static let staffLimit = 200

    private static func blank(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.issueLetter, visit.actor)
        let (actor, today, word) = (visit.actor, visit.today, CommitmentWords(words: visit.words))
        guard let id = ID<Person>(faults.isEmpty ? visit.query("person") : visit.form.value("person")) else {
            throw Problem.notFound
        }
        let keys = try await desk.keyring(of: actor.organisationID)
        let reading = LetterReading(visit)
        let names: ViewGrant =
            desk.rights.allows(PeopleAction.readNames.rawValue, to: actor) ? .full : .masked
        let page = try await desk.read { db -> GivePage? in
            let person = try Person.find(id, of: actor.organisationID, keys: keys, in: db)
            guard let letter = try LetterBook.load(of: actor.organisationID, in: db).current(at: db.now) else {
                throw Problem.conflict("commitments.refusal.no_letter")
            }
            let choices = GivePage.Choices(
                relatives: try Relative.list(of: id, actor.organisationID, keys: keys, in: db),
                staff: try StaffMember.page(
                    of: actor.organisationID, .init(employedOn: today), limit: staffLimit, in: db
                ).staff.filter { $0.id != actor.staffID }, names: names)
            let form = FormView(
                action: address,
                fields: GivePage.fields(
                    visit.words, choices, person: id, letter: letter.id, today: today, reading: reading),
                submit: word("issue.record"), icon: "check-lg",
                cancel: ActionLink("/commitments/persons/\(id)", word("back")))
            let profile = try OrganisationProfile.find(actor.organisationID, in: db)
            let title = word("issue.give", ["name": .text(person.shownName(names)), "n": .number(letter.version)])
            return GivePage(
                title: title,
                breadcrumb: Breadcrumb(
                    [("/commitments", word("title")), (address, word("issues.title"))], here: title),
                letter: ComposedLetter(
                    letter, try letter.promises(livingIn: person.unitID, of: actor.organisationID, in: db),
                    addressee: reading.addressee(person, names: names == .full), organisation: profile.name,
                    in: reading.words), isLarge: reading.isLarge,
                switches: reading.switches("\(address)/new?person=\(id)", visit.words),
                notices: notices(person, word),
                form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))
        }
        guard let page else { throw Problem.notFound }
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// How the resident understands best, before one begins.
    private static func notices(_ person: Person, _ word: CommitmentWords) -> [Notice] {
        var notices: [Notice] = []
        if person.cognitionImpaired { notices.append(Notice(.warning, word("issue.impaired"))) }
        let needs =
            person.communication.needs.sorted().map { word.words("people.need.\($0.rawValue)") }
            + [person.communication.dialect].filter { !$0.isEmpty }
        if !needs.isEmpty {
            let list = needs.joined(separator: word.words("web.format.list_separator"))
            notices.append(Notice(.info, word("issue.needs", ["list": .text(list)])))
        }
        return notices
    }

    /// Reads how the letter was given and signed. The picture lies in the store of files before the record names it.
    static func recording(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.issueLetter, visit.actor)
        let (form, actor, today) = (try IssueForm(visit), visit.actor, visit.today)
        let keys = try await desk.keyring(of: actor.organisationID)
        let picture = try form.picture.map { (file: $0, digest: try desk.files.put($0.bytes, with: keys)) }
        return { db in
            do {
                return Done(
                    try CommitmentIssue.record(
                        form.draft, of: form.letter, to: form.person, picture: picture, by: actor, today: today,
                        keys: keys, at: desk, in: db
                    ).id)
            } catch StorageError.uniqueViolation {
                throw Problem.conflict("commitments.refusal.signed_already")
            }
        }
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.readIssues, visit.actor)
        let (actor, id) = (visit.actor, try visit.id("issue", of: CommitmentIssue.self))
        let keys = try await desk.keyring(of: actor.organisationID)
        let page = try await desk.read { db in
            let issue = try CommitmentIssue.find(id, of: actor.organisationID, in: db)
            let staff = [issue.witness].compactMap { $0 }
            return IssuePage(
                issue: issue, person: try Person.find(issue.personID, of: actor.organisationID, keys: keys, in: db),
                relatives: try Relative.list(of: issue.personID, actor.organisationID, keys: keys, in: db),
                file: try issue.attachment.map { try Attachment.find($0, actor.organisationID, in: db) },
                staff: try StaffMember.find(all: staff, of: actor.organisationID, in: db).mapValues(\.name),
                visit: visit, rights: desk.rights, faults: faults)
        }
        return try visit.page(page.record, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The picture of a signature; that somebody looked at it is kept.
    private static func signature(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(CommitmentAction.readIssues, visit.actor)
        let (actor, id) = (visit.actor, try visit.id("issue", of: CommitmentIssue.self))
        let keys = try await desk.keyring(of: actor.organisationID)
        let file = try await desk.write { db in
            let issue = try CommitmentIssue.find(id, of: actor.organisationID, in: db)
            guard let attachment = issue.attachment else { throw Problem.notFound }
            try Event.record(
                "commitments.signature_read", of: issue.subject, by: actor, facts: [String: String](), at: desk,
                in: db)
            return try Attachment.find(attachment, actor.organisationID, in: db)
        }
        let bytes = try desk.files.read(file.digest, with: keys)
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        for (name, value) in file.headers().fields {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    static func annulFields(_ words: Words) -> [Field] {
        [.text("reason", words("commitments.field.reason"), required: true, limit: 300)]
    }

    static func annulling(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.issueLetter, visit.actor)
        let id = try visit.id("issue", of: CommitmentIssue.self)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", limit: 300, required: true)
        try reader.finish()
        let actor = visit.actor
        return { db in
            try CommitmentIssue.find(id, of: actor.organisationID, in: db)
                .annul(for: reason, by: actor, at: desk, in: db)
            return Done(id)
        }
    }
}
