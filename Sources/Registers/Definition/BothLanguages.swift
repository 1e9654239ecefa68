import Web

/// A text in both languages of the house (双语文本).
package struct BothLanguages: Hashable, Codable, Sendable {
    package let zh: String
    package let en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    package func text(in language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }

    /// As the reader of these words reads it.
    func callAsFunction(_ words: Words) -> String { text(in: words.language) }
}
