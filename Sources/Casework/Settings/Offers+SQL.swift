import Kernel
import Storage
import Web

extension CaseworkData {
    /// What the organisation calls things itself, by language.
    var ownWords: [Language: [String: String]] {
        wording.reduce(into: [:]) { all, line in
            if let language = Language(rawValue: line.key) { all[language] = line.value }
        }
    }
}

extension CaseDesk {
    /// The catalogue with the organisation's own words, for what is written without anybody looking on.
    func catalogue(of organisation: ID<Organisation>, in db: any Connection) throws -> Catalogue {
        desk.catalogue.adapted(try rulesNow(of: organisation, in: db).ownWords)
    }

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
