import Casework
import Kernel
import Platform

/// One version of the letter of commitment (服务承诺书, S0-23): the promises in force on its day, and what is said around
/// them. What it says never changes; a change is a new version.
package struct CommitmentLetter: Hashable, Sendable {
    package let id: ID<CommitmentLetter>
    package let organisationID: ID<Organisation>
    package let version: Int
    package let parts: Parts
    package let madeAt: Instant
    /// `nil` for what the program ships.
    package let madeBy: ID<Staff>?
    package let issued: ServiceStandard.Issued?
    /// The versions of the promises that stand in it, in order; fixed when it is issued.
    package let standards: [ID<ServiceStandard>]

    /// What stands in the letter beside the promises (承诺书各部分), in both languages.
    package struct Parts: Hashable, Sendable {
        /// 服务范围
        package var scope: Bilingual
        /// 服务质量
        package var quality: Bilingual
        /// 投诉渠道与办理
        package var mechanism: Bilingual
        /// 联系人
        package var contact: Bilingual
        /// 外部渠道
        package var outside: Bilingual

        package init(
            scope: Bilingual, quality: Bilingual, mechanism: Bilingual, contact: Bilingual, outside: Bilingual
        ) {
            self.scope = scope
            self.quality = quality
            self.mechanism = mechanism
            self.contact = contact
            self.outside = outside
        }

        /// By name, in the order they are read.
        package var all: [(name: String, text: Bilingual)] {
            [
                ("scope", scope), ("quality", quality), ("mechanism", mechanism), ("contact", contact),
                ("outside", outside),
            ]
        }

        /// The mark of what a house must still fill in.
        package static let gap = "＿＿"
        var hasGaps: Bool { all.contains { $0.text.zh.contains(Parts.gap) || $0.text.en.contains(Parts.gap) } }
    }

    package var subject: Event.Subject { Event.Subject(kind: "commitment_letter", id: id.text) }

    static let partLimit = 1_500
}

/// All versions of an organisation's letter (承诺书版本). Pure.
package struct LetterBook: Sendable {
    /// The first version first.
    package let versions: [CommitmentLetter]

    package init(_ versions: [CommitmentLetter]) { self.versions = versions.sorted { $0.version < $1.version } }

    package subscript(version: Int) -> CommitmentLetter? { versions.first { $0.version == version } }
    package subscript(id: ID<CommitmentLetter>) -> CommitmentLetter? { versions.first { $0.id == id } }

    /// The letter that holds at a moment.
    package func current(at moment: Instant) -> CommitmentLetter? {
        versions.last { ($0.issued?.inForceFrom).map { $0 <= moment } ?? false }
    }

    package func state(of letter: CommitmentLetter, at moment: Instant) -> StandardBook.State {
        guard let issued = letter.issued else { return versions.last?.id == letter.id ? .draft : .superseded }
        if moment < issued.inForceFrom { return .planned }
        return current(at: moment)?.id == letter.id ? .inForce : .replaced
    }

    package var nextVersion: Int { (versions.last?.version ?? 0) + 1 }

    /// Why a version may not be put in force on a day by somebody: no draft any more, own words, gaps to fill in, a day
    /// that will not do, or no promise that holds then.
    package func refusal(
        toIssue letter: CommitmentLetter, effectiveOn day: LocalDay, today: LocalDay, by staff: ID<Staff>?,
        promises: [ServiceStandard]
    ) -> Problem? {
        guard letter.issued == nil, versions.last?.id == letter.id else {
            return .conflict("commitments.refusal.not_a_draft")
        }
        if letter.madeBy != nil, letter.madeBy == staff { return .forbidden("commitments.refusal.own_words") }
        if letter.parts.hasGaps { return .conflict("commitments.refusal.gaps") }
        if promises.isEmpty { return .conflict("commitments.refusal.no_promises") }
        return VersionDay.refusal(day, today: today, after: versions.compactMap(\.issued?.effectiveOn).max())
    }
}
