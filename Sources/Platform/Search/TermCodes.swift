import Crypto
import Foundation

/// What the index keeps in place of words (检索暗码): each term as twelve characters `0…9a…v` that only the organisation's
/// key can make. The same term has the same code, so the store still shows how often a term occurs and in which order,
/// but no word. Codes made once are remembered for the text at hand.
package struct TermCodes: Sendable {
    /// Copied for each term, so that the key is prepared once.
    private let prepared: HMAC<SHA256>
    private var known: [String: String] = [:]

    init(key: SymmetricKey) { prepared = HMAC<SHA256>(key: key) }

    /// An engine remembers no more places of one term in one document; a term is passed over from there on, so that
    /// every engine finds the same.
    private static let mostPlaces = 255

    /// The codes of a text in its order, then those of its single characters and signs in an order that tells nothing
    /// of them.
    mutating func terms(of text: String, signs: [String] = []) -> [String] {
        let terms = Tokens.terms(of: text)
        known.reserveCapacity(terms.ordered.count + terms.singles.count)
        var codes: [String] = []
        var places: [String: Int] = [:]
        for term in terms.ordered {
            places[term, default: 0] += 1
            let isKept = term != Tokens.gap && places[term, default: 0] <= TermCodes.mostPlaces
            codes.append(isKept ? code(term) : Tokens.gap)
        }
        var unplaced: [String] = []
        for term in terms.singles { unplaced.append(code(term)) }
        for sign in signs { unplaced.append(code(sign)) }
        return codes + unplaced.sorted()
    }

    /// 60 bits of the term's HMAC-SHA256: among a million different terms two share a code with a chance of 1 in
    /// 2 million, and then a search finds a record too many.
    mutating func code(_ term: String) -> String {
        if let made = known[term] { return made }
        var mac = prepared
        var letters = term
        letters.withUTF8 { mac.update(data: UnsafeRawBufferPointer($0)) }
        let code = mac.finalize().withUnsafeBytes { TermCodes.text(of: $0) }
        known[term] = code
        return code
    }

    private static func text(of code: UnsafeRawBufferPointer) -> String {
        var bits = code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(unsafeUninitializedCapacity: length) { letters in
            for place in 0..<length {
                letters[place] = alphabet[Int(bits >> 59)]
                bits <<= 5
            }
            return length
        }
    }

    private static let length = 12
    private static let alphabet = Array("0123456789abcdefghijklmnopqrstuv".utf8)
}
