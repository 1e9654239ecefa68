import Deadlines
import Kernel
import Platform
import Storage

/// Plays a planned year by the real commands, one scene after another; nothing is written past them.
package struct YearTeller: Sendable {
    let cases: CaseDesk
    let cast: YearCast
    package let plan: DemoPlan
    let data: YearData

    package init(_ cases: CaseDesk, _ cast: YearCast, _ plan: DemoPlan) throws {
        self.cases = cases
        self.cast = cast
        self.plan = plan
        data = try YearData.load()
    }

    /// Which stored case each planned one has become.
    package typealias Known = [Int: (id: ID<Case>, number: CaseNumber)]

    /// Plays one scene at the moment of `db`. Throws `SceneRefused` when a rule forbids it.
    package func play(_ scene: DemoPlan.Scene, _ known: inout Known, in db: any Connection) throws {
        let planned = plan.cases[scene.place]
        do {
            guard let place = scene.step else {
                known[scene.place] = try receive(planned.voice, in: db)
                return
            }
            guard let own = known[scene.place] else { throw Problem.notFound }
            let step = planned.steps[place]
            if case .split(let into) = step.deed {
                known[into] = try split(own.id, step, into, in: db)
            } else {
                try take(step, of: planned, on: own.id, known, in: db)
            }
        } catch let problem as Problem {
            throw SceneRefused(scene: scene, deed: scene.step.map { planned.steps[$0].deed }, problem: problem)
        }
    }

    /// A scene a rule forbids: the plan was wrong about the case.
    package struct SceneRefused: Error {
        package let scene: DemoPlan.Scene
        package let deed: YearDeed?
        package let problem: Problem
    }

    /// The stored cases of the planned ones that have come in by a moment, by the order of their numbers; for going on
    /// with a year that was broken off.
    package func known(until moment: Instant, in db: any Connection) throws -> Known {
        let begun = plan.scenes.filter { $0.at <= moment }.compactMap { scene -> Int? in
            guard let step = scene.step else { return scene.place }
            if case .split(let into) = plan.cases[scene.place].steps[step].deed { return into }
            return nil
        }
        let stored = try Case.inOrder(of: cast.organisation, in: db)
        return Dictionary(uniqueKeysWithValues: zip(begun, stored))
    }

    private func receive(
        _ voice: Voice, in db: any Connection
    ) throws -> (id: ID<Case>, number: CaseNumber) {
        guard let group = cast.units["complaints"] else { throw Problem.notFound }
        let actor = voice.receiver.map(actor) ?? Actor(organisationID: cast.organisation, kind: .visitor)
        let subject = try cases.receive(by: actor, in: db) { id, number in
            var draft = Registration(
                id: id, organisationID: cast.organisation, number: number, zone: .shanghai, kind: voice.kind,
                channel: voice.channel, secrecy: voice.secrecy, complainant: voice.complainant, receivedAt: db.now,
                accountableGroup: group, narrative: voice.narrative,
                subject: voice.points.first.map { SubjectLine.derived(from: $0.text) },
                personServed: voice.elder.map { cast.elders[$0].id }, desiredRemedy: voice.remedy)
            draft.complainedAbout = ComplainedAbout(staff: Set(voice.named.compactMap { cast.staff[$0]?.id }))
            draft.expectedReplyAt = voice.replyHours.map { db.now.advanced(byHours: $0) }
            draft.outside = voice.outsideHours.map {
                OutsideReferral(
                    body: voice.channel, reference: "\(data.words.reference)-\(number.counter)",
                    dueAt: db.now.advanced(byHours: $0))
            }
            draft.allegations =
                voice.kind.isGraded || voice.kind == .observation
                ? voice.points.map { NewAllegation(text: $0.text, category: $0.category, harm: $0.harm) } : []
            return draft
        }.subject
        return (subject.id, subject.number)
    }

    private func split(
        _ id: ID<Case>, _ step: PlannedStep, _ into: Int, in db: any Connection
    ) throws -> (id: ID<Case>, number: CaseNumber) {
        let fresh: ID<Case> = db.newID()
        let by = actor(step.by ?? "zuzhang")
        try cases.take(
            .split(Split(into: fresh, allegations: [2], reason: step.text)), on: id, by: by, in: db)
        let number = try find(fresh, in: db).number
        return (fresh, number)
    }

    func find(_ id: ID<Case>, in db: any Connection) throws -> Case {
        try Case.find(id, of: cast.organisation, at: cases.desk, in: db)
    }

    func actor(_ login: String) -> Actor {
        guard let member = cast.staff[login] else { return Actor(organisationID: cast.organisation, kind: .system) }
        return Actor(
            organisationID: cast.organisation, kind: .staff(member.id, roles: member.roles.union([.employee])))
    }

    func staff(_ login: String) throws -> ID<Staff> {
        guard let id = cast.staff[login]?.id else { throw Problem.notFound }
        return id
    }

    /// Who decides at the level the case has come to.
    func approver(of subject: Case) -> String {
        switch subject.level.current {
        case .one: "yuanzhang"
        case .two: "zongjian"
        case .three, .four, nil: "zhuguan"
        }
    }
}
