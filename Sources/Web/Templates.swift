import Foundation
import Kernel
import Mustache

/// A page: exactly what its template prints, already worded and formatted.
package protocol Page: Sendable {
    /// `slice/page`, the file `Templates/slice/page.mustache` without its ending.
    static var template: String { get }
    var title: String { get }
}

/// All templates in all languages, compiled when the program starts.
///
/// Before a template is compiled, `[[some.key]]` is replaced by the escaped text of the catalogue and
/// `[[asset:name]]` by the address of an asset, so a missing key stops the program instead of a reader.
package struct Templates: Sendable {
    private let libraries: [Language: MustacheLibrary]
    private let printed = Memo<PiecePrinter.Key, String>(limit: PiecePrinter.limit)

    package init(folders: [URL], catalogue: Catalogue, assets: Assets) throws {
        var libraries: [Language: MustacheLibrary] = [:]
        for language in Language.allCases {
            var templates: [String: MustacheTemplate] = [:]
            for folder in folders {
                for (name, source) in try Templates.sources(in: folder) {
                    let worded = try Templates.worded(source, name, language, catalogue, assets)
                    do {
                        let template = try MustacheTemplate(string: Templates.asItStands + worded)
                        templates[name] = template
                        // The closing tag of an inherited layout cannot hold a slash: `{{<web.layout-staff}}`.
                        templates[name.replacing("/", with: ".")] = template
                    } catch {
                        throw CatalogueError(place: "\(name).mustache", fault: "\(error)")
                    }
                }
            }
            libraries[language] = MustacheLibrary(templates: templates)
        }
        self.libraries = libraries
    }

    package func render(_ page: some Page, site: Site, language: Language) throws -> String {
        let name = type(of: page).template
        let printer = libraries[language].map { PiecePrinter(language: language, library: $0, printed: printed) }
        guard let printer,
            let html = printer.library.render(PageTree.tree(site, page, printer: printer), withTemplate: name)
        else {
            throw CatalogueError(place: "\(name).mustache", fault: "there is no such template")
        }
        return html
    }

    /// Values are safe when they come (`PageTree`), so Mustache prints them as they are.
    private static let asItStands = "{{% CONTENT_TYPE:TEXT}}"

    private static func sources(in folder: URL) throws -> [(String, String)] {
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        let root = folder.standardizedFileURL.path + "/"
        return try walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "mustache" }.map { file in
            let path = file.standardizedFileURL.deletingPathExtension().path
            return (String(path.dropFirst(root.count)), try String(contentsOf: file, encoding: .utf8))
        }
    }

    private static func worded(
        _ source: String, _ name: String, _ language: Language, _ catalogue: Catalogue, _ assets: Assets
    ) throws -> String {
        var lacking: [String] = []
        let worded = source.replacing(/\[\[(asset:)?([A-Za-z0-9_.\-\/]+)\]\]/) { match -> String in
            let key = String(match.2)
            let found = match.1 == nil ? catalogue.template(key, language).map(escapeHTML) : assets.address(of: key)
            if let found { return found }
            lacking.append(key)
            return ""
        }
        guard lacking.isEmpty else {
            throw CatalogueError(place: "\(name).mustache", fault: "no text or asset for \(lacking)")
        }
        return worded
    }
}

/// Text made safe inside HTML and its attributes, sign by sign, so that no combining sign hides a quotation mark.
package func escapeHTML(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
        let marked = bytes.reduce(into: 0) { count, byte in if escapes[Int(byte)] != nil { count += 1 } }
        if marked == 0 { return nil as String? }
        return String(unsafeUninitializedCapacity: bytes.count + marked * 5) { escaped in
            var end = 0
            for byte in bytes {
                if let name = escapes[Int(byte)] {
                    for letter in name {
                        escaped[end] = letter
                        end += 1
                    }
                } else {
                    escaped[end] = byte
                    end += 1
                }
            }
            return end
        }
    } ?? text
}

/// By byte: what stands for the five signs that mean something in HTML.
private let escapes: [[UInt8]?] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "&"): Array("&amp;".utf8)
    case UInt8(ascii: "<"): Array("&lt;".utf8)
    case UInt8(ascii: ">"): Array("&gt;".utf8)
    case UInt8(ascii: "\""): Array("&quot;".utf8)
    case UInt8(ascii: "'"): Array("&#39;".utf8)
    default: nil
    }
}
