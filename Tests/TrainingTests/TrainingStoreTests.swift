import App
import Duties
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Training

@Suite struct TrainingStoreTests {
    @Test(arguments: Engine.available)
    func `a quiz that is passed takes the person off the list, a failed one does not`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            #expect(try await scene.needs("hulier")["receiving-complaints"]?.state == .due)
            let failed = try await scene.handIn(
                try await scene.begin("receiving-complaints", by: "hulier"), wrong: 3, by: "hulier")
            #expect(failed.isPassed == false && failed.right == 5)
            #expect(try await scene.needs("hulier")["receiving-complaints"]?.state == .due)
            try await scene.handIn(try await scene.begin("receiving-complaints", by: "hulier"), by: "hulier")
            #expect(try await scene.needs("hulier")["receiving-complaints"]?.state == .valid)
            let figures = try await scene.figures()
            #expect(figures.passes == TrainingShare(1, of: 2) && figures.coverage.met == 1)
            #expect(try await scene.figures(unit: .secondFloor).coverage == TrainingShare(1, of: 7))
        }
    }

    @Test(arguments: Engine.available)
    func `handing in twice counts once, and a day has three tries`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            let first = try await scene.begin("emergencies", by: "huli")
            #expect(try await scene.begin("emergencies", by: "huli").id == first.id, "pressing twice begins one")
            try await scene.handIn(first, wrong: 5, by: "huli")
            #expect(try await scene.handIn(first, wrong: 0, by: "huli").isPassed == false, "what is in stays")
            for _ in 0..<2 {
                try await scene.handIn(try await scene.begin("emergencies", by: "huli"), wrong: 5, by: "huli")
            }
            await #expect(throws: Problem.conflict("training.quiz.refusal.tries", ["n": 3])) {
                try await scene.begin("emergencies", by: "huli")
            }
            scene.running.clock.move(hours: 24)
            _ = try await scene.begin("emergencies", by: "huli")
            let count = try await scene.database.read {
                try $0.count("SELECT count(*) AS n FROM training_records")
            }
            #expect(count == 3)
        }
    }

    @Test func `answers are sealed, seen by nobody else, and forgotten after their months`() async throws {
        try await TrainingScene.run { scene in
            let sitting = try await scene.handIn(
                try await scene.begin("emergencies", by: "huli"), by: "huli")
            let (desk, head, other) = (scene.desk, try scene.actor("huli"), try scene.actor("renshi"))
            let told = try await scene.database.read { try sitting.answers(at: desk, in: $0) }
            #expect(told?.count == 5)
            await #expect(throws: (any Error).self) {
                try await scene.database.read { _ = try QuizSitting.find(sitting.id, of: other, in: $0) }
            }
            scene.running.clock.move(hours: 24 * 400)
            try await TrainingUpkeep.work(scene.training.shelf, at: desk)
            let later = try await scene.database.read {
                try QuizSitting.find(sitting.id, of: head, in: $0).answers(at: desk, in: $0)
            }
            #expect(later == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `a course retired in the middle of a quiz still takes the answers`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            let sitting = try await scene.begin("emergencies", by: "hulier")
            let (training, clerk) = (scene.training, try scene.actor("renshi"))
            try await scene.database.write { db in
                try training.shelf.current(
                    "emergencies", of: World.organisation, on: db.now.day(in: .shanghai), in: db
                ).retire(by: clerk, at: training.desk, in: db)
            }
            #expect(try await scene.handIn(sitting, by: "hulier").isPassed == true)
            #expect(try await scene.needs("hulier")["emergencies"] == nil)
            await #expect(throws: Problem.conflict("training.courses.refusal.retired")) {
                try await scene.begin("emergencies", by: "hulier")
            }
        }
    }

    @Test func `a quiz not handed in within its hours is void and begins anew`() async throws {
        try await TrainingScene.run { scene in
            let sitting = try await scene.begin("emergencies", by: "hulier")
            scene.running.clock.move(hours: 24)
            await #expect(throws: Problem.conflict("training.quiz.refusal.over", ["n": 24])) {
                try await scene.handIn(sitting, by: "hulier")
            }
            #expect(try await scene.begin("emergencies", by: "hulier").id != sitting.id)
        }
    }

    @Test(arguments: Engine.available)
    func `a session that was held settles the quarter's duty and makes records`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            for round in scene.desk.rounds { try await round(scene.desk) }
            let session = try await scene.session()
            let keyed = try await scene.key(session, ["hulier": .attended, "huli": .sick])
            #expect(keyed.state == .held)
            let (records, duties) = try await scene.database.read { db in
                (
                    try db.count("SELECT count(*) AS n FROM training_records WHERE way = \("attendance")"),
                    try db.count(
                        "SELECT count(*) AS n FROM duties WHERE rule_code = \("staff_training") AND state = \("done")")
                )
            }
            #expect(records == 1 && duties == 1)
            #expect(try await scene.needs("hulier")["receiving-complaints"]?.state == .due, "it has a quiz to pass")
            #expect(try await scene.figures().attendance == TrainingShare(1, of: 2))
        }
    }

    @Test(arguments: Engine.available)
    func `of two who key the sheet at once the second is told`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            let session = try await scene.session()
            try await scene.key(session, ["hulier": .attended])
            await #expect(throws: Problem.conflict("training.sessions.refusal.meanwhile")) {
                try await scene.key(session, ["huli": .missed], by: "zhijian")
            }
            try await scene.key(session, ["huli": .missed], seen: 2, by: "zhijian")
            // A line keyed wrongly is put right and its record goes.
            try await scene.key(session, ["hulier": .leave], seen: 3)
            let records = try await scene.database.read {
                try $0.count("SELECT count(*) AS n FROM training_records")
            }
            #expect(records == 0)
        }
    }

    @Test func `nobody keys their own line, and who teaches has none`() async throws {
        try await TrainingScene.run { scene in
            let session = try await scene.session(asked: ["zuzhang", "renshi", "hulier"])
            let asked = try await scene.database.read { try session.invited(in: $0) }
            #expect(try asked.count == 2 && !asked.contains(scene.staff("zuzhang")))
            let field = TrainingSession.field(try scene.staff("renshi"))
            await #expect(throws: Problem.invalid(field, Message("training.sessions.fault.own_line"))) {
                try await scene.key(session, ["renshi": .attended])
            }
            await #expect(throws: Problem.notFound) { try await scene.key(session, ["zuzhang": .attended]) }
        }
    }

    @Test func `a session is not keyed before it begins, nor after it was called off`() async throws {
        try await TrainingScene.run { scene in
            let coming = try await scene.session(hoursAgo: -48)
            await #expect(throws: Problem.conflict("training.sessions.refusal.not_begun")) {
                try await scene.key(coming, ["hulier": .attended])
            }
            let (training, clerk) = (scene.training, try scene.actor("renshi"))
            try await scene.database.write { db in
                _ = try TrainingSession.cancel(coming.id, seen: 1, saying: "Ill", by: clerk, at: training, in: db)
            }
            scene.running.clock.move(hours: 72)
            await #expect(throws: Problem.conflict("training.sessions.refusal.cancelled")) {
                try await scene.key(coming, ["hulier": .attended], seen: 2)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `whoever was asked is told when a session moves or is called off`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            let coming = try await scene.session(hoursAgo: -48)
            let (training, clerk, nurse) = (scene.training, try scene.actor("renshi"), try scene.actor("hulier"))
            let trainer = try scene.staff("zuzhang")
            func told() async throws -> [String] {
                try await scene.database.read {
                    try StaffNotice.unread(of: nurse, in: $0).filter { $0.subject == coming.subject }.map(\.message.key)
                }
            }
            #expect(try await told() == ["training.sessions.notice.invited"])
            try await scene.database.write { db in
                _ = try TrainingSession.move(
                    coming.id, seen: 1, to: db.now.advanced(byHours: 96), minutes: 60, place: "Garden",
                    trainer: .staff(trainer), note: "", by: clerk, at: training, in: db)
            }
            #expect(try await told() == ["training.sessions.notice.moved"])
            try await scene.database.write { db in
                _ = try TrainingSession.cancel(coming.id, seen: 2, saying: "Rain", by: clerk, at: training, in: db)
            }
            #expect(try await told() == ["training.sessions.notice.cancelled"])
        }
    }

    @Test(arguments: Engine.available)
    func `a paper quiz counts once, of who was there, and a wrong number is put right`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            let session = try await scene.key(try await scene.session(), ["hulier": .attended, "huli": .missed])
            let (training, clerk) = (scene.training, try scene.actor("renshi"))
            func key(_ login: String, _ right: Int, replaces: Bool = false) async throws {
                let staff = try scene.staff(login)
                try await scene.database.write { db in
                    try TrainingRecord.keyPaper(
                        of: staff, "receiving-complaints", right: right, replaces: replaces, at: session, by: clerk,
                        training, in: db)
                }
            }
            try await key("hulier", 4)
            await #expect(throws: Problem.invalid("staff", Message("training.sessions.fault.keyed_already"))) {
                try await key("hulier", 8)
            }
            try await key("hulier", 8, replaces: true)
            #expect(try await scene.needs("hulier")["receiving-complaints"]?.state == .valid)
            await #expect(throws: Problem.invalid("staff", Message("training.sessions.fault.was_not_there"))) {
                try await key("huli", 8)
            }
            await #expect(throws: Problem.self) { try await key("hulier", 9, replaces: true) }
        }
    }

    @Test func `whoever has left is on no list, is not asked, and their records go after the years`() async throws {
        try await TrainingScene.run { scene in
            try await scene.handIn(try await scene.begin("emergencies", by: "hulier"), by: "hulier")
            let (all, staff) = (try await scene.figures().people.of, try scene.staff("hulier"))
            try await scene.database.write { db in
                var member = try StaffMember.find(staff, of: World.organisation, in: db)
                try member.leave(on: LocalDay("2026-09-23")!, roles: [], systemAdministrators: 2)
                try member.save(in: db)
            }
            #expect(try await scene.figures().people.of == all - 1)
            let session = try await scene.session()
            #expect(try await scene.database.read { try session.invited(in: $0).count } == 1)
            scene.running.clock.move(hours: 24 * 366 * 3)
            try await TrainingUpkeep.work(scene.training.shelf, at: scene.desk)
            let left = try await scene.database.read { try $0.count("SELECT count(*) AS n FROM training_sittings") }
            #expect(left == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a changed course keeps what was passed unless it is to be taken again`(engine: Engine) async throws {
        try await TrainingScene.run(engine) { scene in
            try await scene.handIn(try await scene.begin("emergencies", by: "hulier"), by: "hulier")
            let (training, clerk) = (scene.training, try scene.actor("renshi"))
            func change(seen: Int, renews: Bool) async throws {
                try await scene.database.write { db in
                    _ = try training.shelf.putInForce(
                        Course.sample(code: "emergencies"), seen: seen, renews: renews, by: clerk, at: training.desk,
                        in: db)
                }
            }
            try await change(seen: 1, renews: false)
            #expect(try await scene.needs("hulier")["emergencies"]?.state == .valid)
            await #expect(throws: Problem.conflict("training.courses.refusal.meanwhile")) {
                try await change(seen: 1, renews: true)
            }
            try await change(seen: 2, renews: true)
            #expect(try await scene.needs("hulier")["emergencies"]?.state == .due)
            let numbers = try await scene.database.read {
                try CourseVersion.history("emergencies", of: World.organisation, in: $0).map(\.number)
            }
            #expect(numbers == [3, 2, 1])
        }
    }
}
