import Testing

@testable import Duties

@Suite struct DutiesSliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try DutiesSlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
