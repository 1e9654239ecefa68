import Casework
import Commitments
import Kernel
import People
import Platform
import Quality
import Storage

extension World {
    private static func actor(_ login: String) -> Actor {
        let known = member(login)
        return Actor(
            organisationID: organisation,
            kind: known.map { .staff($0.id, roles: Set($0.roles).union([.employee])) } ?? .system)
    }

    /// What the house promises from its first day on: the shipped standards and the letter made of them.
    static func promise(in program: Program) async throws {
        let desk = program.desk
        let shipped = try ShippedCommitments.load()
        try await program.database.write { db in
            let profile = try OrganisationProfile.find(organisation, in: db)
            let today = db.now.day(in: profile.zone)
            guard try shipped.adopt(for: profile, at: desk, in: db) > 0, var parts = shipped.letter(for: profile.kind)
            else { return }
            func filled(_ text: Bilingual) -> Bilingual {
                let contact = "\(profile.name) \(profile.phone)"
                return Bilingual(
                    zh: text.zh.replacing(CommitmentLetter.Parts.gap, with: contact),
                    en: text.en.replacing(CommitmentLetter.Parts.gap, with: contact))
            }
            parts.scope = filled(parts.scope)
            parts.quality = filled(parts.quality)
            parts.mechanism = filled(parts.mechanism)
            parts.contact = filled(parts.contact)
            parts.outside = filled(parts.outside)
            let drafts = try StandardBook.load(of: organisation, in: db).versions.map(\.id)
            try ServiceStandard.issue(drafts, effectiveOn: today, by: actor("zongjian"), at: desk, in: db)
            let letter = try CommitmentLetter.draft(parts, by: actor("zhijian"), at: desk, in: db)
            try letter.issue(effectiveOn: today, by: actor("zongjian"), at: desk, in: db)
        }
    }

    /// What was learnt by the end: some residents hold the letter and some do not, an inspection found a fault, an
    /// action waits for its effect, and a lesson went round. Once; a store that has it is left as it is.
    static func improve(in program: Program) async throws {
        let desk = program.desk
        let keys = try await desk.keyring(of: organisation)
        try await program.database.write { db in
            guard try KnowledgeCase.page(.init(), of: organisation, in: db).cases.isEmpty else { return }
            let today = db.now.day(in: .shanghai)
            if let letter = try LetterBook.load(of: organisation, in: db).current(at: db.now) {
                for resident in residents.prefix(3) {
                    let relative = try Relative.list(of: resident.id, organisation, keys: keys, in: db).first?.id
                    _ = try? CommitmentIssue.record(
                        IssueDraft(issuedOn: today, explained: [.readAloud], outcome: .paper, signer: relative),
                        of: letter.id, to: resident.id, by: actor("kehu"), today: today, keys: keys, at: desk, in: db)
                }
            }
            try ImprovementStory(
                actor: { actor($0) }, kitchen: Unit.catering.id, readers: ["hulier", "chuli", "huli"]
            ).tell(at: desk, in: db)
        }
    }
}
