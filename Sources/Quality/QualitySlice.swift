import Platform
import Web

/// Improvement (改进): what was learnt becomes an action whose effect is checked.
package enum QualitySlice {
    package static func make() throws -> Slice {
        Slice(name: "quality", folder: QualityFolder.url, routes: { _ in [] })
    }
}
