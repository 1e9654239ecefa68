import Kernel
import Storage
import Web

extension CaseDesk {
    /// The rules in force when somebody looks at a page or sends it.
    func rulesNow(_ visit: Visit) async throws -> CaseworkData {
        let organisation = visit.actor.organisationID
        return try await desk.read { try rulesNow(of: organisation, in: $0) }
    }

    /// Throws `Problem.invalid` when a step gives a category or reason that is not in force; what a point of complaint
    /// has already it may keep.
    func checkOffered(_ step: CaseStep, on subject: Case, in db: any Connection) throws {
        let rules = try rulesNow(of: subject.organisationID, in: db)
        func must(_ isOffered: Bool, _ field: String) throws {
            if !isOffered { throw Problem.invalid(field, Message("web.form.not_listed")) }
        }
        switch step {
        case .allegation(let new): try must(rules.categories.isOffered(new.category), "category")
        case .classification(let new):
            let own = subject.allegations.first { $0.number == new.allegation }?.category
            try must(own == new.category || rules.categories.isOffered(new.category), "category")
        case .returning(let step): try must(rules.offered(.returns).contains(step.reason.rawValue), "reason")
        case .refusal(let step): try must(rules.offered(.refusals).contains(step.reason.rawValue), "reason")
        default: return
        }
    }
}
