import Kernel
import People
import Platform
import Storage

/// Which letter a resident holds (持有情况): what was signed last, and what came of the last try. Read from the issues;
/// kept beside them so that lists need not look through them.
package struct Holding: Hashable, Sendable {
    package let signedVersion: Int?
    package let signedOn: LocalDay?
    package let lastVersion: Int
    package let lastOutcome: CommitmentIssue.Outcome
    package let lastOn: LocalDay

    /// Brings a resident's line to what the issues say.
    static func renew(of person: ID<Person>, _ organisation: ID<Organisation>, in db: any Connection) throws {
        let issues = try CommitmentIssue.list(of: person, organisation, in: db).filter { $0.annulment == nil }
        try db.run(
            "DELETE FROM commitment_holdings WHERE organisation_id = \(organisation) AND person_id = \(person)")
        // By the day it was given; of one day, the higher version.
        func order(_ issue: CommitmentIssue) -> (LocalDay, Int, Instant) {
            (issue.issuedOn, issue.letterVersion, issue.recordedAt)
        }
        guard let last = issues.max(by: { order($0) < order($1) }) else { return }
        let signed = issues.filter(\.outcome.isSigned).max { order($0) < order($1) }
        try db.run(
            """
            INSERT INTO commitment_holdings (person_id, organisation_id, signed_version, signed_on, last_version,
                last_outcome, last_on, issue_id)
            VALUES (\(person), \(organisation), \(signed?.letterVersion), \(signed?.issuedOn), \(last.letterVersion),
                \(last.outcome.rawValue), \(last.issuedOn), \(last.id))
            """)
    }

    /// The lines of those persons.
    package static func list(
        of persons: [ID<Person>], _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Person>: Holding] {
        let rows = try db.rows(
            """
            SELECT * FROM commitment_holdings WHERE organisation_id = \(organisation) AND person_id IN \(persons)
            """)
        return Dictionary(
            try rows.map { row in
                guard let outcome = CommitmentIssue.Outcome(rawValue: try row.get("last_outcome")) else {
                    throw StorageError.badColumn("last_outcome")
                }
                return (
                    try row.get("person_id"),
                    Holding(
                        signedVersion: try row.get("signed_version"), signedOn: try row.get("signed_on"),
                        lastVersion: try row.get("last_version"), lastOutcome: outcome,
                        lastOn: try row.get("last_on"))
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// Residents in service by what they hold (承诺书清单).
package enum HoldingState: String, Sendable, CaseIterable {
    /// 尚无签名承诺书
    case without
    /// 持旧版，须补发
    case old
    /// 已签现行版
    case current

    /// What is asked of the row `p` of a person when `version` is the letter in force; without one all hold none.
    func condition(_ version: Int?) -> SQL {
        let held: SQL = "SELECT 1 FROM commitment_holdings h WHERE h.person_id = p.id AND h.signed_version"
        return switch self {
        case .without: "NOT EXISTS (\(held) IS NOT NULL)"
        case .old: "EXISTS (\(held) <> \(version ?? 0))"
        case .current: "EXISTS (\(held) = \(version ?? 0))"
        }
    }

    /// A page of the residents in service who hold such a letter, by room and bed. With `version`, exactly those who
    /// hold that one.
    package static func page(
        _ state: HoldingState?, holding version: Int? = nil, current: Int?, units: Set<ID<OrganisationUnit>>,
        after: PersonCode?, limit: Int = 50, names: ViewGrant, on day: LocalDay, of organisation: ID<Organisation>,
        keys: Keyring, in db: any Connection
    ) throws -> (page: PersonPage, holdings: [ID<Person>: Holding]) {
        var condition = Person.inService(on: day)
        if let state { condition = condition + " AND " + state.condition(current) }
        if let version { condition = condition + " AND " + HoldingState.current.condition(version) }
        let page = try Person.list(
            PersonFilter(units: units), after: after, limit: limit, having: condition, names: names, on: day,
            of: organisation, keys: keys, in: db)
        return (page, try Holding.list(of: page.entries.map(\.id), organisation, in: db))
    }
}

/// Residents with the current letter signed, of those in service (承诺书覆盖率, S0-7, standards 2.18).
package struct LetterCoverage: Hashable, Sendable {
    package let unit: ID<OrganisationUnit>?
    package internal(set) var residents: Int
    package internal(set) var current: Int
    package internal(set) var old: Int
    package var without: Int { residents - current - old }

    /// One line for each unit that has residents, whatever the letter in force is.
    package static func byUnit(
        of organisation: ID<Organisation>, current version: Int?, on day: LocalDay, in db: any Connection
    ) throws -> [LetterCoverage] {
        try db.rows(
            """
            SELECT p.unit_id, count(*) AS residents,
                sum(CASE WHEN h.signed_version = \(version ?? 0) THEN 1 ELSE 0 END) AS held,
                sum(CASE WHEN h.signed_version <> \(version ?? 0) THEN 1 ELSE 0 END) AS former
            FROM persons p LEFT JOIN commitment_holdings h ON h.person_id = p.id
            WHERE p.organisation_id = \(organisation) AND \(Person.inService(on: day))
            GROUP BY p.unit_id ORDER BY p.unit_id
            """
        ).map { row in
            LetterCoverage(
                unit: try row.get("unit_id"), residents: try row.get("residents"), current: try row.get("held"),
                old: try row.get("former"))
        }
    }

    /// All units together.
    package static func sum(_ lines: [LetterCoverage]) -> LetterCoverage {
        lines.reduce(LetterCoverage(unit: nil, residents: 0, current: 0, old: 0)) { sum, line in
            LetterCoverage(
                unit: nil, residents: sum.residents + line.residents, current: sum.current + line.current,
                old: sum.old + line.old)
        }
    }

    /// How many residents in service hold each version.
    package static func byVersion(
        of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [Int: Int] {
        let rows = try db.rows(
            """
            SELECT h.signed_version AS version, count(*) AS n
            FROM commitment_holdings h JOIN persons p ON p.id = h.person_id
            WHERE h.organisation_id = \(organisation) AND h.signed_version IS NOT NULL
                AND p.organisation_id = \(organisation) AND \(Person.inService(on: day))
            GROUP BY h.signed_version
            """)
        return Dictionary(
            try rows.map { (try $0.get("version"), try $0.get("n")) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What a resident had been promised by the end of a day (某日有效的承诺): the letter signed last by then.
package struct PromisedOn: Sendable {
    package let issue: CommitmentIssue
    package let letter: CommitmentLetter
    /// The promises of the letter that concerned the resident, as they read then.
    package let promises: [ServiceStandard]

    package static func find(
        among issues: [CommitmentIssue], on day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> PromisedOn? {
        let held = issues.filter { $0.annulment == nil && $0.outcome.isSigned && $0.issuedOn <= day }
            .max { ($0.issuedOn, $0.letterVersion) < ($1.issuedOn, $1.letterVersion) }
        guard let issue = held, let letter = try LetterBook.load(of: organisation, in: db)[issue.letterID] else {
            return nil
        }
        return PromisedOn(
            issue: issue, letter: letter,
            promises: try letter.promises(livingIn: issue.unitID, of: organisation, in: db))
    }
}

extension CommitmentLetter {
    /// The promises that stand in the letter of somebody living in `unit`; of a draft, those that would hold now.
    package func promises(
        livingIn unit: ID<OrganisationUnit>?, isForAll: Bool = false, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [ServiceStandard] {
        let book = try StandardBook.load(of: organisation, in: db)
        let all = issued == nil ? book.inForce(at: db.now) : standards.compactMap { book[$0] }
        if isForAll { return all }
        let tree = try UnitTree.load(of: organisation, in: db)
        return all.filter { $0.terms.scope.concerns(livingIn: unit, tree) }
    }
}
