import Kernel
import Web

extension StepForms {
    /// Limits on contact (reading 40): proposed, agreed by a director, looked at again.
    static let conductForms: [StepForm] = [limitProposal, limitApproval, limitReview]

    private static let limitProposal = StepForm(
        "conduct-limit", .proposeLimit, isWeighty: true,
        fields: { ask in
            [
                .checkboxes(
                    "rules", ask.word("rules"), options: ask.options(ContactRule.allCases, "contact_rule"),
                    required: true),
                ask.text("what", rows: 3, hint: ask.hint("limit_what")),
                ask.text("why", rows: 3, hint: ask.hint("limit_why")),
                .day("from", ask.word("from"), value: ask.now.day(in: ask.zone), required: true),
                .day("until", ask.word("until_day"), required: true),
                .day("review_on", ask.word("review_on"), hint: ask.hint("review_on"), required: true),
            ]
        },
        read: { reader, _ in
            let rules = reader.form.values("rules").compactMap(ContactRule.init(rawValue:))
            if rules.isEmpty { reader.fault("rules", Message("casework.field.choose_rule")) }
            let (what, why) = (reader.long("what"), reader.long("why"))
            let from = reader.day("from", required: true)
            let until = reader.day("until", required: true)
            let review = reader.day("review_on", required: true)
            guard let from, let until, let review else { return nil }
            return .conductProposal(
                ConductProposal(rules: rules, what: what, why: why, from: from, until: until, reviewOn: review))
        })

    private static let limitApproval = StepForm(
        "conduct-approval", .approveLimit, isWeighty: true,
        fields: { ask in
            [
                .checkbox(
                    "right_explained", ask.word("right_explained"), hint: ask.hint("right_explained"), required: true)
            ] + ask.communication(prefix: "notice.", about: .told, parties: [.complainant, .representative])
        },
        read: { reader, ask in
            let isExplained = reader.agreed("right_explained", "right_explained_needed")
            let notice = reader.communication(prefix: "notice.", ask)
            return notice.map { .conductApproval(ConductApproval(rightExplained: isExplained, notice: $0)) }
        })

    private enum Verdict: String, CaseIterable { case keep, end }

    private static let limitReview = StepForm(
        "conduct-review", .reviewLimit,
        fields: { ask in
            [
                ask.choice("verdict", Verdict.allCases, "limit_verdict"),
                .day("review_on", ask.word("next_review_on"), hint: ask.hint("next_review_on")),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let verdict = reader.requiredChoice("verdict", as: Verdict.self)
            let next = reader.day("review_on", required: verdict == .keep)
            let reason = reader.long("reason")
            guard let verdict, verdict == .end || next != nil else { return nil }
            return .conductReview(ConductReview(keptUntilReviewOn: verdict == .keep ? next : nil, reason: reason))
        })
}
