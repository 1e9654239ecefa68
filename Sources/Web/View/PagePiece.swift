import Kernel
import Mustache

/// A part of a page with a template of its own (页面片段). What it prints as depends on its value and the language
/// alone, so equal pieces are printed once and remembered: most lines of a list are those of the time before.
package protocol PagePiece: Hashable, Sendable {
    /// As `Page.template`; it names the stored fields of the piece, and nothing around it.
    static var template: String { get }
}

extension PagePiece {
    fileprivate func isEqual(to other: any PagePiece) -> Bool { (other as? Self) == self }
}

/// What prints the pieces of a page, in one language.
struct PiecePrinter: Sendable {
    let language: Language
    let library: MustacheLibrary
    let printed: Memo<Key, String>

    /// So many pieces are remembered, a kilobyte or two each.
    static let limit = 6_000

    struct Key: Hashable, Sendable {
        let language: Language
        let piece: any PagePiece

        static func == (left: Key, right: Key) -> Bool {
            left.language == right.language && left.piece.isEqual(to: right.piece)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(language)
            piece.hash(into: &hasher)
        }
    }

    func print(_ piece: some PagePiece) -> String {
        printed.value(Key(language: language, piece: piece)) {
            library.render(PageNode(piece, printer: self), withTemplate: type(of: piece).template) ?? ""
        }
    }
}
