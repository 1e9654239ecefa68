import Kernel
import Testing

/// What was read out of texts and is kept.
@Suite struct `Memories` {
    @Test(arguments: [4, 2_000])
    func `a value is read once for a text and anew for another`(limit: Int) {
        let memo = Memo<String, Int>(limit: limit)
        var read = 0
        func value(_ key: String, _ text: String) -> Int {
            memo.value(key, text) {
                read += 1
                return text.count
            }
        }
        #expect([value("a", "one"), value("a", "one"), value("a", "three"), value("a", "three")] == [3, 3, 5, 5])
        #expect(read == 2)
        #expect(value("b", "one") == 3)
        #expect(read == 3)
    }

    @Test(arguments: [10, 4_000])
    func `no more than the limit are kept, and those are the last used`(limit: Int) {
        let memo = Memo<Int, Int>(limit: limit)
        var read = 0
        for key in 0..<limit * 3 {
            _ = memo.value(key) {
                read += 1
                return key
            }
        }
        let before = read
        #expect(memo.value(limit * 3 - 1) { -1 } == limit * 3 - 1)
        for key in 0..<limit * 3 {
            _ = memo.value(key) {
                read += 1
                return key
            }
        }
        #expect(read - before >= limit * 2)
    }
}
