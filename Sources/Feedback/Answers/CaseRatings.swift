import Casework
import Kernel
import Platform
import Storage

/// What complainants say when they confirm a case is what a survey after cases counts (办结评价, standards 2.17): nobody is
/// asked the three questions twice. Closing without a word leaves an invitation, so that the missing answers are seen.
enum CaseRatings {
    /// Follows the steps of cases while such a survey is open.
    static func follow(_ event: Event, in db: any Connection, at desk: Desk) throws {
        guard event.subject.kind == "case", let id = ID<Case>(event.subject.id),
            let fact = try? event.decode(CaseFact.self), let wanted = wanted(fact.step)
        else { return }
        let zone = try OrganisationProfile.find(event.organisationID, in: db).zone
        let running = try Survey.running(.postCase, of: event.organisationID, on: db.now.day(in: zone), in: db)
        guard let survey = running else { return }
        let subject = try Case.find(id, of: event.organisationID, at: desk, in: db)
        // Who cannot be reached cannot be asked, so the denominator leaves them out (standards 2.18).
        guard subject.kind.isGraded, subject.secrecy != .anonymous else { return }
        let invitation = try SurveyInvitation.invite(subject, to: survey, at: desk, in: db)
        guard case .rating(let rating) = wanted, !invitation.isUsed else { return }
        let way = SurveyAnswer.Way(mode: fact.by == .complainant ? .web : .phone, keyedBy: fact.by.staffID)
        let actor = Actor(organisationID: event.organisationID, kind: .system)
        _ = try rating.take(for: survey, invitation, way, by: actor, at: desk, in: db)
    }

    private enum Wanted {
        case rating(SurveyAnswer)
        case closed
    }

    private static func wanted(_ step: CaseStep) -> Wanted? {
        if case .closure = step { return .closed }
        guard case .answer(let answer) = step else { return nil }
        let values = ["respect": answer.respect, "process": answer.process, "result": answer.result]
            .filter { (1...5).contains($0.value) }.mapValues { Set([$0]) }
        guard !values.isEmpty else { return nil }
        let isOwn = answer.givenBy == .complainant || answer.givenBy == .personServed
        return .rating(
            SurveyAnswer(
                respondent: isOwn ? .own : .proxy, helper: isOwn ? nil : .other, values: values,
                texts: answer.words.map { ["words": $0] } ?? [:]))
    }
}
