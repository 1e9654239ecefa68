extension KeyedEncodingContainer {
    /// A set is written in the order of its members, so that the same facts are the same bytes whenever they are
    /// written: what is hashed into a chain, and a story told again, depend on it.
    package mutating func encode<Member: Encodable & Comparable & Hashable>(
        _ value: Set<Member>, forKey key: Key
    ) throws {
        try encode(value.sorted(), forKey: key)
    }

    /// The same for a set that may be absent.
    package mutating func encodeIfPresent<Member: Encodable & Comparable & Hashable>(
        _ value: Set<Member>?, forKey key: Key
    ) throws {
        try encodeIfPresent(value?.sorted(), forKey: key)
    }
}
