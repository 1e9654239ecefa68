import Kernel
import Web

/// A name or reason that an organisation or a data file gives, in both languages (双语文字).
package struct BilingualText: Hashable, Codable, Sendable {
    package let chinese: String
    package let english: String

    package init(chinese: String, english: String) {
        self.chinese = chinese
        self.english = english
    }

    package func text(_ language: Language) -> String {
        switch language {
        case .chinese: chinese
        case .english: english
        }
    }

    /// As part of a sentence that is worded later, in the reader's language.
    package var message: Message {
        Message("web.format.bilingual", ["chinese": .text(chinese), "english": .text(english)])
    }

    enum CodingKeys: String, CodingKey {
        case chinese = "zh"
        case english = "en"
    }
}
