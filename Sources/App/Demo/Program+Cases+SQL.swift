import Storage

extension Program {
    func hasNoCases() async throws -> Bool {
        try await database.read { try $0.rows("SELECT id FROM cases LIMIT 1").isEmpty }
    }
}

extension World {
    /// Whether nothing was received yet.
    package static func hasNoCases(in program: Program) async throws -> Bool { try await program.hasNoCases() }
}
