import Kernel
import Storage

/// A table with codes of sealed values (盲索引列), known by name so that a change of the key they are made under finds
/// all of them. A test compares the list with the schema. Rows are named by `id`.
package struct BlindTable: Sendable {
    package let table: String
    /// The columns of codes, each ending in `_index`.
    package let columns: [String]
    /// The sealed columns they are made of.
    package let sealed: [String]
    /// The codes of a row for `columns`, in their order. Given are the row with `id` and `sealed`, and the keys.
    package let codes: @Sendable (Row, Keyring) throws -> [String?]

    package init(
        _ table: String, columns: [String], of sealed: [String],
        codes: @escaping @Sendable (Row, Keyring) throws -> [String?]
    ) {
        self.table = table
        self.columns = columns
        self.sealed = sealed
        self.codes = codes
    }
}
