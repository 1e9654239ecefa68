import App
import TestKit
import Testing

@Suite struct SchemaTests {
    @Test(.enabled(if: Engine.available.contains(.postgres), "PostgreSQL joins under bin/with-postgres"))
    func `both engines have the same tables, columns, keys and indexes`() async throws {
        let differences = try await agreement(of: { try Program.migrations($0) }, except: ["search_terms"])
        #expect(differences == [])
    }
}
