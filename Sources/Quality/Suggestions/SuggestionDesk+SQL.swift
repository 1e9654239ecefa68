import Casework
import Kernel
import Platform
import Storage

/// A suggestion laid open for one reader (打开的建议): its case and its review.
struct OpenSuggestion: Sendable {
    let review: SuggestionReview
    let subject: Case
    let relations: Set<Relation>
    /// The steps of the case the reader may take; telling the proposer is one of them.
    let lawful: [CaseAction]
    let action: ImprovementAction?

    /// Opens it. Throws `Problem.forbidden` for whoever is named in it, and for one that is not open unless the reader
    /// may read the case or heads the unit asked.
    static func find(_ id: ID<Case>, for actor: Actor, at desk: Desk, in db: any Connection) throws -> OpenSuggestion {
        let review = try SuggestionReview.find(id, of: actor.organisationID, in: db)
        let subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        let reader = try CaseReader.of(actor, in: db)
        var relations: Set<Relation> = []
        if subject.relations(of: reader.standing).contains(.named) { relations.insert(.named) }
        if let unit = review.unit, reader.standing.headedUnits.contains(unit) { relations.insert(.unitHead) }
        try desk.rights.must(QualityAction.readSuggestions, actor, as: relations)
        guard !subject.isRestricted || relations.contains(.unitHead) || reader.mayRead(subject) else {
            throw Problem.forbidden("platform.rights.lacking")
        }
        return OpenSuggestion(
            review: review, subject: subject, relations: relations, lawful: reader.lawfulSteps(for: subject),
            action: try review.action.map { try ImprovementAction.find($0, of: actor.organisationID, in: db) })
    }

    func may(_ move: SuggestionReview.Move, _ actor: Actor, _ rights: Rights) -> Bool {
        guard SuggestionReview.next(move, from: review.state) != nil, let right = move.right else { return false }
        if move == .report, review.isAdopted != true || review.reportedAt != nil { return false }
        guard rights.allows(right.rawValue, to: actor, as: relations) else { return false }
        return move != .tell && move != .report || lawful.contains(.settle) || lawful.contains(.recordCommunication)
    }
}

extension SuggestionReview.Move {
    /// The right it asks for; `nil` for what the program notes by itself.
    package var right: QualityAction? {
        switch self {
        case .ask, .adopt, .decline: .reviewSuggestion
        case .opine: .giveOpinion
        case .tell, .report: .tellProposer
        case .answer: nil
        }
    }
}

/// What adopting a suggestion asks besides words (采纳).
struct Adoption: Hashable, Sendable {
    let words: String
    let unit: ID<OrganisationUnit>?
    let owner: ID<Staff>?
    let dueOn: LocalDay
}

extension QualityDesk {
    /// Asks a unit to study a suggestion; its head is told.
    func ask(
        _ unit: ID<OrganisationUnit>, _ words: String, of id: ID<Case>, by actor: Actor, in db: any Connection
    ) throws {
        var review = try reviewing(id, .ask, by: actor, in: db).review
        _ = try OrganisationUnit.find(unit, of: actor.organisationID, in: db)
        try review.taking(.ask(unit: unit, words: words), by: actor, at: desk, in: db)
        let heads = try ImprovementAction.heads(over: unit, of: actor.organisationID, in: db)
        try review.tell(Array(heads.prefix(1)), "study", in: db)
    }

    /// Writes down what the unit thinks; who asked is told.
    func opine(_ words: String, of id: ID<Case>, by actor: Actor, in db: any Connection) throws {
        var review = try reviewing(id, .opine, by: actor, in: db).review
        try review.taking(.opine(words: words), by: actor, at: desk, in: db)
        let asked = review.questions.last.flatMap { ID<Staff>(String($0.by.dropFirst(6))) }
        try review.tell([asked].compactMap { $0 }, "opinion", in: db)
    }

