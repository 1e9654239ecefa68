import Kernel
import Platform
import Storage

/// What an entry may point to (关联对象).
package enum RegisterTarget: String, ColumnValue, Sendable, CaseIterable {
    case complaint = "case"
    case person, staff, unit
    case entry = "register_entry"

    init?(_ kind: RegisterField.Kind) {
        switch kind {
        case .complaint: self = .complaint
        case .person: self = .person
        case .staff: self = .staff
        case .unit: self = .unit
        case .entry: self = .entry
        case .text, .longText, .number, .money, .day, .moment, .choice, .yesNo, .file, .sealed, .computed: return nil
        }
    }
}

/// How cases and persons served are found by the number people say, and told by it (关联查找). App passes it in, for
/// Registers knows neither. Numbers and codes tell no names.
package struct RegisterTies: Sendable {
    /// The id behind a number or code; `nil` when there is none.
    package let find: @Sendable (RegisterTarget, String, ID<Organisation>, any Connection) throws -> String?
    /// The numbers or codes of ids.
    package let numbers:
        @Sendable (RegisterTarget, [String], ID<Organisation>, any Connection) throws -> [String: String]

    /// Whether the case of a column is held, as a condition.
    package let holdsCase: @Sendable (SQL) -> SQL

    package init(
        find: @escaping @Sendable (RegisterTarget, String, ID<Organisation>, any Connection) throws -> String?,
        numbers:
            @escaping @Sendable (RegisterTarget, [String], ID<Organisation>, any Connection) throws -> [String: String],
        holdsCase: @escaping @Sendable (SQL) -> SQL
    ) {
        self.find = find
        self.numbers = numbers
        self.holdsCase = holdsCase
    }

    /// Nothing is found.
    package static let none = RegisterTies(
        find: { _, _, _, _ in nil }, numbers: { _, _, _, _ in [:] }, holdsCase: { _ in "1 = 0" })
}

/// The tools of the registers (台账工具): the desk, the registers the product brings, and the ties to other slices.
package struct RegisterDesk: Sendable {
    package let desk: Desk
    package let shelf: RegisterShelf
    package let ties: RegisterTies

    package init(desk: Desk, shelf: RegisterShelf, ties: RegisterTies) {
        self.desk = desk
        self.shelf = shelf
        self.ties = ties
    }

    /// How the actor stands to entries on that day.
    package func standing(_ actor: Actor, on day: LocalDay, in db: any Connection) throws -> RegisterStanding {
        guard let staff = actor.staffID else { return RegisterStanding(actor: actor, heads: []) }
        let facts = try StaffFacts.relationsFacts(for: staff, of: actor.organisationID, on: day, in: db)
        return RegisterStanding(actor: actor, heads: Set(facts.headOver.map(\.text)))
    }
}
