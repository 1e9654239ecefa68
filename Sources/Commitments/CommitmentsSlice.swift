import Platform
import Web

/// What the organisation promises to the people it serves (服务承诺), to whom each promise was given, and whether it was kept.
package enum CommitmentsSlice {
    package static func make() throws -> Slice {
        Slice(name: "commitments", folder: CommitmentsFolder.url, routes: { _ in [] })
    }
}
