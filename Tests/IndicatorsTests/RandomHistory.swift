import App
import Commitments
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Feedback
@testable import Indicators

/// What a house does, in any order, the same for the same seed (SplitMix64): something for every source of lines.
struct RandomHistory: RandomNumberGenerator {
    private var state: UInt64
    private var cases: [ID<Case>] = []
    private var count = 0

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    /// Who does each step of a source once, so that none is left out by chance, then something at random.
    mutating func something(_ scene: IndicatorScene, _ number: Int) async throws {
        count += 1
        let kinds = ObservedKind.allCases
        let kind = number < kinds.count ? kinds[number] : one(of: kinds + [.case, .case, .case, .case])
        switch kind {
        case .case: try await caseStep(scene)
        case .person: try await personStep(scene)
        case .duty: try await dutyStep(scene)
        case .action: try await actionStep(scene)
        case .suggestion: try await suggestionStep(scene)
        case .survey: break
        case .inspection: try await inspectionStep(scene)
        case .volume: try await volumeStep(scene)
        case .training, .trainingRecord: try await trainingStep(scene)
        }
    }

    private mutating func caseStep(_ scene: IndicatorScene) async throws {
        if Int.random(in: 0..<5, using: &self) == 0 {
            // Chance alone seldom brings a case to its close.
            let resident = World.residents[Int.random(in: 0..<World.residents.count, using: &self)].id
            let id = try await scene.receive { $0.personServed = resident }
            do { try await scene.solve(id) } catch is Problem {}
            cases.append(id)
            return
        }
        if cases.isEmpty || Int.random(in: 0..<3, using: &self) == 0 {
            let (resident, secrecy) = (Int.random(in: 0..<3, using: &self), one(of: [Secrecy.open, .open, .anonymous]))
            let kind = one(of: [CaseKind.complaint, .complaint, .dispute, .incident])
            // A matter that needs no answer may ask for more than chance gives it.
            let received = try? await scene.receive {
                $0.kind = kind
                $0.personServed = World.residents[resident].id
                if secrecy == .anonymous {
                    $0.secrecy = .anonymous
                    $0.complainant = Complainant(kind: .anonymous, declinedContact: true)
                }
            }
            if let received { cases.append(received) }
            return
        }
        let id = one(of: cases)
        let other = one(of: cases)
        let member = World.member("chuli")!.id
        let level = one(of: ResponseLevel.allCases)
        let steps: [CaseStep] = [
            .acknowledgement(.init(communication: scene.talk(), empathyShown: true)),
            .grading(.init(level: level)), .grading(.init(level: .four)),
            .feedback(
                Feedback(
                    handler: member, understood: "Cold", nextStep: "Look",
                    expectedAt: scene.clock.now.advanced(byHours: 30),
                    communication: scene.talk())),
            .assignment(Assignment(handler: member, responsibleUnit: World.Unit.catering.id)),
            .acceptance(.init()), .communication(scene.talk()), .upgrade(.init(level: .one, reason: "Worse")),
            .settlement(
                Settlement(answer: "Warm", finding: .upheld, communication: scene.talk(), satisfied: true)),
            .closure(Closure(summary: "Warm", learning: "Lids")), .reopening(Reopening(reason: "Again")),
            .merger(Merger(into: other, reason: "The same")), .separation(.init(reason: "Not the same")),
            .withdrawal(.init(reason: "No more", ofOwnFreeWill: true)),
            .escalation(.init(role: .director, reason: Message("casework.escalation.level"))),
        ]
        let step = one(of: steps)
        // Most steps are refused at any moment; what is taken in the end is what matters.
        do { try await scene.take(step, on: id, by: IndicatorScene.anybody) } catch is Problem {}
    }

