import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Web

/// Asks a program's routes without a socket between, as its server would.
struct RouterClient: Sendable {
    private let responder: any HTTPResponder<WebContext>
    private let logger: Logger

    init(_ responder: any HTTPResponder<WebContext>, logger: Logger) {
        self.responder = responder
        self.logger = logger
    }

    /// The whole answer, read to its end.
    func send(
        _ method: HTTPRequest.Method, _ address: String, headers: HTTPFields, body: [UInt8]?
    ) async throws -> Answer {
        var headers = headers
        if let body { headers[.contentLength] = String(body.count) }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: address, headerFields: headers)
        let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body ?? [])))
        let response: Response
        do {
            response = try await responder.respond(to: request, context: WebContext(source: source))
        } catch { response = Response(status: .internalServerError) }
        let collector = Collector()
        try await response.body.write(collector)
        return Answer(status: response.status, headers: response.headers, bytes: collector.bytes)
    }

    /// Keeps what a body writes; used by one task.
    private final class Collector: ResponseBodyWriter, @unchecked Sendable {
        private var buffer = ByteBuffer()
        var bytes: [UInt8] { Array(buffer.readableBytesView) }

        func write(_ more: ByteBuffer) { buffer.writeImmutableBuffer(more) }
        func finish(_ trailers: HTTPFields?) {}
    }
}
