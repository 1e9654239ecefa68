import Casework
import Deadlines
import Foundation
import People
import Platform
import Web

/// The slices of the product, in the order their migrations and routes are laid.
package enum Slices {
    package static let all: [Slice] = [PlatformSlice.slice, PeopleSlice.slice, CaseworkSlice.slice]

    /// Texts of the modules below the slices.
    static let baseStringFolders = [WebFolder.named("Strings"), DeadlinesFolder.named("Strings")]
}
