/// Values as JSON text (JSON 文本): members in the order of their names and nothing between the signs, so that equal
/// values are equal bytes whenever they are written. What is hashed into a chain, kept in a row or told to a program is
/// written by it; a registration writes a dozen such texts, which is why it is not left to a general encoder.
package enum JSONText {
    /// Throws `EncodingError` for numbers that are not finite.
    package static func of(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(of: value), as: UTF8.self)
    }

    package static func bytes(of value: some Encodable) throws -> [UInt8] {
        let writer = JSONTextWriter()
        try writer.write(value, at: 0)
        return writer.signs.finished()
    }
}

/// Shared by all that one value writes itself to.
final class JSONTextWriter {
    /// A value of its own, because each way through a property of a class costs more than a sign written.
    var signs = JSONSigns()

    /// Writes a value where `depth` objects and arrays are open around it.
    func write(_ value: some Encodable, at depth: Int) throws {
        let start = signs.count
        try value.encode(to: JSONTextEncoder(writer: self, depth: depth))
        // A value without anything to tell is an empty object.
        if signs.count == start { signs.append("{}") }
    }
}

/// Signs one after another. Remembers where the members of each open object begin and end, so that they can be put in
/// order when it is closed.
struct JSONSigns {
    private struct Opening {
        let start: Int
        let isObject: Bool
        /// Its members are those of `members` from here on.
        let firstMember: Int
        var count = 0
        var isSorted = true
    }

    /// Places in `bytes`; the name stands in quotes.
    private struct Member {
        let name: Range<Int>
        var end: Int
    }

    private var bytes: [UInt8] = []
    private var openings: [Opening] = []
    private var members: [Member] = []

    init() { bytes.reserveCapacity(2048) }

    var count: Int { bytes.count }

    mutating func finished() -> [UInt8] {
        close(to: 0)
        return bytes
    }

    /// Opens an object or an array at `depth`, or goes on with the one that the same value opened there.
    mutating func open(isObject: Bool, at depth: Int) {
        if openings.count > depth, openings[depth].isObject == isObject {
            close(to: depth + 1)
            return
        }
        openings.append(
            Opening(start: bytes.count, isObject: isObject, firstMember: members.count))
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    }

    /// Begins a member of the object at `depth`.
    mutating func name(_ name: String, at depth: Int) {
        close(to: depth + 1)
        endMember(at: depth)
        if openings[depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        let start = bytes.count
        text(name)
        let written = start..<bytes.count
        if openings[depth].count > 0, openings[depth].isSorted, let last = members.last {
            openings[depth].isSorted = precedes(last.name, written)
        }
        openings[depth].count += 1
        members.append(Member(name: written, end: 0))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Begins an element of the array at `depth`.
    mutating func element(at depth: Int) {
        close(to: depth + 1)
        if openings[depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        openings[depth].count += 1
    }

    func count(at depth: Int) -> Int { openings[depth].count }

    private mutating func close(to depth: Int) {
        while openings.count > depth {
            endMember(at: openings.count - 1)
            let opening = openings.removeLast()
            guard opening.isObject else {
                bytes.append(UInt8(ascii: "]"))
                continue
            }
            if !opening.isSorted { sort(opening) }
            members.removeSubrange(opening.firstMember...)
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func endMember(at depth: Int) {
        guard openings[depth].isObject, openings[depth].count > 0 else { return }
        if bytes.last == UInt8(ascii: ":") { append("{}") }
        members[members.count - 1].end = bytes.count
    }

    private mutating func sort(_ opening: Opening) {
        let inOrder = members[opening.firstMember...].sorted { precedes($0.name, $1.name) }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(bytes.count - opening.start)
        for (place, member) in inOrder.enumerated() {
            if place > 0 { sorted.append(UInt8(ascii: ",")) }
            sorted += bytes[member.name.lowerBound..<member.end]
        }
        bytes.replaceSubrange((opening.start + 1)..., with: sorted)
    }

    /// Quotes sort before every sign of a name, so a name stands before those it begins.
    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        bytes[left].lexicographicallyPrecedes(bytes[right])
    }

    mutating func append(_ plain: StaticString) {
        plain.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func number(_ value: some BinaryInteger) { bytes.append(jsonNumber: value) }

    mutating func number(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "not a finite number"))
        }
        bytes.append(jsonNumber: value)
    }

    mutating func text(_ value: String) { bytes.append(jsonText: value) }
}
