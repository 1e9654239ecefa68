import Mustache

/// How text enters a page. It was made safe when it was read (`PageTree`), sign by sign: Mustache escapes whole
/// characters, so a quotation mark joined to a combining sign would pass it and could end an attribute.
/// An empty text counts as absent in a section.
extension String: @retroactive MustacheCustomRenderable {
    public var renderText: String { self }
    public var isNull: Bool { isEmpty }
}
