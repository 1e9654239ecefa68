import Storage

extension Program {
    func hasNoCases() async throws -> Bool {
        try await database.read { try $0.rows("SELECT id FROM cases LIMIT 1").isEmpty }
    }
}
