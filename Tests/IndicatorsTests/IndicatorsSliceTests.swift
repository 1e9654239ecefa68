import Testing

@testable import Indicators

@Suite struct IndicatorsSliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try IndicatorsSlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
