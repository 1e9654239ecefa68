import Casework
import Foundation
import Kernel
import Platform
import Storage
import Yams

/// What a demonstration shows of improvement (演示), told by the same rules as everything else: a kitchen is inspected, an
/// action is done and verified, a case is written up, and a lesson goes round.
package struct ImprovementStory: Sendable {
    let actor: @Sendable (String) -> Actor
    let kitchen: ID<OrganisationUnit>
    /// Logins of those who have read the lesson.
    let readers: [String]
    let texts: Texts

    /// The words of the story, from `Data/story.yaml`.
    struct Texts: Decodable, Sendable {
        struct Seen: Decodable, Sendable { let note, team, participant, summary: String }
        struct Done: Decodable, Sendable { let title, cause, plan, measure, figure, done, verified: String }
        struct Known: Decodable, Sendable {
            let category, title, situation, course, result, policies, experience, comment, capacity: String
        }
        struct Taught: Decodable, Sendable {
            let title, happened, learnt, todo, question, right: String
            let wrong: [String]
        }
        let inspection: Seen
        let action: Done
        let knowledge: Known
        let lesson: Taught
    }

    /// Throws when the file of words is wrong. `actor` gives who bears a login.
    package init(
        actor: @escaping @Sendable (String) -> Actor, kitchen: ID<OrganisationUnit>, readers: [String]
    ) throws {
        self.actor = actor
        self.kitchen = kitchen
        self.readers = readers
        texts = try YAMLDecoder().decode(
            Texts.self, from: String(contentsOf: QualityFolder.named("Data/story.yaml"), encoding: .utf8))
    }

    package func tell(at desk: Desk, in db: any Connection) throws {
        let profile = try OrganisationProfile.find(actor("zhijian").organisationID, in: db)
        let today = db.now.day(in: profile.zone)
        try inspect(on: today, at: desk, in: db)
        let action = try improve(on: today, at: desk, in: db)
        try learn(at: desk, in: db)
        try share(action, at: desk, in: db)
    }

    private func inspect(on today: LocalDay, at desk: Desk, in db: any Connection) throws {
        guard let list = try ChecklistLibrary.load()["service-quality"] else { return }
        let (told, fault) = (texts.inspection, "SQ4")
        let scores = list.items.map { item in
            let isFault = item.code == fault
            return Inspection.Score(item: item.code, mark: isFault ? .partly : .full, note: isFault ? told.note : "")
        }
        _ = try InspectionDraft(
            list: list, kind: .residents, unit: kitchen, heldOn: today, team: told.team,
            participants: [told.participant], scores: scores, summary: told.summary,
            rectifyBy: today.advanced(by: 14), nextOn: today.advanced(by: 30), numbers: [], secret: nil
        ).record(by: actor("zhijian"), at: desk, in: db)
    }

    /// An action that is done and verified, and waits for its effect.
    private func improve(on today: LocalDay, at desk: Desk, in db: any Connection) throws -> ID<ImprovementAction> {
        let (told, owner, verifier) = (texts.action, actor("canyin"), actor("zhijian"))
        let id = try ImprovementAction.open(
            ActionDraft(
                title: told.title, reason: "own", cause: ActionCause(words: told.cause), plan: told.plan,
                measure: told.measure, owner: owner.staffID, unit: kitchen, dueOn: today.advanced(by: 7),
                trigger: .value(MeasuredValue(name: told.figure, before: 78, target: 90))),
            source: Event.Subject(kind: "own", id: "demonstration"), by: verifier, at: desk, in: db)
        try ImprovementAction.take(.complete(words: told.done), on: id, by: owner, at: desk, in: db)
        try ImprovementAction.take(.verify(words: told.verified), on: id, by: verifier, at: desk, in: db)
        return id
    }

    private func learn(at desk: Desk, in db: any Connection) throws {
        let told = texts.knowledge
        guard let category = CategoryCode(told.category) else { return }
        let draft = try KnowledgeCase.write(
            KnowledgeCase.Content(
                outcome: .success, title: told.title, category: category, situation: told.situation,
                course: told.course, result: told.result, policies: told.policies, experience: told.experience),
            by: actor("zuzhang"), at: desk, in: db)
        try draft.publish(by: actor("zhijian"), at: desk, in: db)
        try KnowledgeComment.add(
            told.comment, capacity: told.capacity, isExpert: true, on: draft, by: actor("huli"), at: desk, in: db)
    }

    private func share(_ action: ID<ImprovementAction>, at desk: Desk, in db: any Connection) throws {
        let told = texts.lesson
        let draft = try Broadcast.draft(
            Broadcast.Content(
                title: told.title, happened: told.happened, learnt: told.learnt, todo: told.todo,
                question: ControlQuestion(told.question, right: told.right, wrong: told.wrong)),
            from: ActionSource(
                kind: "improvement_action", id: action.text, reason: "lesson", address: "/actions/\(action)"),
            by: actor("huli"), at: desk, in: db)
        let sent = try draft.send(by: actor("zhijian"), at: desk, in: db)
        let shifts = WorkShift.Usual.allCases.compactMap { WorkShift($0.rawValue) }
        for (place, login) in readers.enumerated() {
            try sent.understand(
                in: shifts[place % shifts.count], answering: told.right, by: actor(login), at: desk, in: db)
        }
    }
}