    private mutating func personStep(_ scene: IndicatorScene) async throws {
        let resident = World.residents[Int.random(in: 0..<World.residents.count, using: &self)].id
        let (what, days) = (Int.random(in: 0..<4, using: &self), Int.random(in: 0..<20, using: &self))
        let subject = ObservedSubject(.person, resident.text)
        try await scene.database.write { db in
            let today = db.now.day(in: .shanghai)
            switch what {
            case 0:
                try db.run(
                    "UPDATE service_periods SET until_on = \(today.advanced(by: days)) WHERE person_id = \(resident) AND until_on IS NULL AND from_on <= \(today)"
                )
                try scene.record("people.changed", subject, in: db)
            case 1:
                try db.run("UPDATE persons SET unit_id = \(World.Unit.catering.id) WHERE id = \(resident)")
                try scene.record("people.changed", subject, in: db)
            case 2: try RandomHistory.followUp(resident, today, scene, in: db)
            default: try RandomHistory.letter(resident, today, scene, in: db)
            }
        }
    }

    private static func followUp(
        _ person: ID<Person>, _ today: LocalDay, _ scene: IndicatorScene, in db: any Connection
    ) throws {
        let (id, period): (String, String) = (
            (db.newID() as ID<Volume>).text, FigurePeriod(.month, holding: today).description
        )
        let written = try db.run(
            """
            INSERT INTO follow_ups (id, organisation_id, audience, person_id, period, form, mode, respondent, done_on,
                answers_sealed, recorded_at, recorded_by)
            VALUES (\(id), \(World.organisation), 'elder', \(person), \(period), 'elder', 'phone', 'self', \(today),
                '', \(db.now), 'system') ON CONFLICT DO NOTHING
            """)
        guard written == 1 else { return }
        try Event.record(
            "feedback.followed_up", of: Event.Subject(kind: "follow_up", id: id), by: IndicatorScene.system,
            facts: [String: String](), at: scene.desk, in: db)
    }

    /// The first letter is put in force when the first is given; now and then comes another version.
    private static func letter(
        _ person: ID<Person>, _ today: LocalDay, _ scene: IndicatorScene, in db: any Connection
    ) throws {
        let issued = try LetterBook.load(of: World.organisation, in: db).versions.filter { $0.issued != nil }
        guard let letter = issued.last else {
            try db.run(
                """
                INSERT INTO commitment_letters (id, organisation_id, version, scope_zh, scope_en, quality_zh, quality_en,
                    mechanism_zh, mechanism_en, contact_zh, contact_en, outside_zh, outside_en, made_at, issued_at,
                    effective_on, in_force_from)
                VALUES (\((db.newID() as ID<Volume>).text), \(World.organisation), \(issued.count + 1), 'a', 'a', 'a',
                    'a', 'a', 'a', 'a', 'a', 'a', 'a', \(db.now), \(db.now), \(today), \(db.now))
                """)
            return
        }
        let id = (db.newID() as ID<Volume>).text
        let written = try db.run(
            """
            INSERT INTO commitment_issues (id, organisation_id, person_id, letter_id, letter_version, issued_on, way,
                read_aloud, large_print, second_language, outcome, signed, relation, reason, recorded_at, recorded_by)
            SELECT \(id), \(World.organisation), \(person), \(letter.id), \(letter.version), \(today), 'handed', 0, 0, 0,
                'paper', 1, 'self', '', \(db.now), 'system'
            WHERE NOT EXISTS (SELECT 1 FROM commitment_issues WHERE person_id = \(person))
            """)
        guard written == 1 else { return }
        try Event.record(
            "commitments.letter_given", of: Event.Subject(kind: "commitment_issue", id: id),
            by: IndicatorScene.system, facts: [String: String](), at: scene.desk, in: db)
    }

    private mutating func dutyStep(_ scene: IndicatorScene) async throws {
        let place = Int.random(in: 0..<5, using: &self)
        try await scene.database.write { db in
            let rows = try db.rows("SELECT id FROM duties WHERE state = 'open' ORDER BY due_at, id LIMIT 5")
            guard !rows.isEmpty else { return }
            let id: String = try rows[place % rows.count].get("id")
            try db.run(
                """
                UPDATE duties SET state = 'done', ended_at = \(db.now), ended_by = 'system', version = version + 1
                WHERE id = \(id)
                """)
            try scene.record("duties.completed", ObservedSubject(.duty, id), in: db)
        }
    }

