import Casework
import Kernel
import Platform
import Storage
import Web

/// What a lesson is drafted from (通报由来), as the address names it: `action.ID`, `case.ID` or `knowledge.ID`.
struct LessonOrigin: Sendable {
    let source: ActionSource
    /// What is known already; of a case only what was learnt when it closed, and of a restricted one nothing.
    let content: Broadcast.Content

    /// Throws `Problem.forbidden` for what the actor may not read, `Problem.notFound` for what does not exist.
    static func find(_ text: String, for actor: Actor, at desk: Desk, in db: any Connection) throws -> LessonOrigin? {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let organisation = actor.organisationID
        func origin(_ kind: String, _ address: String, _ content: Broadcast.Content) -> LessonOrigin {
            LessonOrigin(
                source: ActionSource(kind: kind, id: parts[1], reason: "lesson", address: address), content: content)
        }
        switch parts[0] {
        case "action":
            guard let id = ID<ImprovementAction>(parts[1]) else { throw Problem.notFound }
            let action = try ImprovementAction.find(id, of: organisation, in: db)
            try desk.rights.must(
                QualityAction.readActions, actor, as: action.relations(of: actor, at: desk, in: db))
            return origin(
                "improvement_action", "/actions/\(id)",
                .init(
                    title: String(action.title.prefix(Broadcast.Content.titleLimit)), happened: action.cause.words,
                    learnt: "", todo: action.round.plan))
        case "case":
            guard let id = ID<Case>(parts[1]) else { throw Problem.notFound }
            let found = try Case.find(id, of: organisation, at: desk, in: db)
            try desk.rights.must(
                found.readingAction, actor, as: found.relations(of: try Standing.of(actor, in: db)))
            return origin(
                "case", "/cases/\(id)",
                .init(
                    title: "", happened: "", learnt: found.isRestricted ? "" : found.closing?.learning ?? "", todo: ""))
        case "knowledge":
            guard let id = ID<KnowledgeCase>(parts[1]),
                let one = try KnowledgeCase.versions(of: id, organisation, in: db).first(where: {
                    $0.state == .published
                })
            else { throw Problem.notFound }
            let limit = Broadcast.Content.textLimit
            return origin(
                "knowledge_case", "/knowledge/cases/\(id)",
                .init(
                    title: one.content.title, happened: String(one.content.situation.prefix(limit)),
                    learnt: String(one.content.result.prefix(limit)),
                    todo: String(one.content.experience.prefix(limit))))
        default: return nil
        }
    }
}

extension BroadcastRoutes {
    /// Reads a lesson, new or changed.
    @Sendable func writing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Broadcast> {
        try desk.rights.must(QualityAction.writeBroadcast, visit.actor)
        var reader = FormReader(visit.form)
        let from = reader.text("from", limit: 60)
        let isNew = visit.parameters.get("broadcast") == nil
        let seen = isNew ? nil : reader.number("version", in: 1...1_000_000, required: true)
        let content = try BroadcastPage(words: visit.words).content(&reader)
        let actor = visit.actor
        return { db in
            if let seen { return try open(visit, in: db).rewrite(content, seen: seen, by: actor, at: desk, in: db) }
            let origin = try LessonOrigin.find(from, for: actor, at: desk, in: db)
            return try Broadcast.draft(content, from: origin?.source, by: actor, at: desk, in: db)
        }
    }

    @Sendable func sending(_ visit: Visit, _ desk: Desk) async throws -> Deed<Broadcast> {
        try desk.rights.must(QualityAction.sendBroadcast, visit.actor)
        var reader = FormReader(visit.form)
        let seen = reader.number("version", in: 1...1_000_000, required: true)
        try reader.finish()
        return { db in
            let one = try open(visit, in: db)
            guard one.version == seen else { throw Problem.conflict("quality.refusal.changed_meanwhile") }
            return try one.send(by: visit.actor, at: desk, in: db)
        }
    }

    @Sendable func withdrawing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Broadcast> {
        try desk.rights.must(QualityAction.sendBroadcast, visit.actor)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", required: true)
        try reader.finish()
        return { db in try open(visit, in: db).withdraw(saying: reason, by: visit.actor, at: desk, in: db) }
    }

    /// Reads the receipt. A wrong answer is counted at once, since the refusal undoes nothing else.
    @Sendable func understanding(_ visit: Visit, _ desk: Desk) async throws -> Deed<Broadcast> {
        try desk.rights.must(QualityAction.readBroadcasts, visit.actor)
        var reader = FormReader(visit.form)
        let answer = reader.text("answer")
        let shift = BroadcastPage(words: visit.words).shift(&reader)
        let one = try await desk.read { try open(visit, in: $0) }
        if one.content.question != nil, answer.isEmpty { reader.fault("answer", Message("web.form.choose")) }
        try reader.finish()
        guard let shift, let staff = visit.actor.staffID else { throw Problem.notFound }
        if let question = one.content.question, question.right != answer {
            try await desk.write { try one.noteWrongAnswer(by: staff, in: $0) }
        }
        return { db in
            try open(visit, in: db).understand(in: shift, answering: answer, by: visit.actor, at: desk, in: db)
            return one
        }
    }
}
