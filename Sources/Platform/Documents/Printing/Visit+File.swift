import Hummingbird
import NIOCore
import Web

extension Visit {
    /// A print page as a PDF file to be saved. Throws what `PrintingPress.file` throws.
    package func file(_ page: some Page, named name: String, by press: PrintingPress) async throws -> Response {
        let bytes = try await press.file(of: html(page))
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/pdf", .contentDisposition: "attachment; filename=\"\(name).pdf\"",
                .cacheControl: "no-store",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
