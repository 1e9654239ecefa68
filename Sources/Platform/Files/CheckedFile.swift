import Foundation
import Kernel

/// A file somebody sent, after all checks: a kind we know, within the limits, without traces of where a photo was
/// taken, under a harmless name.
package struct CheckedFile: Sendable, Hashable {
    package let name: String
    package let kind: FileKind
    package let bytes: [UInt8]

    /// The most files one form may bring.
    package static let maximumCount = 12
    package static let maximumNameLength = 120

    /// Throws `Problem.invalid` under the name of the form's field, with a sentence for the first file refused.
    package init(name: String, bytes: [UInt8], field: String = "files") throws(Problem) {
        let label = CheckedFile.cleaned(name)
        func refusal(_ key: String, _ more: [String: Message.Argument] = [:]) -> Problem {
            let arguments = more.merging(["name": .text(label)]) { own, _ in own }
            return .invalid(field, Message("platform.files.\(key)", arguments))
        }
        if bytes.isEmpty { throw refusal("empty") }
        guard let kind = FileKind.sniffed(bytes) else { throw refusal("unknown_kind") }
        guard bytes.count <= kind.category.maximumBytes else {
            throw refusal("too_large", ["limit": .number(kind.category.maximumBytes / 1_048_576)])
        }
        guard let clean = kind == .jpeg ? JPEGPrivacy.cleaned(bytes) : bytes else { throw refusal("broken_photo") }
        self.kind = kind
        self.bytes = clean
        self.name = CheckedFile.named(label, kind)
    }

    /// Checks all files of one form; at most 12.
    package static func list(
        _ files: [(name: String, bytes: [UInt8])], field: String = "files"
    ) throws(Problem) -> [CheckedFile] {
        guard files.count <= maximumCount else {
            throw .invalid(field, Message("platform.files.too_many", ["limit": .number(maximumCount)]))
        }
        var checked: [CheckedFile] = []
        for file in files { checked.append(try CheckedFile(name: file.name, bytes: file.bytes, field: field)) }
        return checked
    }

    /// The last part of a path, without control characters, marks that turn the writing direction, and characters
    /// some system forbids.
    static func cleaned(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let allowed = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: !#"<>:"|?*"#.unicodeScalars.contains(scalar)
            }
        }
        var text = String(String.UnicodeScalarView(allowed))
        text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while text.hasPrefix(".") { text.removeFirst() }
        while text.hasSuffix(".") { text.removeLast() }
        return text.trimmingCharacters(in: .whitespaces)
    }

    /// The name with an ending that agrees with the kind, at most 120 characters long.
    static func named(_ label: String, _ kind: FileKind) -> String {
        let ending = (label as NSString).pathExtension.lowercased()
        let agrees = kind.endings.contains(ending)
        let last = "." + (agrees ? ending : kind.endings[0])
        let stem = agrees ? (label as NSString).deletingPathExtension : label
        // Counted as the store counts, in code points.
        let short = String(String.UnicodeScalarView(stem.unicodeScalars.prefix(maximumNameLength - last.count)))
        return (short.isEmpty ? kind.category.rawValue : short) + last
    }
}
