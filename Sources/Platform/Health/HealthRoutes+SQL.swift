import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Whether the server is up and able to work, for proxies and for whoever starts it; and its figures, for those who
/// watch over it.
enum HealthRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/health", .open) { _ in answer("ok\n") },
            .get("/ready", .open) { _ in
                do {
                    _ = try await desk.read { db in try db.count("SELECT count(*) AS n FROM organisations") }
                    return answer("ready\n")
                } catch {
                    return answer("not ready\n", status: .serviceUnavailable)
                }
            },
            .get("/metrics", .open) { visit in
                guard mayMeasure(visit, desk) else { throw Problem.notFound }
                let backlog = try? await desk.read { try Backlog.read(in: $0) }
                let figures = MetricsText(desk.meters.now, backlog, at: visit.now)
                return answer(figures.text, type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    /// With a token, whoever brings it; without one, only a program on the same machine that came without a proxy.
    private static func mayMeasure(_ visit: Visit, _ desk: Desk) -> Bool {
        if let token = desk.metricsToken {
            let sent = visit.request.headers[.authorization] ?? ""
            return digestText(sent.utf8) == digestText("Bearer \(token)".utf8)
        }
        let isForwarded = visit.request.headers[forwarded] != nil || visit.request.headers[forwardedFor] != nil
        return !isForwarded && ["127.0.0.1", "::1", "::ffff:127.0.0.1"].contains(visit.address)
    }

    private static let forwarded = headerName("Forwarded")
    private static let forwardedFor = headerName("X-Forwarded-For")

    private static func answer(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: .init(string: text)))
    }
}
