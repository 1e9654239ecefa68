import Testing

@testable import Registers

@Suite struct RegistersSliceTests {
    @Test func `the slice brings its texts`() throws {
        let slice = try RegistersSlice.make()
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
    }
}
