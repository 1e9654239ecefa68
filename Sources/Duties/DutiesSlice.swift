import Platform
import Web

/// Recurring obligations (义务): rules as data, each occurrence with a holder and a clock.
package enum DutiesSlice {
    package static func make() throws -> Slice {
        Slice(name: "duties", folder: DutiesFolder.url, routes: { _ in [] })
    }
}
