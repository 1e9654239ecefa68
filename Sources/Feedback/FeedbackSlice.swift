import Kernel
import Platform
import Web

/// What people say when they are asked (意见反馈): surveys and follow-ups.
///
/// `Banks` holds what is asked, as data in both languages. `Surveys` are waves: who is asked is drawn from a seed, the
/// questions are frozen when a wave opens. `Invitations` know that somebody was asked, `Answers` what was said, and of an
/// anonymous wave nothing leads from one to the other. `Report` tells figures honestly and only after the end, with the
/// arithmetic of `Statistics`. `LowScores` are looked into by somebody. `FollowUps` are owed to each person monthly and
/// to each family quarterly, and become a case in one step. After a case nobody is asked twice: the ratings of the
/// complainant's own confirmation are what is counted.
package enum FeedbackSlice {
    /// Reads the question banks; throws at start when they are wrong.
    package static func make() throws -> Slice {
        let banks = try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml"))
        return Slice(
            name: "feedback", folder: FeedbackFolder.url, rights: FeedbackRights.lines, navigation: navigation,
            reactions: [
                { event, db, desk in try FollowUp.tie(event, in: db, at: desk) },
                { event, db, desk in try HeardWord.tie(event, in: db, at: desk) },
                { event, db, desk in try CaseRatings.follow(event, in: db, at: desk) },
            ],
            rounds: [
                { desk in try await Survey.closeEnded(at: desk) },
                { desk in try await SurveyReminder.sendDue(at: desk) },
            ], sealedColumns: sealedColumns,
            addresses: ["survey": "/surveys/{id}", "follow_up": "/follow-ups/{id}", "heard": "/heard/{id}"],
            routes: { desk in
                let feedback = FeedbackDesk(desk: desk, banks: banks)
                return OverviewRoutes.all(feedback) + SurveyRoutes.all(feedback) + InvitationRoutes.all(feedback)
                    + KeyingRoutes.all(feedback) + ReportRoutes.all(feedback) + PublicSurveyRoutes.all(feedback)
                    + FollowUpRoutes.all(feedback) + HeardRoutes.all(feedback) + FeedbackApi.all(feedback)
                    + HeardApi.all(feedback)
            })
    }

    private static let navigation: [NavigationEntry] = [
        NavigationEntry(
            address: "/follow-ups", text: "feedback.nav.follow_ups", icon: "telephone", action: FeedbackAction.read,
            in: .learning, order: 40),
        NavigationEntry(
            address: "/heard", text: "feedback.heard.title", icon: "chat-dots", action: FeedbackAction.hear, order: 42),
        NavigationEntry(
            address: "/feedback", text: "feedback.title", icon: "chat-square-text", action: FeedbackAction.read,
            in: .learning, order: 42),
        NavigationEntry(
            address: "/surveys", text: "feedback.surveys.title", icon: "clipboard-check", action: FeedbackAction.read,
            in: .learning, order: 44),
    ]

    private static let sealedColumns = [
        SealedColumn("survey_comments", "text_sealed") { SurveyComment.context("text", $0[0]) },
        SealedColumn("survey_comments", "released_sealed") { SurveyComment.context("released", $0[0]) },
        SealedColumn("low_scores", "outcome_sealed") { "low_scores.outcome.\($0[0])" },
        SealedColumn("heard_words", "text_sealed") { HeardWord.context("text", $0[0]) },
        SealedColumn("heard_words", "outcome_sealed") { HeardWord.context("outcome", $0[0]) },
        SealedColumn("follow_ups", "answers_sealed") { FollowUp.context($0[0]) },
    ]
}