    /// Adopts it: an improvement action opens, and whoever speaks with the proposer is told to tell them.
    func adopt(_ adoption: Adoption, of id: ID<Case>, by actor: Actor, in db: any Connection) throws {
        let open = try reviewing(id, .adopt, by: actor, in: db)
        var review = open.review
        let title = open.subject.isRestricted ? open.subject.number.description : open.subject.subject
        let action = try ImprovementAction.open(
            ActionDraft(
                title: String(title.prefix(ImprovementAction.titleLimit)), reason: "adopted", plan: adoption.words,
                owner: adoption.owner, unit: adoption.unit ?? review.unit, dueOn: adoption.dueOn, checkDays: [30],
                address: "/suggestions/\(id)"), source: review.subject, by: actor, at: desk, in: db)
        try review.taking(.adopt(words: adoption.words, action: action), by: actor, at: desk, in: db)
        try review.tell(speakers(open.subject), "adopted", in: db)
    }

    /// Declines it with a reason the proposer will be told.
    func decline(_ reason: String, of id: ID<Case>, by actor: Actor, in db: any Connection) throws {
        let open = try reviewing(id, .decline, by: actor, in: db)
        var review = open.review
        try review.taking(.decline(reason: reason), by: actor, at: desk, in: db)
        try review.tell(speakers(open.subject), "declined", in: db)
    }

    /// Tells the proposer what was decided (S0-27, S1-47): the answer of the case where it has none yet, else a further
    /// talk. The rights and rules are those of the case.
    func tellProposer(
        _ answer: String, _ talk: CaseCommunication, of id: ID<Case>, by actor: Actor, in db: any Connection
    ) throws {
        var review = try reviewing(id, .tell, by: actor, in: db).review
        let at = try speak(answer, talk, to: id, by: actor, in: db)
        try review.taking(.tell(at: at), by: actor, at: desk, in: db)
        try StaffNotice.markSeen(review.subject, by: actor, in: db)
    }

    /// Tells the proposer that the improvement is made.
    func reportImprovement(_ talk: CaseCommunication, of id: ID<Case>, by actor: Actor, in db: any Connection) throws {
        var review = try reviewing(id, .report, by: actor, in: db).review
        let at = try speak(talk.matter, talk, to: id, by: actor, in: db)
        try review.taking(.report(at: at), by: actor, at: desk, in: db)
    }

    /// Gives the moment by which the case tells it was done.
    private func speak(
        _ answer: String, _ talk: CaseCommunication, to id: ID<Case>, by actor: Actor, in db: any Connection
    ) throws -> Instant {
        guard talk.reached || talk.mode.isWritten else {
            throw Problem.invalid("reached", Message("quality.field.reached"))
        }
        let subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        guard Transitions.line(subject.state, .settle) != nil else {
            try cases.take(.communication(talk), on: id, by: actor, in: db)
            return db.now
        }
        let after = try cases.take(
            .settlement(Settlement(answer: answer, communication: talk, satisfied: false)), on: id, by: actor, in: db)
        return after.milestones.decisionAt ?? db.now
    }

    private func reviewing(
        _ id: ID<Case>, _ move: SuggestionReview.Move, by actor: Actor, in db: any Connection
    ) throws -> OpenSuggestion {
        let open = try OpenSuggestion.find(id, for: actor, at: desk, in: db)
        if let right = move.right { try desk.rights.must(right, actor, as: open.relations) }
        return open
    }

    /// Who speaks with the proposer: whose desk the case is on, else who received it.
    private func speakers(_ subject: Case) -> [ID<Staff>] {
        [subject.holder.staffID ?? subject.firstReceiver ?? subject.handler].compactMap { $0 }
    }
}

extension SuggestionReview {
    func tell(_ staff: [ID<Staff>], _ key: String, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("quality.notice.suggestion_\(key)"), for: staff, about: subject, of: organisationID,
            topic: "suggestion", in: db)
    }

    /// Once an improvement that a suggestion brought is verified, whoever told the proposer tells them of it.
    static func remindToReport(_ action: ImprovementAction, in db: any Connection) throws {
        guard let id = ID<Case>(action.source.id) else { return }
        let review = try find(id, of: action.organisationID, in: db)
        let row = try db.first("SELECT first_receiver_id, holder_id FROM cases WHERE id = \(id)")
        let receiver: ID<Staff>? = try row?.get("first_receiver_id")
        let holder: String? = try row?.get("holder_id")
        let keepers = try action.judges(in: db)
        try review.tell((receiver ?? holder.flatMap { ID<Staff>($0) }).map { [$0] } ?? keepers, "made", in: db)
    }
}
