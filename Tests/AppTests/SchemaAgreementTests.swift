import App
import TestKit
import Testing

@Suite struct SchemaAgreementTests {
    @Test func `both engines hold the same tables, columns, keys and indexes`() async throws {
        let differences = try await agreement(of: Program.migrations, except: SchemaAgreementTests.engineOwn)
        #expect(differences == [])
    }

    /// The tables of the full-text index, the one part with two bodies.
    private static let engineOwn: Set<String> = [
        "search_terms", "search_terms_data", "search_terms_idx", "search_terms_content", "search_terms_docsize",
        "search_terms_config",
    ]
}
