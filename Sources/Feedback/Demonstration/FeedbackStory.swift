import Casework
import Kernel
import People
import Platform
import Storage

/// What people said in a demonstration (演示数据): a wave that ended and can be read, one that runs, follow-ups of the
/// month and what staff overheard. The same people and days give the same answers.
package struct FeedbackStory: Sendable {
    package struct Resident: Sendable {
        let id: ID<Person>
        let unit: ID<OrganisationUnit>?

        package init(id: ID<Person>, unit: ID<OrganisationUnit>?) {
            self.id = id
            self.unit = unit
        }
    }

    /// What is said, from data.
    package struct Script: Decodable, Sendable {
        struct Heard: Decodable, Sendable {
            let said: String
            let kind: CaseKind
            let answer: String?
        }

        /// Names of the waves by kind.
        let waves: [String: String]
        let opinions: [String]
        let heard: [Heard]
    }

    let script: Script
    let manager: Actor
    let caller: Actor
    let carer: Actor
    let residents: [Resident]
    let banks: QuestionBanks
    let desk: Desk

    package init(
        _ script: Script, manager: Actor, caller: Actor, carer: Actor, residents: [Resident], at desk: Desk
    ) throws {
        self.script = script
        self.manager = manager
        self.caller = caller
        self.carer = carer
        self.residents = residents
        self.desk = desk
        banks = try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml"))
    }

    /// Tells it on the day it is there; nothing when there is a survey already.
    package func tell(in db: any Connection) throws {
        guard try Survey.page(of: manager.organisationID, in: db).surveys.isEmpty else { return }
        let today = db.now.day(in: try OrganisationProfile.find(manager.organisationID, in: db).zone)
        try wave(.annual, from: today.advanced(by: -20), until: today, share: 90, in: db)
            .close(by: manager, at: desk, in: db)
        try wave(.awareness, from: today.advanced(by: -12), until: today, share: 80, in: db)
            .close(by: manager, at: desk, in: db)
        try wave(.silence, from: today.advanced(by: -6), until: today.advanced(by: 24), share: 40, in: db)
        try followUps(on: today, in: db)
        try heard(on: today, in: db)
    }

    @discardableResult
    private func wave(
        _ kind: SurveyKind, from first: LocalDay, until last: LocalDay, share: Int, in db: any Connection
    ) throws -> Survey {
        guard let bank = banks[kind], let name = script.waves[kind.rawValue] else { throw Problem.notFound }
        let draft = try SurveyDraft(
            kind: kind, name: name, plan: SamplingPlan(.everybody), threshold: bank.threshold, opensOn: first,
            closesOn: last, today: last)
        let id = try draft.make(bank, by: manager, at: desk, in: db)
        try Survey.find(id, of: manager.organisationID, in: db).open(bank, by: manager, at: desk, in: db)
        let survey = try Survey.find(id, of: manager.organisationID, in: db)
        let asked = try SurveyInvitation.page(of: survey, limit: Survey.populationLimit, in: db).invitations
        for (place, invitation) in asked.prefix(max(1, asked.count * share / 100)).enumerated() {
            let helped = place % 5 == 3
            let values = survey.questions.enumerated().compactMap { number, question in
                FeedbackStory.value(question, place, number).map { (question.code, $0) }
            }
            let answer = SurveyAnswer(
                respondent: helped ? .assisted : .own, helper: helped ? .family : nil,
                values: Dictionary(values, uniquingKeysWith: { first, _ in first }), texts: [:])
            _ = try answer.take(
                for: survey, invitation, .init(mode: [.paper, .phone, .web][place % 3]), by: caller, at: desk, in: db)
        }
        return survey
    }

    /// Mostly content, now and then not.
    private static func value(_ question: Question, _ place: Int, _ number: Int) -> Set<Int>? {
        let turn = (place * 7 + number * 3) % 10
        return switch question.kind {
        case .satisfaction, .rating: [[5, 4, 4, 5, 3, 4, 5, 4, 2, 4][turn]]
        case .recommend: [[9, 8, 10, 7, 9, 6, 8, 10, 9, 5][turn]]
        case .effort: [[6, 5, 7, 6, 4, 6, 5, 7, 3, 6][turn]]
        case .yesNo: [question.yesIsBad ? [1, 1, 1, 1, 2, 1, 1, 1, 1, 0][turn] : [2, 2, 2, 1, 2, 2, 0, 2, 2, 1][turn]]
        case .choices: question.options.isEmpty ? nil : [1, 1 + turn % question.options.count]
        case .text: nil
        }
    }

    private func followUps(on today: LocalDay, in db: any Connection) throws {
        let period = FigurePeriod(.month, holding: today)
        for (place, (resident, opinion)) in zip(residents, script.opinions).enumerated() {
            let answer = SurveyAnswer(
                respondent: .own, helper: nil,
                values: ["life": [4], "body": [3 + place % 2], "satisfaction": [[4, 3, 5, 4][place % 4]]],
                texts: ["opinion": opinion])
            try FollowUp(
                id: db.newID(), organisationID: caller.organisationID, audience: .elder, personID: resident.id,
                period: period, form: .elder, mode: .visit, answer: answer, doneOn: today, recordedAt: db.now,
                recordedBy: caller.signature, caseID: nil
            ).record(unit: resident.unit, by: caller, at: desk, in: db)
        }
    }

    private func heard(on today: LocalDay, in db: any Connection) throws {
        for (place, line) in script.heard.enumerated() {
            let id = try HeardWord.tell(
                line.said, kind: line.kind, heardOn: today.advanced(by: -place), by: carer, at: desk, in: db)
            guard let answer = line.answer else { continue }
            try HeardWord.find(id, of: carer.organisationID, at: desk, in: db).answer(
                answer, by: caller, at: desk, in: db)
        }
    }
}