    private mutating func actionStep(_ scene: IndicatorScene) async throws {
        let (late, isEffective) = (Int.random(in: -3..<4, using: &self), Bool.random(using: &self))
        let isNew = Int.random(in: 0..<2, using: &self) == 0
        let count = count
        try await scene.database.write { db in
            let today = db.now.day(in: .shanghai)
            let known = try db.first("SELECT id FROM improvement_actions ORDER BY id DESC LIMIT 1")
            let id: String = try (isNew ? nil : known)?.get("id") ?? (db.newID() as ID<Volume>).text
            if isNew || known == nil {
                try db.run(
                    """
                    INSERT INTO improvement_actions (id, organisation_id, number, source_kind, source_id, state, is_open,
                        unit_id, owner_id, opened_at, next_at, version, document)
                    VALUES (\(id), \(World.organisation), \("A-\(count)"), 'meeting', \(id), 'open', 1,
                        \(World.Unit.catering.id), \(World.member("chuli")!.id), \(db.now), \(db.now), 1, '{}')
                    """)
            }
            let (done, judged) = (today.advanced(by: late), today)
            try db.run(
                """
                INSERT INTO improvement_rounds (action_id, round, organisation_id, due_on, done_on, judged_on,
                    is_effective)
                VALUES (\(id), 1, \(World.organisation), \(today), \(done), \(judged), \(isEffective))
                ON CONFLICT (action_id, round) DO UPDATE SET done_on = excluded.done_on,
                    is_effective = excluded.is_effective
                """)
            try scene.record("quality.action_opened", ObservedSubject(.action, id), in: db)
        }
    }

    private mutating func suggestionStep(_ scene: IndicatorScene) async throws {
        let isAdopted = Bool.random(using: &self)
        let id = try await scene.receive { $0.kind = .suggestion }
        try await scene.database.write { db in
            let today = db.now.day(in: .shanghai)
            try db.run(
                """
                INSERT INTO suggestion_reviews (case_id, organisation_id, received_at, state, is_open, decided_on,
                    is_adopted, version, document)
                VALUES (\(id), \(World.organisation), \(db.now), \(isAdopted ? "adopted" : "declined"), 1, \(today),
                    \(isAdopted), 1, '{}')
                """)
            try scene.record("quality.adopted", ObservedSubject(.suggestion, id.text), in: db)
        }
    }

    private mutating func inspectionStep(_ scene: IndicatorScene) async throws {
        let (kind, reached) = (one(of: ["mystery", "internal"]), Int.random(in: 0..<40, using: &self))
        let isReleased = kind == "internal" || Bool.random(using: &self)
        let count = count
        try await scene.database.write { db in
            let id = (db.newID() as ID<Volume>).text
            try db.run(
                """
                INSERT INTO inspections (id, organisation_id, number, kind, checklist, unit_id, held_on, is_released,
                    reached, possible, made_at, document)
                VALUES (\(id), \(World.organisation), \("I-\(count)"), \(kind), 'a', \(World.Unit.catering.id),
                    \(db.now.day(in: .shanghai)), \(isReleased), \(reached), 40, \(db.now), '{}')
                """)
            try scene.record("quality.inspected", ObservedSubject(.inspection, id), in: db)
            guard !isReleased else { return }
            let before = try db.first("SELECT id FROM inspections WHERE is_released = 0 ORDER BY id LIMIT 1")
            guard let known: String = try before?.get("id"), known != id else { return }
            try db.run("UPDATE inspections SET is_released = 1 WHERE id = \(known)")
            try scene.record("quality.mystery_released", ObservedSubject(.inspection, known), in: db)
        }
    }

