import Foundation
import Yams

/// What the made year is told from, as `Data/year.yaml` says it.
struct YearData: Decodable, Sendable {
    /// A matter people speak up about, with what comes of it.
    struct Theme: Decodable, Sendable {
        let category: CategoryCode
        let unit: String?
        /// Where it can happen: `home`, `ward`; the house when absent.
        let at: String?
        let harm: [Int]
        let weight: Int?
        let level: ResponseLevel?
        let names: Bool?
        let refunds: Bool?
        let core: [String]
        let effect: [String]
        let wish: [String]
        let evidence: [String]
        let clear: [String]
        let cause: [RootCause]
        let plan: [String]
        let action: [String]
        let fix: [String]?
        let learning: [String]
        let apology: String
    }

    /// A grave or rare matter, told more shortly.
    struct Matter: Decodable, Sendable {
        let category: CategoryCode
        let unit: String?
        let harm: Int
        let core: [String]
        let evidence: [String]
        let clear: [String]?
        let cause: RootCause
        let plan: String
        let action: String
        let learning: String
        let apology: String
    }

    /// Many voices of one cause within a few days.
    struct Fault: Decodable, Sendable {
        let category: CategoryCode
        let core: [String]
        let effect: [String]
        let wish: [String]
        let evidence: [String]
        let cause: RootCause
        let plan: String
        let action: String
        let learning: String
        let apology: String
    }

    /// What is said and answered in a voice without a level.
    struct Exchange: Decodable, Sendable {
        let category: CategoryCode
        let core: [String]
        let fix: [String]
    }

    /// Who handles what a unit is asked, and which unit that is.
    struct Bureau: Decodable, Sendable {
        let logins: [String]
        let unit: String
    }

    /// Who may be away for some days, and who acts for them then.
    struct Deputy: Decodable, Sendable {
        let login: String
        let by: String
    }

    let slots: [String: [String]]
    let words: Words
    let openings: [String: [String]]
    let closings: [String]
    let kin: [String: [String]]
    let bureaus: [String: Bureau]
    let deputies: [Deputy]
    let themes: [Theme]
    let kitchenFault: Fault
    let reports: [Matter]
    let incidents: [Matter]
    let disputes: [Matter]
    let others: [String: [Exchange]]

    /// What the staff and the complainants say in any case.
    struct Words: Decodable, Sendable {
        let places: [String: String]
        let acknowledged, understood, next, safety, told, whys, seen, done: [String]
        let agree, partly, unsatisfied, contradictory, secondLook, upheldReview, changedReview: [String]
        let attempt, agreement, reopening, withdrawal, returned, rejected, pause: [String]
        let `extension`, extensionPlan, merger, declined, reportedBack: [String]
        let partQuestion, partReport, ownNote, houseNote, released, disputed, explained, kept: [String]
        let corrections, limitReviews: [String]
        let limit, limitWhy, limitTold, office, payee: String
        let contact, link, split, reference, recording, authority, remark, calledBack: String
    }

    /// Read once: the file is the program's own.
    static func load() throws -> YearData { try loaded.get() }

    private static let loaded: Result<YearData, any Error> = Result {
        let text = try String(contentsOf: CaseworkFolder.named("Data/year.yaml"), encoding: .utf8)
        return try YAMLDecoder().decode(YearData.self, from: text)
    }
}
