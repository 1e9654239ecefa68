import Kernel

/// The outside body was told what came of it (向转办单位反馈), with proof (probe 13). Ends its due moment.
package struct OutsideReport: CaseChange {
    /// The body's own number, which says which referral is answered.
    package var reference: String
    /// The receipt, post number or screen that proves it.
    package var proof: String
    package var notice: CaseCommunication

    var action: CaseAction { .reportBack }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("proof", proof, limit: 1000)
        fields.require(
            subject.openReferrals.contains { $0.reference == reference }, "outside", "no_open_referral")
        fields.require(notice.party == .authority, "notice.party", "authority_needed")
        fields.require(notice.reached || notice.mode.isWritten, "notice.reached", "notice_not_given")
        notice.check(&fields, prefix: "notice.", at: now)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.identity.reports.append(LoggedReport(report: self, at: now, by: author))
        subject.log(notice, by: author, at: now)
    }
}

/// A report with who made it and when (反馈记录).
package struct LoggedReport: Hashable, Codable, Sendable {
    package let report: OutsideReport
    package let at: Instant
    package let by: Author
}

extension Case {
    /// Every outside body that waits for an answer in this case, those of merged cases too.
    package var referrals: [OutsideReferral] {
        [outside].compactMap { $0 } + identity.absorbed.flatMap(\.outside)
    }

    /// Those not yet answered.
    package var openReferrals: [OutsideReferral] { referrals.filter { reportedAt($0.reference) == nil } }

    /// When the body with that number was answered, as it was recorded.
    func reportedAt(_ reference: String) -> Instant? {
        identity.reports.first { $0.report.reference == reference }?.at
    }
}
