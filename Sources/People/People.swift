import Foundation
import Kernel
import Platform
import Storage

/// People: the persons served, their families and representatives, what was agreed to and who may be told what.
///
/// A `Person` is whoever is served, whatever the organisation calls them; a `Relative` stands by a person and may hold
/// an `Authority`; a `Consent` is one decision that is never edited. `Disclosure` answers who may be told what and why,
/// `Vulnerability` whether a case about the person weighs more. Names, telephones, document numbers, health notes and
/// notes on family conflicts are sealed in the store and found by blind index; reading the sensitive ones takes a
/// purpose and gives back the fact of the reading, which the route records. `PersonImport` takes a table over whole or
/// not at all. Other slices read persons through the functions here and never through the tables.
package enum People {
    /// The migrations of this slice, after Platform's.
    package static func migrations(_ dialect: Dialect) throws -> [Migration] {
        try Migration.load(slice: "people", folder: PeopleFolder.named("Migrations"), dialect: dialect)
    }

    /// What a person served is called here: 老人, 服务对象 or 患者 (reading 35).
    package static func label(for kind: OrganisationKind) -> Message { Message("people.label.\(kind.rawValue)") }
}
