import Platform
import Testing

@testable import Duties

@Suite struct DutiesSliceTests {
    @Test func `the slice brings its texts, its tables and the shipped rules`() throws {
        let slice = try DutiesSlice.make(scopes: .none)
        #expect(slice.stringFolders.contains { $0.lastPathComponent == "Strings" })
        #expect(try !slice.migrations(.sqlite).isEmpty)
    }
}
