import Testing

@testable import Commitments

@Suite struct CommitmentsSliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try CommitmentsSlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
