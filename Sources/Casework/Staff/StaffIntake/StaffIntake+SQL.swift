import Kernel
import Platform
import Storage
import Web

/// Files an employee took in with a voice, already on the disk under their digests.
struct IntakeFiles: Sendable {
    private let files: [(file: CheckedFile, digest: ContentDigest)]

    /// Keeps the contents before the transaction that names them, so that no row names a missing file.
    /// Throws `Problem.invalid` on `files`.
    static func put(_ form: FormData, of organisation: ID<Organisation>, at desk: Desk) async throws -> IntakeFiles {
        let checked = try CheckedFile.list(form.files("files").map { ($0.name, $0.bytes) })
        guard !checked.isEmpty else { return IntakeFiles(files: []) }
        let keys = try await desk.write { try desk.vault.keyring(for: organisation, in: $0) }
        return IntakeFiles(files: try checked.map { ($0, try desk.files.put($0.bytes, with: keys)) })
    }

    /// Lays the files to the case. Whoever is complained about may hand something in but takes no step, so there the
    /// program lays it; who handed it in stands at the attachment.
    fileprivate func add(to subject: Case, by actor: Actor, isNamed: Bool, at cases: CaseDesk, in db: any Connection)
        throws
    {
        let author = isNamed ? Actor(organisationID: actor.organisationID, kind: .system) : actor
        for (file, digest) in files {
            try cases.take(
                .attachment(CaseAttachment(name: file.name, hash: digest.text)), on: subject.id, by: author, in: db)
            try Attachment(
                id: db.newID(), file, digest: digest, subjectKind: subject.eventSubject.kind,
                subjectID: subject.id.text, by: actor, at: db.now, isSensitive: subject.isRestricted
            ).record(in: db)
        }
    }
}

extension StaffIntakeForm {
    /// Writes the voice down: the case with its clocks from the moment of receipt, the acknowledgement where somebody
    /// was spoken to (S1-38), the files. Returns the case as it stands then. `isRouted` sends it where the rules say.
    func receive(
        _ files: IntakeFiles, by actor: Actor, _ words: Words, at cases: CaseDesk, isRouted: Bool = false,
        in db: any Connection
    ) throws -> Case {
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        let route = isRouted ? try cases.route(for: voice, of: actor.organisationID, in: db) : nil
        let usual = try accountableGroup(actor, at: cases.desk, in: db)
        let accountable = group == usual ? usual : route?.group ?? usual
        let received = try cases.receive(by: actor, in: db, signals: signals) { id, number in
            var registration = Registration(
                id: id, organisationID: actor.organisationID, number: number, zone: zone, kind: kind,
                channel: channel, secrecy: secrecy, complainant: complainant, receivedAt: receivedAt,
                accountableGroup: accountable, narrative: narrative, subject: subject, personServed: person,
                complainedAbout: about, desiredRemedy: desiredRemedy, occurredOn: occurredOn,
                expectedReplyAt: expectedReplyAt, outside: outside, allegations: allegations)
            registration.route = route
            return registration
        }
        var begun = received.subject
        let relations = begun.relations(of: try Standing.of(actor, in: db))
        if let acknowledgement = acknowledgement(words),
            begun.lawfulSteps(for: actor, as: relations).contains(.acknowledge)
        {
            begun = try cases.take(.acknowledgement(acknowledgement), on: begun.id, by: actor, in: db)
        }
        try files.add(to: begun, by: actor, isNamed: relations.contains(.named), at: cases, in: db)
        return begun
    }

    private var voice: RoutedVoice {
        RoutedVoice(
            channel: channel, kind: kind, categories: allegations.map(\.category), about: about,
            isRestricted: secrecy != .open || kind == .report)
    }

    /// The chosen group, or the usual one that is not itself complained about. Throws `Problem.unavailable` when the
    /// organisation has no group at all.
    private func accountableGroup(
        _ actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ID<OrganisationUnit> {
        let blank = StaffIntakeLists.FormValues(personQuery: "", person: nil, staffQuery: "", staff: [])
        let groups = try StaffIntakeLists(blank, actor: actor, at: desk, in: db).groups.map(\.id)
        if let group, groups.contains(group) { return group }
        guard let usual = groups.first(where: { !about.units.contains($0) }) ?? groups.first else {
            throw Problem.unavailable(Message("casework.staff_intake.no_group"))
        }
        return usual
    }

    private func acknowledgement(_ words: Words) -> Acknowledgement? {
        guard let empathyAt, let mode = channel.liveMode else { return nil }
        let place = empathyAt.isEmpty ? words("casework.channel.\(channel.rawValue)") : empathyAt
        return Acknowledgement(
            communication: CaseCommunication(
                happenedAt: receivedAt, place: place, mode: mode, matter: words("casework.staff_intake.empathy_matter")),
            empathyShown: true)
    }
}
