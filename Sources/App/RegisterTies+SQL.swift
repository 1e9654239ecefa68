import Casework
import Kernel
import People
import Platform
import Registers
import Storage

extension RegisterTies {
    /// Cases by their number, persons served by their code (台账关联). Neither tells a name; the pages they lead to ask
    /// for their own rights.
    static let slices = RegisterTies(
        find: { target, text, organisation, db in
            switch target {
            case .complaint:
                let number = CaseNumber(text)?.description ?? ""
                return try db.first(
                    """
                    SELECT id FROM cases WHERE organisation_id = \(organisation)
                        AND (number = \(number) OR id = \(text))
                    """
                )?.get("id")
            case .person:
                return try db.first(
                    """
                    SELECT id FROM persons WHERE organisation_id = \(organisation)
                        AND (code_number = \(PersonCode(text)?.number ?? -1) OR id = \(text))
                    """
                )?.get("id")
            case .staff, .unit, .entry: return nil
            }
        },
        numbers: { target, ids, organisation, db in
            var told: [String: String] = [:]
            switch target {
            case .complaint:
                for row in try db.rows(
                    "SELECT id, number FROM cases WHERE organisation_id = \(organisation) AND id IN \(ids)")
                {
                    told[try row.get("id")] = try row.get("number")
                }
            case .person:
                for row in try db.rows(
                    "SELECT id, code_number FROM persons WHERE organisation_id = \(organisation) AND id IN \(ids)")
                {
                    told[try row.get("id")] = PersonCode(number: try row.get("code_number")).description
                }
            case .staff, .unit, .entry: break
            }
            return told
        }, holdsCase: { LegalHold.stands(on: $0) })
}

extension RetainedRecords {
    /// Entries of registers, disposed of by the runs that dispose of the files of cases.
    package static func entries(_ shelf: RegisterShelf) -> RetainedRecords {
        let disposal = { @Sendable (organisation: ID<Organisation>) in
            EntryDisposal(shelf: shelf, ties: .slices, organisation: organisation)
        }
        return RetainedRecords(
            count: { manner, organisation, day, db in
                try disposal(organisation).count(Registers.Retention.Manner(manner), until: day, in: db)
            },
            due: { organisation, day, limit, db in
                try disposal(organisation).due(until: day, limit: limit, in: db).map { due in
                    RetainedRecords.Due(
                        number: due.number, kind: { due.register.text(in: $0) }, address: due.address,
                        keptUntil: due.keptUntil, manner: due.manner == .delete ? .delete : .anonymise)
                }
            },
            dispose: { desk, manner, organisation, day in
                try await disposal(organisation).dispose(Registers.Retention.Manner(manner), until: day, at: desk)
            })
    }
}

extension Registers.Retention.Manner {
    fileprivate init(_ manner: RetentionManner) {
        switch manner {
        case .delete: self = .delete
        case .anonymise: self = .anonymise
        }
    }
}
