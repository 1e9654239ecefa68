import Kernel
import Testing

@testable import Platform

@Suite struct `The kind of a file` {
    static let known: [(FileKind, [UInt8])] = [
        (.jpeg, SampleFiles.cleanJPEG), (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
        (.gif, Array("GIF89a...".utf8)), (.gif, Array("GIF87a...".utf8)), (.webp, Array("RIFF....WEBPVP8 ".utf8)),
        (.heic, SampleFiles.isoMedia("heic")), (.heic, SampleFiles.isoMedia("mif1")),
        (.pdf, Array("%PDF-1.7\n".utf8)), (.mp3, Array("ID3".utf8) + [3, 0, 0, 0, 0, 0, 0, 0]),
        (.mp3, [0xFF, 0xFB, 0x90, 0x64, 0]), (.wav, Array("RIFF....WAVEfmt ".utf8)),
        (.m4a, SampleFiles.isoMedia("M4A ")), (.mp4, SampleFiles.isoMedia("isom")),
        (.mp4, SampleFiles.isoMedia("mp42")), (.quickTime, SampleFiles.isoMedia("qt  ")),
        (.ogg, Array("OggS\0".utf8)), (.webm, SampleFiles.matroska("webm", codec: "V_VP9")),
        (.webmAudio, SampleFiles.matroska("webm", codec: "A_OPUS")), (.amr, Array("#!AMR\n".utf8) + [0x3C]),
        (.text, Array("护理员态度很好。\n1 < 2".utf8)), (.text, [0xEF, 0xBB, 0xBF] + Array("hello".utf8)),
    ]

    @Test(arguments: known.indices)
    func `is known by its first bytes`(index: Int) {
        #expect(FileKind.sniffed(Self.known[index].1) == Self.known[index].0)
    }

    static let refused: [[UInt8]] = [
        [], Array("<!DOCTYPE html><html>".utf8), Array("  \n<svg xmlns='http://www.w3.org/2000/svg'>".utf8),
        Array("hello <SCRIPT>alert(1)</SCRIPT>".utf8), Array("<?xml version='1.0'?>".utf8),
        Array("\u{FEFF}<html>".utf8), Array("#!/bin/sh\nrm".utf8), Array("PK".utf8) + [3, 4, 20, 0],
        [0x7F] + Array("ELF".utf8), Array("MZ".utf8) + [0x90, 0, 3], Array("Rar!".utf8) + [0x1A, 7, 0],
        [0x1F, 0x8B, 8, 0], [0xD0, 0xCF, 0x11, 0xE0], [0xFF, 0xFE, 0x41, 0x00], [0xC4, 0xE3, 0xBA, 0xC3],
        SampleFiles.isoMedia("avif"), SampleFiles.isoMedia("xxxx"), SampleFiles.matroska("matroska", codec: "V_VP9"),
        Array("%!PS-Adobe".utf8), Array("   \n".utf8), [0],
    ]

    @Test(arguments: refused.indices)
    func `is none for what we do not accept`(index: Int) { #expect(FileKind.sniffed(Self.refused[index]) == nil) }

    @Test(arguments: FileKind.allCases)
    func `has a type, an ending and a limit`(kind: FileKind) {
        #expect(kind.mimeType.contains("/"))
        #expect(!kind.endings.isEmpty)
        let limit = kind.category == .photo || kind.category == .document ? 10 : 25
        #expect(kind.category.maximumBytes == limit * 1_048_576)
    }
}

@Suite struct `A file that was sent` {
    private let text = Array("hello".utf8)

    private func refusal(_ key: String, _ arguments: [String: Message.Argument]) -> Problem {
        .invalid("files", Message("platform.files.\(key)", arguments))
    }

    @Test(arguments: [
        ("note.txt", "note.txt"), ("C:\\Users\\li\\note.TXT", "note.txt"), ("../../etc/passwd", "passwd.txt"),
        ("a\u{0}b\n.txt", "ab.txt"), ("photo\u{202E}gpj.txt", "photogpj.txt"), ("", "document.txt"),
        (".txt", "txt.txt"), ("a<b>\"c|.txt", "abc.txt"), ("投诉 记录.txt", "投诉 记录.txt"), ("x.html", "x.html.txt"),
        ("...", "document.txt"),
    ])
    func `gets a harmless name`(sent: String, kept: String) throws {
        #expect(try CheckedFile(name: sent, bytes: text).name == kept)
    }

    @Test(arguments: ["a", "养", "e\u{301}", "👨‍👩‍👧"])
    func `keeps its ending when its name is cut`(letter: String) throws {
        let file = try CheckedFile(name: String(repeating: letter, count: 300) + ".txt", bytes: text)
        #expect(file.name.hasSuffix(".txt"))
        #expect(file.name.unicodeScalars.count <= CheckedFile.maximumNameLength)
    }

    @Test func `is refused when empty`() {
        #expect(throws: refusal("empty", ["name": "a.txt"])) { try CheckedFile(name: "a.txt", bytes: []) }
    }

    @Test func `is refused whatever it calls itself`() {
        #expect(throws: refusal("unknown_kind", ["name": "photo.jpg"])) {
            try CheckedFile(name: "photo.jpg", bytes: Array("<html>".utf8))
        }
    }

    @Test(arguments: [FileKind.Category.document, .audio])
    func `is refused when larger than its kind may be`(category: FileKind.Category) throws {
        let start = category == .document ? "%PDF-1.7" : "OggS"
        let full = Array(start.utf8) + [UInt8](repeating: 0, count: category.maximumBytes - start.utf8.count)
        #expect(try CheckedFile(name: "a", bytes: full).kind.category == category)
        let limit = category == .document ? 10 : 25
        #expect(throws: refusal("too_large", ["name": "a", "limit": .number(limit)])) {
            try CheckedFile(name: "a", bytes: full + [0])
        }
    }

    @Test func `is refused when a photo is broken`() {
        #expect(throws: refusal("broken_photo", ["name": "a.jpg"])) {
            try CheckedFile(name: "a.jpg", bytes: [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 0])
        }
    }

    @Test func `comes with at most eleven others`() throws {
        let twelve = Array(repeating: (name: "a.txt", bytes: text), count: 12)
        #expect(try CheckedFile.list(twelve).count == 12)
        #expect(throws: refusal("too_many", ["limit": 12])) { try CheckedFile.list(twelve + twelve.prefix(1)) }
    }
}

@Suite struct `The headers of a file` {
    @Test(arguments: FileKind.allCases)
    func `let it do nothing`(kind: FileKind) {
        let headers = FileHeaders(name: "投诉 \"1\".jpg", kind: kind)
        #expect(headers.fields.count == 5)
        #expect(headers.contentTypeOptions == "nosniff")
        #expect(headers.contentSecurityPolicy.contains("default-src 'none'"))
        #expect(headers.contentSecurityPolicy.contains("sandbox") == (kind != .pdf))
        let manner = kind == .text ? "attachment" : "inline"
        #expect(headers.contentDisposition == "\(manner); filename*=UTF-8''%E6%8A%95%E8%AF%89%20%221%22.jpg")
    }

    @Test func `save it when asked`() {
        let headers = FileHeaders(name: "a\r\nX: y.jpg", kind: .jpeg, download: true)
        #expect(headers.contentDisposition == "attachment; filename*=UTF-8''a%0D%0AX%3A%20y.jpg")
    }
}
