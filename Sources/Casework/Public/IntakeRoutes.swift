import Deadlines
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The way in for everybody (受理, S0-10): the form, and the one transaction that makes a case of it.
enum IntakeRoutes {
    static let bodyLimit = 30 * 1_048_576
    /// A whole ward shares one address, so the bounds only stop machines.
    static let perHour = ThrottleLimit(attempts: 300, windowMinutes: 60)
    static let perDay = ThrottleLimit(attempts: 1000, windowMinutes: 24 * 60)
    /// So long a form sent again opens the case it made; later it takes number and PIN, for the device may be shared.
    private static let againMinutes = 10

    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/complaints/new", .open) { visit in
                let kind = PublicKind(rawValue: visit.query("kind")) ?? .complaint
                let form = form(kind, try await topics(visit, cases), visit)
                return try visit.publicPage(IntakePage(form, kind: kind, words: visit.words))
            },
            .post("/complaints", .open, bodyLimit: bodyLimit, needsCSRF: false, refills: true) { visit in
                do {
                    return try await receive(visit, cases)
                } catch Problem.invalid(let faults) {
                    return try await again(visit, cases, faults, .unprocessableContent)
                }
            },
        ]
    }

    private static func form(_ kind: PublicKind, _ topics: TopicList, _ visit: Visit) -> FormView {
        IntakePage.form(kind, topics: topics, today: visit.now.day(in: visit.zone), words: visit.words)
    }

    /// What may be chosen now.
    private static func topics(_ visit: Visit, _ cases: CaseDesk) async throws -> TopicList {
        let rules = try await cases.rulesNow(visit)
        return rules.topics.offered(by: rules.categories)
    }

    /// The same form with all that was typed and every fault.
    private static func again(
        _ visit: Visit, _ cases: CaseDesk, _ faults: [String: Message], _ status: HTTPResponse.Status
    ) async throws -> Response {
        let kind = PublicKind(rawValue: visit.form.value("kind")) ?? .complaint
        let named = Dictionary(
            faults.map { (IntakeForm.field(of: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        let refused = form(kind, try await topics(visit, cases), visit).refused(visit.form, named, visit.words)
        return try visit.publicPage(IntakePage(refused, kind: kind, words: visit.words), status: status)
    }

    /// What had to be read before a voice can be taken.
    private struct Setting: Sendable {
        let group: ID<OrganisationUnit>
        let profile: OrganisationProfile
        let replyAt: Instant?
    }

    private static func receive(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        guard visit.isOwnForm else {
            return try await again(visit, cases, ["form": Message("web.csrf.stale")], .conflict)
        }
        let setting = try await setting(visit, cases)
        let words = visit.recordWords(setting.profile)
        var reader = FormReader(visit.form)
        let intake = IntakeForm(&reader, topics: try await topics(visit, cases), words: words)
        let draft = { @Sendable (id: ID<Case>, number: CaseNumber, now: Instant) in
            intake.registration(
                id: id, number: number, at: now, group: setting.group, profile: setting.profile,
                replyAt: setting.replyAt, words: words)
        }
        let files = try check(visit, &reader) { now in
            draft(ID(at: now, random: [UInt8](repeating: 0, count: 10)), CaseNumber(year: 1, counter: 1), now)
        }
        let stored = try await SentFile.put(files, of: setting.profile.id, at: cases.desk)
        let (visitor, address) = (visit.visitor, visit.address)
        let answer = try await cases.desk.once(visit) { db in
            for (key, limit) in bounds(address) { try Throttle.admit(key, limit, in: db) }
            let received = try cases.receive(by: visitor, in: db, points: intake.points) { id, number in
                draft(id, number, db.now)
            }
            try SentFile.add(stored, to: received.subject.id, of: setting.profile.id, at: cases, in: db)
            return received.subject.id.text
        }
        return try await open(answer, visit, cases)
    }

    private static func setting(_ visit: Visit, _ cases: CaseDesk) async throws -> Setting {
        let organisation = visit.actor.organisationID
        let address = visit.address
        return try await cases.desk.read { db in
            for (key, limit) in bounds(address) { try Throttle.check(key, limit, in: db) }
            let profile = try OrganisationProfile.find(organisation, in: db)
            let calendar = try OrganisationCalendar.load(organisation, in: db)
            let levels = try cases.rulesNow(of: organisation, in: db).levels
            let reply = levels.promises(for: .inquiry, level: .four, organisation: profile.kind)[.reply]
            let due = reply?.targets.first.map {
                Promise(kind: "reply", term: $0.term).due(from: db.now, in: calendar).at
            }
            return Setting(
                group: try AccountableGroup.find(of: organisation, on: db.now.day(in: profile.zone), in: db),
                profile: profile, replyAt: due)
        }
    }

    private static func bounds(_ address: String) -> [(String, ThrottleLimit)] {
        [("intake_hour:\(address)", perHour), ("intake_day:\(address)", perDay)]
    }

    /// All faults at once: of the fields, of the files, and of the rule that will receive the case.
    private static func check(
        _ visit: Visit, _ reader: inout FormReader, draft: (Instant) -> Registration
    ) throws(Problem) -> [CheckedFile] {
        let files = SentFile.checked(&reader)
        do {
            _ = try Case.receive(draft(visit.now), by: visit.visitor, at: visit.now)
        } catch {
            guard case .invalid(let faults) = error else { throw error }
            for (field, fault) in faults { reader.fault(IntakeForm.field(of: field), fault) }
        }
        try reader.finish()
        return files
    }

    /// Opens the case to whoever sent the form, the first time and when the same form is sent again soon.
    private static func open(_ answer: String, _ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        guard let id = ID<Case>(answer) else { throw Problem.notFound }
        let (organisation, origin) = (visit.actor.organisationID, visit.origin)
        let token = try await cases.desk.write { db -> String? in
            let subject = try Case.find(id, of: organisation, at: cases.desk, in: db)
            guard db.now < subject.milestones.registeredAt.advanced(byMinutes: againMinutes) else { return nil }
            let seen = subject.secrecy == .anonymous ? Session.Origin(device: "", address: "") : origin
            return try Session.start(.complainant(caseID: id.text), of: organisation, from: seen, in: db).token
        }
        guard let token else { return visit.redirect(to: "/follow", saying: "casework.public.flash.already_sent") }
        var response = visit.redirect(to: "/my-case/receipt")
        response.set(.session, token, secure: visit.front.settings.secureCookies)
        return response
    }
}
