import Storage

extension Sex: ColumnValue {}
extension Payer: ColumnValue {}
extension ServicePeriod.Kind: ColumnValue {}
extension Kinship: ColumnValue {}
extension Authority.Kind: ColumnValue {}
extension Authority.Document.Kind: ColumnValue {}
extension Consent.Kind: ColumnValue {}
extension Consent.Decision: ColumnValue {}

/// Sets of our own words in one column, in order and divided by spaces.
enum WordSet {
    static func text<Value: RawRepresentable & Comparable>(_ values: Set<Value>) -> String
    where Value.RawValue == String {
        values.sorted().map(\.rawValue).joined(separator: " ")
    }

    /// Throws when the column holds a word that is none of ours.
    static func read<Value: RawRepresentable & Hashable>(
        _ column: String, of row: Row, as type: Value.Type
    ) throws -> Set<Value> where Value.RawValue == String {
        let words: String = try row.get(column)
        return try Set(
            words.split(separator: " ").map { word in
                guard let value = Value(rawValue: String(word)) else { throw StorageError.badColumn(column) }
                return value
            })
    }
}
