import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct `Evidence bundles` {
    /// Unpacks the answer into a folder, lets `body` meddle with it, and asks the script inside.
    private func verdict(
        _ answer: Data, _ body: (URL) throws -> Void = { _ in }
    ) throws -> (code: Int32, text: String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("bundle-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let zip = folder.appendingPathComponent("bundle.zip")
        try answer.write(to: zip)
        #expect(try run(["-m", "zipfile", "-e", zip.path, folder.path]).code == 0)
        let inside = folder.appendingPathComponent("C-2026-000001")
        try body(inside)
        return try run([inside.appendingPathComponent("verify.py").path, inside.path])
    }

    private func run(_ words: [String]) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test func `a bundle proves itself offline, and a changed one does not`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running)
            try await scene.tell()
            let leader = try await running.signedIn("zuzhang")
            #expect(try await leader.get(scene.address).text.contains("\(scene.address)/bundle"))
            #expect(try await leader.submit("\(scene.address)/bundle", [:]).status == .unprocessableContent)
            let bytes = try await leader.download("\(scene.address)/bundle", ["reason": "For the civil affairs bureau"])
            let whole = try verdict(bytes)
            #expect(whole.code == 0 && whole.text.contains("everything holds"), "\(whole.text)")
            let changed = try verdict(bytes) { folder in
                let file = folder.appendingPathComponent("events.jsonl")
                let text = try String(contentsOf: file, encoding: .utf8)
                try text.replacing("casework.settle", with: "casework.settled")
                    .replacing(#""kind":"casework.approve""#, with: #""kind":"casework.reject""#)
                    .write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(changed.code == 1 && changed.text.contains("BROKEN chain at event"), "\(changed.text)")
            let readings = try await scene.events("case_access")
            #expect(readings.contains { $0.kind == "casework.case_exported" && $0.facts.contains("civil affairs") })
        }
    }

    @Test func `whoever may not know the complainant finds nothing of them in the bundle`() async throws {
        try await withProgram { running in
            let scene = try await CaseScene.begin(running) {
                $0.secrecy = .confidential
                $0.complainant = Complainant(kind: .child, name: "Ouyang Ruoxi", phone: "13977778888")
            }
            let bytes = try await running.signedIn("zuzhang").download(
                "\(scene.address)/bundle", ["reason": "For the board"])
            #expect(bytes.count > 2000)
            for word in ["Ouyang", "13977778888"] { #expect(bytes.range(of: Data(word.utf8)) == nil) }
            let officer = try await running.signedIn("yinsi").download(
                "\(scene.address)/bundle", ["reason": "For the court"])
            #expect(officer.range(of: Data("13977778888".utf8)) != nil)
        }
    }
}
