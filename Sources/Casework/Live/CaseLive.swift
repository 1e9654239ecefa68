import Foundation
import Hummingbird
import Kernel
import Platform
import Web

/// What a page of one case needs to be live (个案在场): where to listen, and the version it shows.
struct CaseLive: Sendable {
    let stream: String
    let typing: String
    let version: String
    let back: String

    init(_ subject: Case) {
        let address = "/cases/\(subject.id)"
        stream = "\(address)/live"
        typing = "\(address)/typing"
        version = String(subject.version)
        back = address
    }
}

/// Who else is at a case, and whether it changed. The stream carries names and a number, no word of the case.
enum CaseLiveRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases/:case/live", .right(CaseAction.read)) { visit in
                let id = try visit.id("case", of: Case.self)
                let name = visit.identity.displayName ?? ""
                let (desk, actor) = (cases.desk, visit.actor)
                try await desk.read { _ = try cases.readable(id, for: actor, in: $0) }
                return try LiveStream.response(visit, at: desk, record: record(id)) { actor, listener, db in
                    let subject = try cases.readable(id, for: actor, in: db)
                    guard let staff = actor.staffID else { throw Problem.signedOut }
                    let people = desk.live.see(listener, staff, name: name, record: record(id), now: db.now)
                    let json = try JSONText.of(people)
                    return [LiveEvent("version", String(subject.version)), LiveEvent("people", json)]
                }
            },
            .post("/cases/:case/typing", .right(CaseAction.read), bodyLimit: 4096) { visit in
                let id = try visit.id("case", of: Case.self)
                let (desk, actor) = (cases.desk, visit.actor)
                let now = try await desk.read { db in
                    _ = try cases.readable(id, for: actor, in: db)
                    return db.now
                }
                if let staff = actor.staffID { desk.live.type(staff, record: record(id), now: now) }
                return Response(status: .noContent)
            },
        ]
    }

    private static func record(_ id: ID<Case>) -> String { "case:\(id)" }
}
