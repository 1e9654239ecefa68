/// New rows of one table, to be added as fast as the engine can (行块).
package struct RowBlock: Sendable {
    package let table: String
    package let columns: [String]
    package var rows: [[SQLValue]] = []

    /// `table` and `columns` are names from our own code, never anything a person typed.
    package init(table: String, columns: [String]) {
        self.table = table
        self.columns = columns
    }
}
