import Kernel
import Platform
import Storage

/// A case that a mystery visitor made as anybody makes one (暗访个案, S4-56, reading 30): it looks like every other, and
/// counts in no figure. Nothing of the case itself tells.
package enum HiddenCase {
    /// Takes the case out of the figures from now on.
    package static func hide(_ id: ID<Case>, of organisation: ID<Organisation>, in db: any Connection) throws {
        let written = try db.run(
            """
            INSERT INTO hidden_cases (case_id, organisation_id, hidden_at)
            SELECT id, organisation_id, \(db.now) FROM cases WHERE id = \(id) AND organisation_id = \(organisation)
            ON CONFLICT (case_id) DO NOTHING
            """)
        guard written > 0, var figure = try CaseFigure.first(of: id, in: db) else { return }
        figure.counting = .hidden
        try figure.save(of: organisation, in: db)
    }

    static func isHidden(_ id: ID<Case>, in db: any Connection) throws -> Bool {
        try db.first("SELECT 1 AS n FROM hidden_cases WHERE case_id = \(id)") != nil
    }
}

extension CaseFigure {
    /// The same, hidden where the case is. Of one that was counted before nobody need ask.
    func hiding(after earlier: CaseFigure?, in db: any Connection) throws -> CaseFigure {
        guard counting != .hidden, earlier?.counting ?? .hidden == .hidden, try HiddenCase.isHidden(caseID, in: db)
        else { return self }
        var figure = self
        figure.counting = .hidden
        return figure
    }
}
