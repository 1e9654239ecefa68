import Kernel
import Platform
import Storage
import Web

/// Makes a part of the case page that another slice brings (个案页栏目), for whoever may read the case; `nil` when there is
/// nothing to show. Reads a few lines by their index. App passes the makers, so that neither slice knows the other.
package typealias CaseSectionMaker = @Sendable (Case, Visit, Desk, any Connection) throws -> PageSection?
