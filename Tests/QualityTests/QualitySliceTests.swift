import Testing

@testable import Quality

@Suite struct QualitySliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try QualitySlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
