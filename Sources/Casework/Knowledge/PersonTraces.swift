import Kernel
import Platform

/// What in a text would tell readers of a certain person (可识别个人的内容, reading 29): telephone and identity numbers,
/// addresses of mail, codes of persons served, rooms and beds, and persons called by surname and title. Names are looked
/// up in the store by `PersonTraces.find`.
package struct PersonTraces: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case phone, identity, mail, code, room, title, staff, person
    }

    package let kind: Kind
    /// As it stands in the text.
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    package var message: Message { Message("casework.trace.\(kind.rawValue)", ["what": .text(text)]) }

    /// The first thing in the text that tells of somebody by its form alone.
    package static func byForm(in text: String) -> PersonTraces? {
        let plain = Array(text.precomposedStringWithCompatibilityMapping)
        return byNumber(plain) ?? mail(plain) ?? code(plain) ?? room(plain) ?? title(plain)
    }

    /// Numbers that stand close together, as people write them: `139 0000-0000` is one.
    static func numbers(in text: [Character]) -> [String] {
        var groups: [[String]] = [[]]
        var digits = ""
        for (place, character) in text.enumerated() {
            if isDigit(character) {
                digits.append(character)
                continue
            }
            if !digits.isEmpty { groups[groups.count - 1].append(digits) }
            digits = ""
            let joins =
                (character == "-" || character == " ") && place > 0 && isDigit(text[place - 1])
                && place + 1 < text.count && isDigit(text[place + 1])
            if !joins { groups.append([]) }
        }
        if !digits.isEmpty { groups[groups.count - 1].append(digits) }
        return groups.flatMap { parts in
            parts.indices.flatMap { first in
                (first..<min(parts.count, first + 5)).map { parts[first...$0].joined() }
            }
        }
    }

    private static func byNumber(_ text: [Character]) -> PersonTraces? {
        for number in numbers(in: text) {
            let second = number.dropFirst().first ?? "0"
            if number.count == 11, number.hasPrefix("1"), second >= "3" { return PersonTraces(.phone, number) }
            if (10...12).contains(number.count), number.hasPrefix("0") { return PersonTraces(.phone, number) }
            if number.count == 18 || number.count == 17 { return PersonTraces(.identity, number) }
        }
        return nil
    }

    private static func mail(_ text: [Character]) -> PersonTraces? {
        for (place, character) in text.enumerated() where character == "@" {
            let before = text[..<place].reversed().prefix { isLatin($0) || isDigit($0) || "._-+".contains($0) }
            let after = text[(place + 1)...].prefix { isLatin($0) || isDigit($0) || ".-".contains($0) }
            if !before.isEmpty, after.contains(".") {
                return PersonTraces(.mail, String(before.reversed()) + "@" + String(after))
            }
        }
        return nil
    }

    private static func code(_ text: [Character]) -> PersonTraces? {
        for place in text.indices where text[place] == "P" || text[place] == "p" {
            guard place + 1 < text.count, text[place + 1] == "-", place == 0 || !isLatin(text[place - 1]) else {
                continue
            }
            let digits = text[(place + 2)...].prefix(while: isDigit)
            if digits.count >= 4 { return PersonTraces(.code, "P-" + String(digits)) }
        }
        return nil
    }

    /// `302室`, `3号床`, `302-1床`, `Room 302`.
    private static func room(_ text: [Character]) -> PersonTraces? {
        var place = 0
        while place < text.count {
            guard isDigit(text[place]) else {
                place += 1
                continue
            }
            let number = text[place...].prefix { isDigit($0) || $0 == "-" }
            let after = text[(place + number.count)...].drop { $0 == " " }.prefix(2)
            let before = String(text[..<place].suffix(8)).lowercased()
            let isRoom =
                after.first == "室" || after.first == "房" || String(after) == "号床" || String(after) == "号房"
                || String(after) == "号室" || (after.first == "床" && number.contains("-"))
                || ["room ", "bed ", "ward ", "房间", "房号", "床号"].contains { before.hasSuffix($0) }
            if isRoom, number.filter(isDigit).count <= 6 { return PersonTraces(.room, String(number) + String(after)) }
            place += number.count
        }
        return nil
    }

    /// Frequent surnames that are no other word before a title.
    private static let surnames = Set(
        "王李张刘陈杨赵黄周吴徐孙胡朱郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
            + "丁魏薛叶阎余潘杜戴夏钟汪田姜范姚谭廖邹熊陆郝孔崔邱秦史顾侯邵孟龙段钱汤尹黎武贺赖龚")
    private static let titles = [
        "奶奶", "爷爷", "阿姨", "大爷", "大妈", "大娘", "婆婆", "伯伯", "先生", "女士", "小姐", "太太", "护士", "护理员", "医生", "师傅",
    ]

    private static func title(_ text: [Character]) -> PersonTraces? {
        for place in text.indices where surnames.contains(text[place]) {
            let rest = String(text[(place + 1)...].prefix(3))
            if let title = titles.first(where: { rest.hasPrefix($0) }) {
                return PersonTraces(.title, String(text[place]) + title)
            }
        }
        let words = String(text).split { $0.isWhitespace || $0 == "." }
        for (one, next) in zip(words, words.dropFirst())
        where ["Mr", "Mrs", "Ms", "Miss"].contains(String(one)) && next.first?.isUppercase == true {
            return PersonTraces(.title, "\(one) \(next)")
        }
        return nil
    }

    /// Everything in the text that could be somebody's name: two to six Chinese characters in a row, one to four words
    /// of other letters. Nothing is left out, so that no name hides behind its neighbours.
    static func possibleNames(in text: String) -> Set<String> {
        var found: Set<String> = []
        var han: [Character] = []
        var words: [String] = []
        func endHan() {
            for first in han.indices {
                for length in 2...6 where first + length <= han.count {
                    found.insert(String(han[first..<(first + length)]))
                }
            }
            han = []
        }
        func endWords() {
            for first in words.indices {
                for length in 1...4 where first + length <= words.count {
                    found.insert(words[first..<(first + length)].joined(separator: " "))
                }
            }
            words = []
        }
        var word = ""
        for character in text.precomposedStringWithCompatibilityMapping + "\n" {
            let isHan = character.unicodeScalars.first?.properties.isIdeographic ?? false
            if isHan || character == "·" {
                if isHan { han.append(character) }
            } else if !han.isEmpty {
                endHan()
            }
            if !isHan, character.isLetter || character == "'" {
                word.append(character)
                continue
            }
            if !word.isEmpty { words.append(word) }
            word = ""
            if character != " ", character != "-" { endWords() }
        }
        return found.filter { $0.count >= 2 }
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    private static func isLatin(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}
