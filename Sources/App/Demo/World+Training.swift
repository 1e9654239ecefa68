import Kernel
import Platform
import Storage
import Training

extension World {
    /// What staff learnt (培训演示): a session held ten days before `end` with its sheet and quizzes, one to come, and people
    /// who lack something. A store that has sessions already is left as it is.
    package static func teach(in program: Program, until end: Instant) async throws {
        let training = TrainingDesk(desk: program.desk, shelf: CourseShelf(library: try CourseLibrary.load()))
        guard let clerk = staffActor("renshi"), let teacher = member("zuzhang") else { return }
        let isFresh = try await program.database.write { db in
            let known = try TrainingSession.page(nil, of: organisation, in: db).sessions
            guard known.isEmpty else { return false }
            let pupils = members.filter { !["zuzhang", "renshi", "canyin"].contains($0.login) }.prefix(8).map(\.id)
            let held = TrainingSession(
                id: db.newID(), organisationID: organisation, startsAt: end.advanced(byHours: -240), minutes: 90,
                place: Unit.office.name, trainer: .staff(teacher.id), courses: ["receiving-complaints"],
                madeAt: db.now, madeBy: clerk.signature)
            try held.plan(by: clerk, at: training, in: db)
            try held.invite(Set(pupils), by: clerk, at: training, in: db)
            let lines = pupils.enumerated().map { place, one in
                AttendanceLine(
                    staffID: one, outcome: place == 6 ? .work : place == 5 ? .partly : .attended,
                    minutes: place == 6 ? 0 : place == 5 ? 50 : 90)
            }
            let keyed = try TrainingSession.key(lines, of: held.id, seen: 1, by: clerk, at: training, in: db)
            for (place, one) in pupils.prefix(5).enumerated() {
                try TrainingRecord.keyPaper(
                    of: one, "receiving-complaints", right: place == 4 ? 4 : 8 - place % 2, at: keyed, by: clerk,
                    training, in: db)
            }
            let coming = TrainingSession(
                id: db.newID(), organisationID: organisation, startsAt: end.advanced(byHours: 144), minutes: 60,
                place: Unit.nursing.name, trainer: .staff(teacher.id),
                courses: ["listening-to-residents", "emergencies"], madeAt: db.now, madeBy: clerk.signature)
            try coming.plan(by: clerk, at: training, in: db)
            try coming.invite(
                Set(["hulier", "huli", "qiantai"].compactMap { member($0)?.id }), by: clerk, at: training, in: db)
            return true
        }
        guard isFresh, let carer = staffActor("chuli") else { return }
        try await program.database.write { db in
            let sitting = try QuizSitting.begin("service-awareness", by: carer, at: training, in: db)
            let paper = QuizPaper(try sitting.version(in: db).course, seed: sitting.seed)
            _ = try sitting.handIn(paper.items.map(\.rightPlace), by: carer, at: training, in: db)
        }
    }

    private static func staffActor(_ login: String) -> Actor? {
        member(login).map {
            Actor(organisationID: organisation, kind: .staff($0.id, roles: Set($0.roles).union([.employee])))
        }
    }
}
