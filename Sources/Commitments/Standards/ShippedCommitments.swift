import Casework
import Foundation
import Kernel
import Platform
import Storage
import Yams

/// The promises and the letter the program brings for each kind of organisation (出厂承诺), as drafts to look over.
package struct ShippedCommitments: Decodable, Sendable {
    /// One promise as the file tells it.
    package struct Standard: Decodable, Sendable {
        package let code: String
        /// `care_home` …; the kinds of organisation it is for.
        package let kinds: [OrganisationKind]
        let name: Bilingual
        let wording: Bilingual
        let exclusions: Bilingual?
        let remedy: Bilingual
        let target: String
        let evidence: String
        /// So many misses in a month open an action by themselves.
        let action: Int?
        /// The requirement rows it rests on.
        let from: [String]
        let check: Bool?
    }

    /// The parts of the letter for some kinds.
    package struct Letter: Decodable, Sendable {
        let kinds: [OrganisationKind]
        let scope: Bilingual
        let quality: Bilingual
        let mechanism: Bilingual
        let contact: Bilingual
        let outside: Bilingual
    }

    package let standards: [Standard]
    package let letters: [Letter]

    package static func load() throws -> ShippedCommitments {
        let file = CommitmentsFolder.named("Data/commitments.yaml")
        let shipped = try YAMLDecoder().decode(
            ShippedCommitments.self, from: String(contentsOf: file, encoding: .utf8))
        for standard in shipped.standards { _ = try standard.terms }
        return shipped
    }

    package func standards(for kind: OrganisationKind) -> [Standard] { standards.filter { $0.kinds.contains(kind) } }

    package func letter(for kind: OrganisationKind) -> CommitmentLetter.Parts? {
        letters.first { $0.kinds.contains(kind) }.map {
            CommitmentLetter.Parts(
                scope: $0.scope, quality: $0.quality, mechanism: $0.mechanism, contact: $0.contact, outside: $0.outside)
        }
    }

    /// Writes the shipped promises of the organisation's kind that it does not have yet as drafts; returns how many.
    package func adopt(for profile: OrganisationProfile, at desk: Desk, in db: any Connection) throws -> Int {
        let book = try StandardBook.load(of: profile.id, in: db)
        let system = Actor(organisationID: profile.id, kind: .system)
        let missing = standards(for: profile.kind).filter { book.history(of: $0.code).isEmpty }
        for standard in missing {
            _ = try ServiceStandard.draft(standard.terms, of: standard.code, by: system, at: desk, in: db)
        }
        return missing.count
    }
}

extension ShippedCommitments.Standard {
    /// Throws when the file is wrong.
    package var terms: ServiceStandard.Terms {
        get throws {
            guard let target = StandardTarget(target), let evidence = StandardEvidence(evidence) else {
                throw DataFault(code: code)
            }
            return try ServiceStandard.Terms(
                name: name, wording: wording, exclusions: exclusions ?? Bilingual(""), remedy: remedy,
                target: target, evidence: evidence, opensAfter: action, needsCheck: check ?? false
            ).checked()
        }
    }

    struct DataFault: Error { let code: String }
}
