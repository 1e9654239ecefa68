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
        })
}
