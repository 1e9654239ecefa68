import Kernel

extension Money {
    /// Reads `1234.5` or `1,234`; `nil` for anything else, a sign, or more than a hundred million.
    init?(yuan text: String) {
        let plain = text.replacing(",", with: "").replacing("，", with: "")
        guard let match = plain.wholeMatch(of: /([0-9]{1,9})(?:\.([0-9]{1,2}))?/), let yuan = Int64(match.1) else {
            return nil
        }
        let rest = match.2.map(String.init) ?? ""
        let fen = Int64(rest.isEmpty ? "0" : rest.count == 1 ? rest + "0" : rest) ?? 0
        guard yuan <= 100_000_000 else { return nil }
        self.init(fen: yuan * 100 + fen)
    }

    /// `1,234.50`, with a sign when it is below nothing.
    var yuanText: String {
        let whole = String(abs(fen) / 100)
        let groups = whole.reversed().enumerated().map { place, digit in
            place > 0 && place % 3 == 0 ? ",\(digit)" : String(digit)
        }
        let rest = Int(abs(fen) % 100)
        let tail = rest == 0 ? "" : "." + twoDigits(rest)
        return (fen < 0 ? "-" : "") + String(groups.joined().reversed()) + tail
    }

    /// As somebody types it.
    var typed: String { yuanText.replacing(",", with: "") }
}
