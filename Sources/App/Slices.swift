import Casework
import Deadlines
import Foundation
import People
import Platform
import Web

/// The slices of the product, in the order their migrations and routes are laid.
package enum Slices {
    /// Throws when a slice's data files are wrong.
    package static func all() throws -> [Slice] {
        let people = PeopleSlice.make { desk in
            PersonTies { try CaseTies.relations(of: $0, to: $1, at: desk, in: $2) }
        }
        return [PlatformSlice.slice, people, try CaseworkSlice.make()]
    }

    /// Texts of the modules below the slices.
    static let baseStringFolders = [WebFolder.named("Strings"), DeadlinesFolder.named("Strings")]
}
