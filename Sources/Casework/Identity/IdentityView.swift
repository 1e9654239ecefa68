import Kernel
import Platform
import Web

/// What the case page tells of which matter it is: ties, look-alikes, corrections, outside bodies, limits
/// (关联与更正).
struct IdentityView: Sendable {
    struct Tie: Sendable {
        let address: String
        let number: String
        let subject: String
        let kind: String
        let reasons: [String]
        /// Where the two are merged, for those who may.
        let merge: String?
    }

    struct Change: Sendable {
        let fact: String
        let wrong: String
        let right: String
        let reason: String
        let who: String
    }

    struct Referral: Sendable {
        let body: String
        let due: String
        let told: String?
    }

    let ties: [Tie]
    let hasTies: Bool
    let alike: [Tie]
    let hasAlike: Bool
    let changes: [Change]
    let hasChanges: Bool
    let referrals: [Referral]
    let hasReferrals: Bool
    let moved: [String]
    let hasMoved: Bool
    let limits: [LimitView]
    let hasLimits: Bool

    init(_ contents: CaseContents, _ words: Words) {
        let open = contents.open
        let subject = open.subject
        let mayMerge = open.lawful.contains(.merge)
        ties = contents.links.map { Tie($0.line, kind: words($0.key), [], merge: nil, words) }
        alike = contents.alike.map { found in
            Tie(
                found.line, kind: words("casework.state.\(found.line.state.rawValue)"),
                found.likeness.reasons.map { words($0.message) },
                merge: mayMerge ? "\(open.address)/merger?into=\(found.line.number)" : nil, words)
        }
        changes = subject.identity.corrections.map { Change($0, contents, words) }
        referrals = subject.referrals.map { Referral($0, subject, words) }
        moved = subject.identity.moved.map { moved in
            words(
                "casework.identity.moved",
                [
                    "text": .text("\(moved.allegation.number). \(moved.allegation.text)"),
                    "number": .text(moved.number?.description ?? ""),
                ])
        }
        limits = contents.limits.map { LimitView($0, today: open.now.day(in: words.zone), words) }
        hasTies = !ties.isEmpty
        hasAlike = !alike.isEmpty
        hasChanges = !changes.isEmpty
        hasReferrals = !referrals.isEmpty
        hasMoved = !moved.isEmpty
        hasLimits = !limits.isEmpty
    }
}

extension IdentityView.Tie {
    init(_ line: CaseLine, kind: String, _ reasons: [String], merge: String?, _ words: Words) {
        self.init(
            address: "/cases/\(line.id)", number: line.number, subject: line.gist(words), kind: kind, reasons: reasons,
            merge: merge)
    }
}

extension IdentityView.Change {
    fileprivate init(_ logged: LoggedCorrection, _ contents: CaseContents, _ words: Words) {
        let correction = logged.correction
        let isHidden =
            correction.fact.isIdentity && contents.open.subject.complainant(seenBy: contents.open.standing) == nil
        func shown(_ text: String) -> String {
            if isHidden { return words("casework.case_page.hidden_identity") }
            return text.isEmpty
                ? words("casework.identity.nothing") : text.replacing("T", with: correction.fact.isMoment ? " " : "T")
        }
        fact = words("casework.correctable.\(correction.fact.rawValue)")
        wrong = shown(correction.wrong)
        right = shown(correction.right)
        reason = correction.reason
        who = words(
            "casework.identity.by_at",
            [
                "who": .text(FactSentence(words: words, names: contents.names, units: [:]).who(logged.by)),
                "at": .instant(logged.at),
            ])
    }
}

extension CorrectableFact {
    var isMoment: Bool { self == .receivedAt || self == .outsideDue }
}

extension IdentityView.Referral {
    fileprivate init(_ referral: OutsideReferral, _ subject: Case, _ words: Words) {
        body = words(
            "casework.identity.referral",
            [
                "body": .message(Message("casework.channel.\(referral.body.rawValue)")),
                "reference": .text(referral.reference),
            ])
        due =
            referral.dueAt.map { words("casework.identity.outside_due", ["at": .due($0)]) }
            ?? words("casework.identity.no_outside_due")
        let report = subject.identity.reports.first { $0.report.reference == referral.reference }
        told = report.map {
            words("casework.identity.reported", ["at": .instant($0.at), "proof": .text($0.report.proof)])
        }
    }
}

/// A conduct limit as pages show it.
struct LimitView: Sendable {
    let address: String
    let number: String
    let state: String
    let rules: String
    let what: String
    let why: String
    let span: String
    let review: String
    let isReviewLate: Bool

    init(_ seen: SeenLimit, today: LocalDay, _ words: Words) {
        let limit = seen.limit
        address = "/cases/\(seen.subject.id)"
        number = seen.subject.number.description
        let key = limit.isWaiting ? "waiting" : limit.isInForce(on: today) ? "in_force" : "lapsed"
        state = words("casework.identity.limit_\(key)")
        rules = limit.proposal.rules.map { words("casework.contact_rule.\($0.rawValue)") }
            .joined(separator: words("web.format.list_separator"))
        what = seen.subject.beside(limit.proposal.what, words)
        why = seen.subject.beside(limit.proposal.why, words)
        span = words(
            "casework.identity.limit_span", ["from": .day(limit.proposal.from), "until": .day(limit.proposal.until)])
        review = words("casework.identity.limit_review", ["day": .day(limit.reviewOn)])
        isReviewLate = limit.reviewOn < today
    }
}

/// `GET /conduct-limits`: every limit that is proposed or in force, what must be looked at again first.
struct ConductLimitsPage: Page {
    static let template = "casework/conduct-limits"

    let title: String
    let limits: [LimitView]
    let empty: EmptyState?

    init(_ seen: [SeenLimit], today: LocalDay, _ words: Words) {
        title = words("casework.identity.limits_title")
        limits = seen.map { LimitView($0, today: today, words) }
        empty =
            limits.isEmpty ? EmptyState(icon: "shield-check", sentence: words("casework.identity.no_limits")) : nil
    }
}

enum ConductLimitRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/conduct-limits", .right(CaseAction.reviewLimit)) { visit in
                let actor = visit.actor
                let seen = try await cases.desk.read { db in
                    try cases.openLimits(reader: .of(actor, in: db), in: db)
                }
                return try visit.page(ConductLimitsPage(seen, today: visit.now.day(in: visit.zone), visit.words))
            }
        ]
    }
}
