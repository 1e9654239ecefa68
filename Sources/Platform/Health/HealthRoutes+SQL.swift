import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Whether the server is up, for proxies and for whoever starts it.
enum HealthRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/health", .open) { _ in Response(status: .ok, body: .init(byteBuffer: .init(string: "ok\n"))) },
            .get("/ready", .open) { _ in
                _ = try await desk.read { db in try db.count("SELECT count(*) AS n FROM organisations") }
                return Response(status: .ok, body: .init(byteBuffer: .init(string: "ready\n")))
            },
        ]
    }
}
