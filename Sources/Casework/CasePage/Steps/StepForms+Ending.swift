import Kernel
import People
import Platform
import Web

extension StepForms {
    /// How a case ends, comes back, is looked at again or leaves the house.
    static let endingForms: [StepForm] = [
        closure, reopening, review, reviewer, conclusion, dispute, disputeEnd, withdrawal, refusal, merger, separation,
    ]

    private static let closure = StepForm(
        "closure", .close, isWeighty: true,
        fields: { ask in
            let graded = ask.subject.kind.isGraded
            return [
                ask.text("summary", limit: 10_000, rows: 5, hint: ask.hint("closing_summary")),
                .textarea("learning", ask.word("learning"), hint: ask.hint("learning"), required: graded, rows: 4),
            ]
        },
        read: { reader, ask in
            let summary = reader.long("summary", limit: 10_000)
            let learning = reader.text("learning", limit: 4000, required: ask.subject.kind.isGraded)
            return .closure(Closure(summary: summary, learning: learning.isEmpty ? nil : learning))
        })

    private static let reopening = StepForm(
        "reopening", .reopen, fields: { ask in [ask.text("reason")] },
        read: { reader, _ in .reopening(Reopening(reason: reader.long("reason"))) })

    private static let review = StepForm(
        "review", .requestReview, fields: { ask in [ask.text("reason")] },
        read: { reader, _ in .reviewRequest(ReviewRequest(reason: reader.long("reason"))) })

    private static let reviewer = StepForm(
        "reviewer", .appointReviewer,
        fields: { ask in
            let judged = ask.subject.solvers.union([ask.subject.decision.approvedBy].compactMap { $0 })
            return [ask.employee("reviewer", without: judged, hint: ask.hint("reviewer"))]
        },
        read: { reader, _ in
            reader.requiredIdentity("reviewer", of: Staff.self).map { .reviewer(ReviewerAppointment(reviewer: $0)) }
        })

    private enum Verdict: String, CaseIterable { case stands, changes }

    private static let conclusion = StepForm(
        "review-conclusion", .concludeReview, isWeighty: true,
        fields: { ask in
            [
                ask.choice("verdict", Verdict.allCases, "case_page.verdict"),
                ask.text("reasons", limit: 10_000, rows: 6, hint: ask.hint("reasons")),
            ]
        },
        read: { reader, _ in
            let verdict = reader.requiredChoice("verdict", as: Verdict.self)
            let reasons = reader.long("reasons", limit: 10_000)
            return verdict.map {
                .reviewConclusion(ReviewConclusion(decisionStands: $0 == .stands, reasons: reasons))
            }
        })

    private static let dispute = StepForm(
        "dispute", .disputeOutside, isWeighty: true,
        fields: { ask in
            [
                ask.list("route", AppealRoute.allCases.filter(\.isOutside), "appeal"),
                .text("reference", ask.word("reference"), limit: 80),
            ]
        },
        read: { reader, _ in
            let route = reader.requiredChoice("route", as: AppealRoute.self)
            let reference = reader.optionalText("reference", limit: 80)
            return route.map { .dispute(OutsideDispute(route: $0, reference: reference)) }
        })

    private static let disputeEnd = StepForm(
        "dispute-end", .endDispute, fields: { ask in [ask.text("outcome")] },
        read: { reader, _ in .disputeEnd(DisputeEnd(outcome: reader.long("outcome"))) })

    private static let withdrawal = StepForm(
        "withdrawal", .withdraw, isWeighty: true,
        fields: { ask in
            [
                ask.text("reason"),
                .checkbox(
                    "of_own_free_will", ask.word("of_own_free_will"), hint: ask.hint("of_own_free_will"), required: true
                ),
            ]
        },
        read: { reader, _ in
            let reason = reader.long("reason")
            let isFree = reader.agreed("of_own_free_will", "free_will_needed")
            return .withdrawal(Withdrawal(reason: reason, ofOwnFreeWill: isFree))
        })

    private static let refusal = StepForm(
        "refusal", .decline, isWeighty: true,
        fields: { ask in
            [
                ask.reason("reason", of: .refusals),
                ask.text("explanation", hint: ask.hint("refusal")),
            ] + ask.communication(prefix: "notice.", about: .told, parties: [.complainant, .representative])
        },
        read: { reader, ask in
            let reason = reader.requiredChoice("reason", as: RefusalReason.self)
            let explanation = reader.long("explanation")
            let notice = reader.communication(prefix: "notice.", ask)
            guard let reason, let notice else { return nil }
            return .refusal(Refusal(reason: reason, explanation: explanation, notice: notice))
        })

    private static let merger = StepForm(
        "merger", .merge, isWeighty: true, hasPreview: true,
        fields: { ask in
            [
                Field.text(
                    "into", ask.word("into"), value: ask.form.value("into"), hint: ask.hint("into"), required: true,
                    limit: 20
                ).width(.short),
                ask.text("reason", rows: 3),
                // The number whose consequences were shown: another number is shown anew.
                .hidden("previewed", ask.preview.isEmpty ? "" : ask.form.value("into")),
            ]
        },
        read: { reader, ask in
            let typed = reader.text("into", limit: 20, required: true)
            let reason = reader.long("reason")
            if !typed.isEmpty, ask.target == nil {
                reader.fault("into", Message("casework.step_hint.no_such_case"))
            }
            return ask.target.map { .merger(Merger(into: $0, reason: reason)) }
        })

    private static let separation = StepForm(
        "separation", .unmerge, fields: { ask in [ask.text("reason")] },
        read: { reader, _ in .separation(Unmerging(reason: reader.long("reason"))) })
}
