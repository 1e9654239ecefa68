import Kernel
import People
import Platform
import Storage

/// A case that may be about the same matter, as one reader may see it (疑似重复的个案).
package struct LookAlike: Sendable {
    package let line: CaseLine
    package let likeness: Likeness
}

extension CaseDesk {
    /// So many cases at most are compared.
    private static let compared = 60
    /// A case of more categories is compared by its first ones.
    private static let comparedCategories = 4

    /// Cases like one being written down or read, which the reader may open; merged ones and `itself` left out. That
    /// the complainant is the same is a reason only where the reader may know who complained.
    package func lookAlikes(
        of traits: CaseTraits, itself: ID<Case>? = nil, reader: CaseReader, in db: any Connection
    ) throws -> [LookAlike] {
        let ids = try candidates(traits, reader.actor.organisationID, in: db).filter { $0 != itself }
        guard !ids.isEmpty else { return [] }
        let keys = try desk.vault.keyring(for: reader.actor.organisationID, in: db)
        let lines = try CaseList.list(ids, reader: reader, at: desk, in: db).filter { $0.state != .merged }
        let known = lines.map { ($0.id, $0.opened.traits(seenBy: reader.standing, keys)) }
        let byID = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return Likeness.find(traits, among: known).compactMap { id, likeness in
            byID[id].map { LookAlike(line: $0, likeness: likeness) }
        }
    }

    /// The codes under which a complainant's telephone may be kept.
    package func complainantCodes(_ phone: String?, _ organisation: ID<Organisation>, in db: any Connection) throws
        -> [String]
    {
        guard let phone, !phone.isEmpty else { return [] }
        return try desk.vault.keyring(for: organisation, in: db).blindCodes(of: .phone, phone)
    }

    /// Three short readings of indexes: about the same person, from the same telephone, in the same category.
    private func candidates(
        _ traits: CaseTraits, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Case>] {
        let since = traits.at.advanced(byHours: -Likeness.days * 24)
        var ids: Set<ID<Case>> = []
        func read(_ condition: SQL) throws {
            let rows = try db.rows(
                """
                SELECT id FROM cases WHERE organisation_id = \(organisation) AND received_at >= \(since)
                    AND \(condition) ORDER BY received_at DESC LIMIT \(CaseDesk.compared / 3)
                """)
            for row in rows { ids.insert(try row.get("id")) }
        }
        if let person = traits.person { try read("person_id = \(person)") }
        if !traits.complainantCodes.isEmpty {
            try read("complainant_phone_index IN \(traits.complainantCodes)")
        }
        // One by one, for together an engine would sort all of a month.
        let categories = traits.categories.map(\.text).sorted().prefix(CaseDesk.comparedCategories)
        for category in categories {
            let rows = try db.rows(
                """
                SELECT case_id FROM allegations WHERE organisation_id = \(organisation)
                    AND category = \(category) AND received_at >= \(since)
                ORDER BY received_at DESC LIMIT \(CaseDesk.compared / 3 / categories.count)
                """)
            for row in rows { ids.insert(try row.get("case_id")) }
        }
        return ids.sorted()
    }
}

extension Case {
    /// What of this case is compared, as far as the reader may know it.
    func traits(seenBy standing: Standing, _ keys: Keyring) -> CaseTraits {
        CaseTraits(
            person: personServed,
            complainantCodes: complainant(seenBy: standing)?.phone.map { keys.blindCodes(of: .phone, $0) } ?? [],
            categories: Set(allegations.map(\.category)), at: firstReceivedAt, terms: terms)
    }

    private var terms: Set<String> {
        let text = ([narrative] + allegations.map(\.text)).joined(separator: "\n")
        return Case.knownTerms.value(id, text) { Terms.of(text) }
    }

    /// The terms of cases compared lately.
    private static let knownTerms = Memo<ID<Case>, Set<String>>(limit: 2_000)
}
