import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import ServiceLifecycle
import Storage
import Web

/// One live thing a page is told: its name, and data that say whether it is another than before.
package struct LiveEvent: Sendable, Hashable {
    package let name: String
    package let data: String

    package init(_ name: String, _ data: String) {
        self.name = name
        self.data = data
    }

    /// The event as server-sent text. Data are of one line.
    var text: String {
        "event: \(name)\ndata: \(data.replacing("\n", with: " ").replacing("\r", with: " "))\n\n"
    }
}

/// A page kept up to date by server-sent events (实时更新). Each time it is woken the reader is looked up anew, so it
/// ends with the session or the right; it ends with the program, and after `lifetimeMilliseconds`, when browsers call
/// again by themselves.
package struct LiveStream: Sendable {
    /// What the page is told now. Throws `Problem` when the reader may not know any more.
    package typealias Look = @Sendable (Actor, LiveHub.Listener, any Connection) throws -> [LiveEvent]

    static let heartbeat = Duration.seconds(10)
    /// The pause after each look: what comes meanwhile is told at once afterwards.
    static let pause = Duration.milliseconds(700)
    static let lifetimeMilliseconds: Int64 = 30 * 60_000

    let desk: Desk
    let session: String
    let organisation: ID<Organisation>
    let listener: LiveHub.Listener
    let began: Instant
    /// Ends after the first picture.
    let isOnce: Bool
    let look: Look

    /// The answer that keeps the page up to date. Whoever does not ask for a stream gets one picture.
    package static func response(
        _ visit: Visit, at desk: Desk, record: String? = nil, look: @escaping Look
    ) throws -> Response {
        guard let staff = visit.actor.staffID, let session = visit.identity.session else { throw Problem.signedOut }
        let isStream = visit.request.headers[.accept]?.contains("text/event-stream") ?? false
        let stream = LiveStream(
            desk: desk, session: session, organisation: visit.actor.organisationID,
            listener: try desk.live.listen(staff, record: record), began: visit.now,
            isOnce: !isStream, look: look)
        var response = Response(status: .ok, body: ResponseBody { try await stream.run(&$0) })
        response.headers[.contentType] = "text/event-stream; charset=utf-8"
        response.headers[.cacheControl] = "no-store"
        // A proxy must hand on each event as it comes.
        response.headers[headerName("X-Accel-Buffering")] = "no"
        return response
    }

    private func run(_ writer: inout any ResponseBodyWriter) async throws {
        defer { desk.live.leave(listener) }
        let ticking = Task { [listener] in
            while !Task.isCancelled {
                listener.wake()
                try? await Task.sleep(for: LiveStream.heartbeat)
            }
        }
        defer { ticking.cancel() }
        try await withGracefulShutdownHandler {
            try await tell(&writer)
        } onGracefulShutdown: {
            listener.end()
        }
        try await writer.finish(nil)
    }

    private func tell(_ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 5000\n\n"))
        var told: [String: String] = [:]
        for await _ in listener.wakes {
            guard let events = try await picture() else {
                try await writer.write(ByteBuffer(string: LiveEvent("end", "").text))
                return
            }
            let news = events.filter { told[$0.name] != $0.data }
            for event in news { told[event.name] = event.data }
            // A line of comment keeps the connection known to be alive, and finds out when it is not.
            let text = news.isEmpty ? ": here\n\n" : news.map(\.text).joined()
            try await writer.write(ByteBuffer(string: text))
            if isOnce { return }
            try? await Task.sleep(for: LiveStream.pause)
        }
    }

    /// What there is to tell; `nil` when the page must end.
    private func picture() async throws -> [LiveEvent]? {
        do {
            return try await desk.read { db in
                guard db.now - began < LiveStream.lifetimeMilliseconds,
                    let actor = try Session.actor(of: session, organisation, in: db)
                else { return nil }
                return try look(actor, listener, db)
            }
        } catch is Problem { return nil }
    }
}
