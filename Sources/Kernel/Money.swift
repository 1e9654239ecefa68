/// An amount of money in fen (分), a hundredth of a yuan. Never a fraction, never a floating-point number.
package struct Money: Hashable, Comparable, Codable, Sendable {
    package let fen: Int64

    package init(fen: Int64) { self.fen = fen }
    package init(yuan: Int64) { fen = yuan * 100 }

    package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    package static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
}
