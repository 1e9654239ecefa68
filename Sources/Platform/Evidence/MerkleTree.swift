import Crypto
import Kernel

/// A tree of hashes over lines (哈希树), so that one line can be proved to belong to a root without the others. Leaves
/// and nodes are told apart by a first byte; an odd node moves up as it is.
package struct MerkleTree: Sendable {
    private var levels: [[SHA256Digest]] = [[]]

    package init(_ lines: some Sequence<String>) { for line in lines { add(line) } }

    package mutating func add(_ line: String) {
        var digest = SHA256()
        digest.update(data: [0])
        digest.update(data: Array(line.utf8))
        levels[0].append(digest.finalize())
    }

    package var count: Int { levels[0].count }

    /// 64 hexadecimal digits; of no lines at all, the hash of nothing.
    package var root: String {
        var level = levels[0]
        while level.count > 1 { level = MerkleTree.above(level) }
        return hex(level.first.map(Array.init) ?? Array(SHA256.hash(data: [UInt8]())))
    }

    /// What must be joined to the line at `place`, from below to the root: `L` or `R` for the side, then the hash.
    package func path(to place: Int) -> [String] {
        var (level, place, steps) = (levels[0], place, [String]())
        while level.count > 1 {
            let beside = place ^ 1
            if beside < level.count { steps.append((beside < place ? "L" : "R") + hex(level[beside])) }
            level = MerkleTree.above(level)
            place /= 2
        }
        return steps
    }

    private static func above(_ level: [SHA256Digest]) -> [SHA256Digest] {
        stride(from: 0, to: level.count, by: 2).map { place in
            guard place + 1 < level.count else { return level[place] }
            var digest = SHA256()
            digest.update(data: [1])
            digest.update(data: Array(level[place]))
            digest.update(data: Array(level[place + 1]))
            return digest.finalize()
        }
    }
}
