import Platform
import Web

/// Registers (台账): typed records declared as data, each with form, list, page, states and export from one engine.
package enum RegistersSlice {
    package static func make() throws -> Slice {
        Slice(name: "registers", folder: RegistersFolder.url, routes: { _ in [] })
    }
}