    /// A session with its sheet and a paper test.
    private mutating func trainingStep(_ scene: IndicatorScene) async throws {
        let (isThere, isPassed) = (Bool.random(using: &self), Bool.random(using: &self))
        try await scene.database.write { db in
            let (id, record) = ((db.newID() as ID<Volume>).text, (db.newID() as ID<Volume>).text)
            let (member, today) = (World.member("chuli")!.id, db.now.day(in: .shanghai))
            try db.run(
                """
                INSERT INTO training_courses (organisation_id, code, number, origin, document, counts_from,
                    counts_from_on, required_from_on, is_retired, is_current, made_at, made_by)
                VALUES (\(World.organisation), 'tried', 1, 'house', '{}', 1, \(today), \(today), 1, 0, \(db.now),
                    'system') ON CONFLICT DO NOTHING
                """)
            try db.run(
                """
                INSERT INTO training_sessions (id, organisation_id, state, starts_at, minutes, place, trainer_name,
                    courses, note, version, made_at, made_by)
                VALUES (\(id), \(World.organisation), 'held', \(db.now), 60, 'a', 'a', '[]', '', 1, \(db.now), 'system')
                """)
            try db.run(
                """
                INSERT INTO training_attendances (session_id, staff_id, organisation_id, outcome, minutes, invited_at,
                    keyed_at, keyed_by)
                VALUES (\(id), \(member), \(World.organisation), \(isThere ? "attended" : "missed"), 0, \(db.now),
                    \(db.now), 'system')
                """)
            try db.run(
                """
                INSERT INTO training_records (id, organisation_id, staff_id, course, number, way, session_id, passed,
                    right_count, asked, done_on, recorded_at, recorded_by)
                VALUES (\(record), \(World.organisation), \(member), 'tried', 1, 'paper', \(id), \(isPassed), 1, 2,
                    \(today), \(db.now), 'system')
                """)
            try scene.record("training.session_keyed", ObservedSubject(.training, id), in: db)
        }
    }

    private mutating func volumeStep(_ scene: IndicatorScene) async throws {
        let kind = one(of: Volume.Kind.allCases)
        let (back, amount) = (Int.random(in: 1..<4, using: &self), Int.random(in: 0..<5000, using: &self))
        try await record(kind, back, amount, scene)
    }

    private func record(_ kind: Volume.Kind, _ back: Int, _ amount: Int, _ scene: IndicatorScene) async throws {
        let desk = scene.desk
        _ = try await scene.database.write { db in
            let month = FigurePeriod(.month, holding: db.now.day(in: .shanghai)).moved(by: -back)
            return try Volume.record(
                kind, month, amount: amount, by: IndicatorScene.actor("zhijian"), at: desk, in: db)
        }
    }

    /// What every history holds, whatever chance brings: each volume, and a wave of each survey.
    func foundations(_ scene: IndicatorScene) async throws {
        try await scene.solve(try await scene.receive())
        for kind in Volume.Kind.allCases { try await record(kind, 1, 100, scene) }
        for kind in [SurveyKind.annual, .ltci, .awareness, .silence] { try await wave(kind, scene) }
    }

    private func wave(_ kind: SurveyKind, _ scene: IndicatorScene) async throws {
        let banks = try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml"))
        let (bank, desk) = (try #require(banks[kind]), scene.desk)
        try await scene.database.write { db in
            let today = db.now.day(in: .shanghai)
            let actor = IndicatorScene.actor("zhijian")
            let draft = try SurveyDraft(
                kind: kind, name: "Wave", plan: SamplingPlan(.everybody), threshold: 80, opensOn: today,
                closesOn: today.advanced(by: 5), today: today)
            let id = try draft.make(bank, by: actor, at: desk, in: db)
            try Survey.find(id, of: World.organisation, in: db).open(bank, by: actor, at: desk, in: db)
            for number in 0..<12 {
                let response = (db.newID() as ID<Volume>).text
                try db.run(
                    """
                    INSERT INTO survey_responses (id, organisation_id, survey_id, has_invitation, mode, respondent)
                    VALUES (\(response), \(World.organisation), \(id), 0, 'paper', 'self')
                    """)
                for question in bank.questions where question.kind != .text {
                    let value = question.kind == .satisfaction ? 3 + number % 3 : 1
                    try db.run(
                        """
                        INSERT INTO survey_answers (response_id, organisation_id, survey_id, question, value)
                        VALUES (\(response), \(World.organisation), \(id), \(question.code), \(value))
                        """)
                }
            }
            try Survey.find(id, of: World.organisation, in: db).close(by: actor, at: desk, in: db)
        }
    }
}
