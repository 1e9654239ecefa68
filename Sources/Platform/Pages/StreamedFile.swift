import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Web

/// A file handed over as it is made (边生成边下载), so that none is held in memory whole.
package protocol StreamedFile: Sendable {
    /// The next piece; `nil` after the last.
    mutating func next() async throws -> String?
    /// It did not come to its end.
    func breakOff() async
}

extension Visit {
    /// A file to be saved by the browser while it is made. One that breaks off, by an error, by the reader or by the end
    /// of the program, has no proper end on the wire: the connection is cut.
    package func download(
        _ file: some StreamedFile, named name: String, type: String = "text/csv; charset=utf-8"
    ) -> Response {
        let body = ResponseBody { writer in
            var making = file
            do {
                while let piece = try await making.next() {
                    guard !Task.isShuttingDownGracefully else { throw CancellationError() }
                    if !piece.isEmpty { try await writer.write(ByteBuffer(string: piece)) }
                }
            } catch {
                let broken = making
                // What ended the answer has ended its task too.
                await Task { await broken.breakOff() }.value
                throw error
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store",
            ], body: body)
    }
}
