import App
import Foundation
import Kernel
import Platform
import TestKit
import Testing
import Web

/// A real WeasyPrint, as `bin/setup` lays it out.
@Suite struct PrintingPressTests {
    @Test func `a page becomes a PDF file whose words can be found again`() async throws {
        try await withPress { press in
            let bytes = try await press.file(of: page("<p>每一个声音都有回应</p>"))
            #expect(bytes.starts(with: Array("%PDF-".utf8)))
            let read = try words(of: bytes)
            #expect(read.contains("每一个声音都有回应"))
        }
    }

    @Test(arguments: [
        #"<img src="file:///etc/hostname" alt="">"#, #"<img src="http://127.0.0.1:9/x.png" alt="">"#,
        #"<link rel="stylesheet" href="/assets/../press.py">"#, #"<img src="/assets/%2e%2e/%2e%2e/README.md" alt="">"#,
        #"<link rel="attachment" href="file:///etc/passwd">"#,
    ])
    func `a page that asks for anything but our assets is refused, and the next one is made`(hostile: String)
        async throws
    {
        try await withPress { press in
            let broken = await #expect(throws: PrintingPress.Broken.self) { try await press.file(of: page(hostile)) }
            #expect(broken?.description.contains("refused") == true)
            let next = try await press.file(of: page("<p>1</p>"))
            #expect(next.starts(with: Array("%PDF-".utf8)))
        }
    }

    @Test func `without its parts a press says so`() async throws {
        let press = PrintingPress(nil)
        #expect(!press.isReady)
        await #expect(throws: Problem.unavailable(Message("platform.press.missing"))) {
            try await press.file(of: "<p></p>")
        }
    }

    @Test func `a page beyond the limit is refused before anything starts`() async throws {
        try await withPress { press in
            let huge = String(repeating: "a", count: PrintingPress.largestPage + 1)
            await #expect(throws: Problem.conflict("platform.press.too_large")) { try await press.file(of: huge) }
        }
    }

    private func page(_ body: String) -> String {
        "<!doctype html><html lang=\"zh-Hans\"><head><title>T</title></head><body>\(body)</body></html>"
    }

    private func withPress(_ body: (PrintingPress) async throws -> Void) async throws {
        let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let cache = FileManager.default.temporaryDirectory.appendingPathComponent("huiyin-press-fonts")
        let press = PrintingPress(
            .init(
                python: root.appendingPathComponent(".press/bin/python"), assets: [WebFolder.named("Assets")],
                cache: cache))
        do { try await body(press) } catch {
            try await press.close()
            throw error
        }
        try await press.close()
    }

    /// What poppler reads in the file.
    private func words(of bytes: [UInt8]) throws -> String {
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdftotext")
        process.arguments = ["-", "-"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }
}
