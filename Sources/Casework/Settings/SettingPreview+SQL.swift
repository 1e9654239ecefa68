import Deadlines
import Kernel
import Platform
import Storage

extension CaseDesk {
    private static let previewPage = 200

    /// What a document would do to the open cases of the organisation, if each were graded anew.
    package func preview(
        _ document: SettingDocument, of subject: SettingSubject, _ organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> SettingPreview {
        let comparison = SettingComparison(
            document, of: subject, try history(of: organisation, in: db),
            try OrganisationProfile.find(organisation, in: db).kind,
            try OrganisationCalendar.load(organisation, in: db))
        guard comparison.looksAtCases else { return SettingPreview(first: [], cases: 0, looked: 0, isCut: false) }
        var (effects, touched, looked): ([SettingEffect], Int, Int) = ([], 0, 0)
        var last: MomentCursor<Case>?
        while looked < SettingPreview.most {
            let page = try openCases(of: organisation, after: last, in: db)
            for found in page {
                let own = try self.effects(of: comparison, on: found, in: db)
                touched += own.isEmpty ? 0 : 1
                effects += own
            }
            looked += page.count
            last = page.last.map { MomentCursor(at: $0.firstReceivedAt, id: $0.id) }
            effects = Array(effects.sorted(by: SettingEffect.isBefore).prefix(SettingPreview.shown))
            if page.count < CaseDesk.previewPage { break }
        }
        return SettingPreview(
            first: effects, cases: touched, looked: looked, isCut: looked >= SettingPreview.most)
    }

    private func effects(
        of comparison: SettingComparison, on subject: Case, in db: any Connection
    ) throws -> [SettingEffect] {
        guard comparison.subject == .grading || comparison.subject == .categories else {
            return try comparison.effects(on: subject, at: db.now)
        }
        guard subject.kind.isGraded, subject.milestones.decisionAt == nil else { return [] }
        let effect = try comparison.effect(on: subject) { tree in
            try gradingFacts(of: subject, signals: [], points: CaseDesk.plainPoints, by: tree, in: db)
        }
        return effect.map { [$0] } ?? []
    }

    private func openCases(
        of organisation: ID<Organisation>, after last: MomentCursor<Case>?, in db: any Connection
    ) throws -> [Case] {
        try db.rows(
            """
            SELECT id, document FROM cases
            WHERE organisation_id = \(organisation) AND is_open = 1
                AND (received_at, id) > (\(last?.at ?? Instant(milliseconds: 0)), \(last?.id.text ?? ""))
            ORDER BY received_at, id LIMIT \(CaseDesk.previewPage)
            """
        ).map { try Case($0, of: organisation, at: desk, in: db) }
    }
}
