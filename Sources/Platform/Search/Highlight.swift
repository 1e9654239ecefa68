/// A piece of a text, and whether it is what was looked for.
package struct HighlightSegment: Sendable, Hashable {
    package let text: String
    package let isHit: Bool

    package init(text: String, isHit: Bool) {
        self.text = text
        self.isHit = isHit
    }
}

/// Cuts a text into pieces that join to the same text, with everything the query finds marked.
package func highlight(_ text: String, _ query: SearchQuery) -> [HighlightSegment] {
    let characters = Array(text)
    var scalars: [Unicode.Scalar] = []
    var owners: [Int] = []
    for (index, character) in characters.enumerated() {
        for scalar in Folding.folded(character).unicodeScalars {
            scalars.append(scalar)
            owners.append(index)
        }
    }
    var marked = [Bool](repeating: false, count: characters.count)
    for run in query.runs {
        for range in places(of: run, in: scalars) {
            for place in range { marked[owners[place]] = true }
        }
    }
    var segments: [HighlightSegment] = []
    var start = 0
    for end in 1...max(1, characters.count) where end >= characters.count || marked[end] != marked[start] {
        if start >= characters.count { break }
        segments.append(HighlightSegment(text: String(characters[start..<end]), isHit: marked[start]))
        start = end
    }
    return segments
}

private func places(of run: Tokens.Run, in scalars: [Unicode.Scalar]) -> [Range<Int>] {
    let wanted: [Unicode.Scalar]
    let isWord: Bool
    switch run {
    case .han(let han): (wanted, isWord) = (han, false)
    case .word(let word): (wanted, isWord) = (word, true)
    }
    guard scalars.count >= wanted.count else { return [] }
    return (0...scalars.count - wanted.count).compactMap { start in
        let end = start + wanted.count
        guard scalars[start] == wanted[0], scalars[start..<end].elementsEqual(wanted) else { return nil }
        let touches = isWord && (start > 0 && Folding.isWord(scalars[start - 1]))
        let goesOn = isWord && (end < scalars.count && Folding.isWord(scalars[end]))
        return touches || goesOn ? nil : start..<end
    }
}
