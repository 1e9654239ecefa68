import Kernel

/// A column of sealed values (加密列), known by name so that a change of keys finds all of them. A test compares the
/// list with the schema.
package struct SealedColumn: Sendable {
    package let table: String
    package let column: String
    /// What names a row within its organisation.
    package let key: [String]
    /// The place a value was sealed for, from the values of `key`.
    package let context: @Sendable ([String]) -> String

    package init(
        _ table: String, _ column: String, key: [String] = ["id"], context: @escaping @Sendable ([String]) -> String
    ) {
        self.table = table
        self.column = column
        self.key = key
        self.context = context
    }
}
