import Web

/// What may be said of a case beside others (列表中的案情). A restricted case is told by its number alone, on pages, in
/// interfaces for programs, on the live board, on paper and in exports: opening it is what shows more, and is recorded.
extension Case {
    /// What the case is about, in a line.
    package func gist(_ words: Words) -> String { beside(subject, words) }

    /// Words out of the case, for a list; of a restricted one that it is restricted.
    package func beside(_ text: String, _ words: Words) -> String {
        isRestricted ? words("casework.lists.restricted_gist") : text
    }
}

extension CaseLine {
    package func gist(_ words: Words) -> String { opened.gist(words) }
}
