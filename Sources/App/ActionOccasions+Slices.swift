import Casework
import Commitments
import Feedback
import Kernel
import Platform
import Quality
import Storage
import Web

extension ActionOccasions {
    /// Missed promises and low scores, taken into actions by a press or by their rules (承诺未兑现、低分转措施).
    static let slices = ActionOccasions(
        finders: [
            "miss": { id, actor, desk, db in
                guard let id = ID<CommitmentMiss>(id) else { throw Problem.notFound }
                try desk.rights.must(CommitmentAction.read, actor)
                let miss = try CommitmentMiss.find(id, of: actor.organisationID, in: db)
                let origin = try Case.find(miss.caseID, of: actor.organisationID, at: desk, in: db)
                guard try CaseReader.of(actor, in: db).mayRead(origin) else {
                    throw Problem.forbidden("platform.rights.lacking")
                }
                return try one(miss, of: actor.organisationID, at: desk, in: db)
            },
            "low_score": { id, actor, desk, db in
                guard let id = ID<LowScore>(id) else { throw Problem.notFound }
                try desk.rights.must(FeedbackAction.handle, actor)
                return try low(id, settles: true, of: actor.organisationID, at: desk, in: db)
            },
        ],
        reactions: [
            { event, db, desk in
                guard event.kind == "commitments.promise_missed", let standard = ID<ServiceStandard>(event.subject.id)
                else { return }
                let facts = try event.decode([String: String].self)
                guard let caseID = facts["case"].flatMap({ ID<Case>($0) }),
                    let miss = try CommitmentMiss.first(
                        of: standard, towards: caseID, of: event.organisationID, in: db), miss.wantsAction
                else { return }
                let after = try ServiceStandard.find(standard, of: event.organisationID, in: db).terms.opensAfter ?? 1
                let occasion =
                    after == 1
                    ? try one(miss, of: event.organisationID, at: desk, in: db)
                    : try month(miss, of: event.organisationID, at: desk, in: db)
                try occasion.openByItself(of: event.organisationID, at: desk, in: db)
            },
            { event, db, desk in
                guard event.kind == "feedback.low_score_opened",
                    let after = try OpeningRules.find(of: event.organisationID, in: db).lowScores
                else { return }
                let facts = try event.decode([String: String].self)
                guard let id = facts["score"].flatMap({ ID<LowScore>($0) }) else { return }
                let score = try LowScore.find(id, of: event.organisationID, in: db)
                let survey = try Survey.find(score.surveyID, of: event.organisationID, in: db)
                // One of an anonymous survey stands for all its low answers to the question.
                guard try survey.isAnonymous || score.count(in: db) >= after else { return }
                try low(id, settles: survey.isAnonymous, of: event.organisationID, at: desk, in: db)
                    .openByItself(of: event.organisationID, at: desk, in: db)
            },
        ])

    private static func words(
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> Words {
        let profile = try OrganisationProfile.find(organisation, in: db)
        return Words(catalogue: desk.catalogue, language: profile.language, zone: profile.zone)
    }

    /// One miss by itself: it comes from its case, so nobody named there can own the action.
    private static func one(
        _ miss: CommitmentMiss, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> FoundOccasion {
        if miss.actionTakenAt != nil { throw Problem.conflict("quality.refusal.taken") }
        let words = try words(of: organisation, at: desk, in: db)
        let origin = try Case.find(miss.caseID, of: organisation, at: desk, in: db)
        let standard = try ServiceStandard.find(miss.standardID, of: organisation, in: db)
        let gaps: [String: Message.Argument] = [
            "name": .text(standard.terms.name.text(in: words.language)), "due": .instant(miss.dueAt),
            "number": .text(origin.number.description),
        ]
        let draft = ActionDraft(
            title: String(words("quality.occasion.miss", gaps).prefix(ImprovementAction.titleLimit)),
            reason: "promise:\(miss.code)", cause: ActionCause(words: words("quality.occasion.miss_words", gaps)),
            unit: standard.terms.scope.unit, address: "/cases/\(miss.caseID)")
        return FoundOccasion(source: Event.Subject(kind: "case", id: miss.caseID.text), draft: draft) { id, _, db in
            try miss.take(into: id.text, of: organisation, in: db)
        }
    }

    /// All misses of a promise within a month together; judged by how many there are in a later month.
    private static func month(
        _ miss: CommitmentMiss, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> FoundOccasion {
        let words = try words(of: organisation, at: desk, in: db)
        let standard = try ServiceStandard.find(miss.standardID, of: organisation, in: db)
        let (period, count) = try miss.month(of: organisation, in: db)
        let gaps: [String: Message.Argument] = [
            "name": .text(standard.terms.name.text(in: words.language)), "n": .number(count),
            "period": .message(period.message),
        ]
        let draft = ActionDraft(
            title: String(words("quality.occasion.misses", gaps).prefix(ImprovementAction.titleLimit)),
            reason: "month", cause: ActionCause(words: words("quality.occasion.misses_words", gaps)),
            unit: standard.terms.scope.unit,
            trigger: .value(
                MeasuredValue(name: words("quality.occasion.misses_figure", gaps), before: Double(count), target: 0)),
            address: "/commitments/standards/\(standard.id)/measures?period=\(period)&outcome=late")
        let source = Event.Subject(kind: "commitment", id: "\(miss.code).\(period)")
        return FoundOccasion(source: source, draft: draft) { id, _, db in
            try miss.takeMonth(into: id.text, of: organisation, in: db)
        }
    }

    /// A low score: one action for a question of a survey, whoever answered.
    private static func low(
        _ id: ID<LowScore>, settles: Bool, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> FoundOccasion {
        let words = try words(of: organisation, at: desk, in: db)
        let score = try LowScore.find(id, of: organisation, in: db)
        let survey = try Survey.find(score.surveyID, of: organisation, in: db)
        let gaps: [String: Message.Argument] = [
            "question": .text(survey.question(score.question)?.text.told(in: words.language) ?? score.question),
            "survey": .text(survey.name),
        ]
        let draft = ActionDraft(
            title: String(words("quality.occasion.low", gaps).prefix(ImprovementAction.titleLimit)),
            reason: "low:\(score.question)", cause: ActionCause(words: words("quality.occasion.low_words", gaps)),
            unit: survey.ratedUnit, address: "/surveys/\(survey.id)")
        return FoundOccasion(source: survey.subject, draft: draft) { action, actor, db in
            guard settles else { return }
            let number = try ImprovementAction.find(action, of: organisation, in: db).number
            try LowScore.handle(
                id, saying: words("quality.occasion.low_taken", ["number": .text(number)]), by: actor, at: desk, in: db)
        }
    }
}
