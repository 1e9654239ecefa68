import Testing

@testable import Feedback

@Suite struct FeedbackSliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try FeedbackSlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
