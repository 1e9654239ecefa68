import Foundation
import Kernel
import Platform
import Storage

extension CourseVersion.Origin: ColumnValue {}

/// The courses of a house (课程架): what it works by, the product's and its own.
package struct CourseShelf: Sendable {
    package let library: CourseLibrary
    package var rules: TrainingRules { library.rules }

    /// The most courses a house may have.
    package static let mostCourses = 200

    package init(library: CourseLibrary) { self.library = library }

    /// Each course as it is in force, retired ones too, in the order of their codes.
    package func all(of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection) throws
        -> [CourseVersion]
    {
        let stored = try db.rows(
            """
            SELECT * FROM training_courses WHERE organisation_id = \(organisation) AND is_current = 1
            ORDER BY code LIMIT \(CourseShelf.mostCourses)
            """
        ).map(CourseVersion.init)
        let byCode = Dictionary(stored.map { ($0.course.code, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(byCode.keys).union(library.courses.map(\.code)).sorted().compactMap {
            newer(byCode[$0], $0, on: day)
        }
    }

    /// The course as it is in force. Throws `Problem.notFound`.
    package func current(
        _ code: String, of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> CourseVersion {
        let row = try db.first(
            """
            SELECT * FROM training_courses
            WHERE organisation_id = \(organisation) AND code = \(code) AND is_current = 1
            """)
        guard let found = newer(try row.map(CourseVersion.init), code, on: day) else { throw Problem.notFound }
        return found
    }

    /// Lays down what the product brings and the house does not have yet, so that it is asked for from a known day.
    package func lay(of home: OrganisationProfile, in db: any Connection) throws {
        let system = Actor(organisationID: home.id, kind: .system)
        for version in try all(of: home.id, on: db.now.day(in: home.zone), in: db) where !version.isStored {
            try version.store(by: system, in: db)
        }
    }

    /// What the product brings in a newer form goes before an older form of the same; what a house made, and what it
    /// retired, goes before both.
    private func newer(_ stored: CourseVersion?, _ code: String, on day: LocalDay) -> CourseVersion? {
        guard let shipped = library[code] else { return stored }
        guard let stored else { return .first(shipped, origin: .shipped, on: day) }
        if stored.origin == .house || stored.isRetired || stored.course == shipped { return stored }
        return stored.followed(by: shipped, origin: .shipped, renews: false, on: day)
    }
}

extension CourseVersion {
    static func subject(_ code: String, _ organisation: ID<Organisation>) -> Event.Subject {
        Event.Subject(kind: "training_course", id: "\(organisation).\(code)")
    }

    /// Every stored version of a course, the newest first, at most 100.
    package static func history(
        _ code: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [CourseVersion] {
        try db.rows(
            """
            SELECT * FROM training_courses WHERE organisation_id = \(organisation) AND code = \(code)
            ORDER BY number DESC LIMIT 100
            """
        ).map(CourseVersion.init)
    }

    /// The version something was passed under. Throws `Problem.notFound`.
    package static func find(
        _ code: String, number: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> CourseVersion {
        try CourseVersion(
            db.one(
                """
                SELECT * FROM training_courses
                WHERE organisation_id = \(organisation) AND code = \(code) AND number = \(number)
                """))
    }

    /// Makes sure the version stands in the store.
    func store(by actor: Actor, in db: any Connection) throws {
        if isStored { return }
        let organisation = actor.organisationID
        try db.run(
            """
            UPDATE training_courses SET is_current = 0
            WHERE organisation_id = \(organisation) AND code = \(course.code) AND is_current = 1
            """)
        try db.run(
            """
            INSERT INTO training_courses (organisation_id, code, number, origin, document, counts_from, counts_from_on,
                required_from_on, is_retired, is_current, made_at, made_by)
            VALUES (\(organisation), \(course.code), \(number), \(origin), \(try JSONText.of(course)), \(countsFrom),
                \(countsFromOn), \(requiredFrom), \(isRetired), 1, \(db.now), \(actor.signature))
            """)
    }

    /// Takes no new sessions and quizzes from now on, and is asked of nobody; a quiz that was begun is handed in all the
    /// same. Throws `Problem.conflict` when it is retired already.
    package func retire(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard !isRetired else { throw Problem.conflict("training.courses.refusal.retired") }
        try store(by: actor, in: db)
        try db.run(
            """
            UPDATE training_courses SET is_retired = 1
            WHERE organisation_id = \(actor.organisationID) AND code = \(course.code) AND number = \(number)
            """)
        try Event.record(
            "training.course_retired", of: CourseVersion.subject(course.code, actor.organisationID), by: actor,
            facts: ["course": course.code, "version": String(number)], sealed: false, at: desk, in: db)
    }

    init(_ row: Row) throws {
        self.init(
            course: try JSONDecoder().decode(Course.self, from: Data(row.get("document", as: String.self).utf8)),
            number: try row.get("number"), origin: try row.get("origin"), countsFrom: try row.get("counts_from"),
            countsFromOn: try row.get("counts_from_on"), requiredFrom: try row.get("required_from_on"),
            isRetired: try row.get("is_retired"), madeAt: try row.get("made_at", as: Instant?.self),
            madeBy: try row.get("made_by", as: String?.self))
    }
}

extension CourseShelf {
    /// Puts a course of the house in force over version `seen`; 0 for a new one. Throws `Problem.conflict` when
    /// somebody else did so meanwhile.
    package func putInForce(
        _ course: Course, seen: Int, renews: Bool, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> CourseVersion {
        let organisation = actor.organisationID
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let all = try all(of: organisation, on: today, in: db)
        let before = all.first { $0.course.code == course.code }
        if seen == 0, before != nil {
            throw Problem.invalid("code", Message("training.courses.fault.code_taken"))
        }
        guard (before?.number ?? 0) == seen else { throw Problem.conflict("training.courses.refusal.meanwhile") }
        guard before != nil || all.count < CourseShelf.mostCourses else {
            throw Problem.conflict("training.courses.refusal.too_many", ["n": .number(CourseShelf.mostCourses)])
        }
        try before?.store(by: actor, in: db)
        let next =
            before?.followed(by: course, origin: .house, renews: renews, on: today)
            ?? .first(course, origin: .house, on: today)
        try next.store(by: actor, in: db)
        try Event.record(
            "training.course_changed", of: CourseVersion.subject(course.code, organisation), by: actor,
            facts: ["course": course.code, "version": String(next.number), "renews": renews ? "yes" : "no"],
            sealed: false, at: desk, in: db)
        return next
    }
}
