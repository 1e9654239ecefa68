import Foundation
import Kernel

/// What a browser sent: fields in their order and files. Every limit is checked while it is read.
package struct FormData: Sendable {
    package struct File: Sendable, Hashable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package private(set) var fields: [(name: String, value: String)] = []
    package private(set) var files: [(name: String, file: File)] = []
    /// The bytes that were allowed when more were sent: then only the text fields were saved, and no reader takes the
    /// form for whole.
    package internal(set) var exceededLimit: Int?

    package init() {}

    package init(_ fields: [String: String]) {
        self.fields = fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    package init(fields: [(name: String, value: String)], files: [(name: String, file: File)] = []) {
        self.fields = fields
        self.files = files
    }

    package static let maximumFields = 400
    package static let maximumFiles = 12

    /// The last value sent under a name; empty when none was.
    package func value(_ name: String) -> String { fields.last { $0.name == name }?.value ?? "" }
    package func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    /// The same form with one value under a name in place of what was sent.
    package func replacing(_ name: String, with value: String) -> FormData {
        var form = self
        form.fields = fields.filter { $0.name != name } + [(name: name, value: value)]
        return form
    }

    /// Files sent under a name; an empty file input sends one without name and bytes, which is left out.
    package func files(_ name: String) -> [File] {
        files.filter { $0.name == name && !($0.file.bytes.isEmpty && $0.file.name.isEmpty) }.map(\.file)
    }

    /// Reads `application/x-www-form-urlencoded` or `multipart/form-data`. What is not UTF-8 in a value becomes
    /// U+FFFD, which `FormReader` refuses by the field's name. Throws `Problem.invalid` for names that are not UTF-8,
    /// for too many fields, or for a broken form.
    package static func parse(_ body: [UInt8], contentType: String) throws(Problem) -> FormData {
        let kind = contentType.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
        switch kind {
        case "multipart/form-data":
            guard let boundary = boundary(of: contentType) else { throw broken }
            return try parseMultipart(body, boundary: boundary)
        case "application/x-www-form-urlencoded":
            return try parseURLEncoded(body)
        default:
            if body.isEmpty { return FormData() }
            throw broken
        }
    }

    /// What stands between the parts of a multipart form; `nil` for another kind of form.
    static func boundary(of contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
        else { return nil }
        return boundary
    }

    package static func parseURLEncoded(_ body: some Sequence<UInt8>) throws(Problem) -> FormData {
        var form = FormData()
        for pair in Array(body).split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try text(try decoded(halves[0]))
            let value = halves.count > 1 ? try decoded(halves[1]) : []
            try form.append(field: name, String(decoding: value, as: UTF8.self))
        }
        return form
    }

    /// The fields as a browser would send them.
    package static func urlEncoded(_ fields: [(name: String, value: String)]) -> String {
        var bytes: [UInt8] = []
        for (place, field) in fields.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: "&")) }
            appendEscaped(field.name, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            appendEscaped(field.value, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// Letters and digits of ASCII as they are, every other byte by its number.
    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
    }

    /// What is said of a form that is larger than `limit` bytes.
    package static func tooLarge(_ limit: Int) -> Message {
        let size = limit < 1_048_576 ? "\(limit / 1024) KB" : "\(limit / 1_048_576) MB"
        return Message("web.form.too_large", ["size": .text(size)])
    }

    private static var broken: Problem { .invalid("form", Message("web.form.broken")) }

    private mutating func append(field name: String, _ value: String) throws(Problem) {
        guard fields.count < FormData.maximumFields else { throw FormData.broken }
        fields.append((name: name, value: value))
    }

    private mutating func append(file: File, under name: String) throws(Problem) {
        guard files.count < FormData.maximumFiles else {
            throw .invalid(name, Message("web.form.too_many_files", ["n": .number(FormData.maximumFiles)]))
        }
        files.append((name: name, file: file))
    }

    private static func decoded(_ escaped: ArraySlice<UInt8>) throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(escaped.count)
        var index = escaped.startIndex
        while index < escaped.endIndex {
            switch escaped[index] {
            case UInt8(ascii: "+"): bytes.append(32)
            case UInt8(ascii: "%"):
                guard index + 2 < escaped.endIndex, let high = hexValue(escaped[index + 1]),
                    let low = hexValue(escaped[index + 2])
                else { throw broken }
                bytes.append(high << 4 | low)
                index += 2
            default: bytes.append(escaped[index])
            }
            index += 1
        }
        return bytes
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static func text(_ bytes: [UInt8]) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalid("form", Message("web.form.not_utf8"))
        }
        return text
    }

    private static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let halves = part.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].trimmingCharacters(in: .whitespaces).lowercased() == name else {
                continue
            }
            return halves[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        }
        return nil
    }

    private static func parseMultipart(_ body: [UInt8], boundary: String) throws(Problem) -> FormData {
        var form = FormData()
        let delimiter = Array("--\(boundary)".utf8)
        guard var start = find(delimiter, in: body, from: 0) else { throw broken }
        while true {
            start += delimiter.count
            if body[start...].starts(with: Array("--".utf8)) { return form }
            guard body[start...].starts(with: Array("\r\n".utf8)),
                let head = find(Array("\r\n\r\n".utf8), in: body, from: start),
                let end = find(Array("\r\n".utf8) + delimiter, in: body, from: head)
            else { throw broken }
            try form.append(
                part: body[min(head + 4, end)..<end], head: String(decoding: body[start..<head], as: UTF8.self))
            start = end + 2
        }
    }

    mutating func append(part: ArraySlice<UInt8>, head: String) throws(Problem) {
        let disposition = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition = disposition.map(String.init),
            let name = FormData.parameter("name", of: disposition), !name.contains("\u{FFFD}")
        else { throw FormData.broken }
        if let file = FormData.parameter("filename", of: disposition) {
            try append(file: File(name: String(file.suffix(200)), bytes: Array(part)), under: name)
        } else {
            try append(field: name, String(decoding: part, as: UTF8.self))
        }
    }

    static func find(_ needle: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, start >= 0, body.count - needle.count >= start else { return nil }
        return body.withUnsafeBufferPointer { bytes in
            var index = start
            while index <= bytes.count - needle.count {
                if bytes[index] == first && needle.indices.allSatisfy({ bytes[index + $0] == needle[$0] }) {
                    return index
                }
                index += 1
            }
            return nil
        }
    }
}
