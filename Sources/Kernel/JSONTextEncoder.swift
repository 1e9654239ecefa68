/// What a value writes itself to: an object, an array or one plain value, at its depth in the text.
struct JSONTextEncoder: Encoder {
    let writer: JSONTextWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.signs.open(isObject: true, at: depth)
        return KeyedEncodingContainer(JSONObjectWriter(writer: writer, depth: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.signs.open(isObject: false, at: depth)
        return JSONArrayWriter(writer: writer, depth: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONValueWriter(writer: writer, depth: depth)
    }
}

/// One plain value; the others write through it as well.
struct JSONValueWriter: SingleValueEncodingContainer {
    let writer: JSONTextWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.signs.append("null") }
    func encode(_ value: Bool) { value ? writer.signs.append("true") : writer.signs.append("false") }
    func encode(_ value: String) { writer.signs.text(value) }
    func encode(_ value: Double) throws { try writer.signs.number(value) }
    func encode(_ value: Float) throws { try writer.signs.number(Double(value.description) ?? Double(value)) }
    func encode(_ value: Int) { writer.signs.number(value) }
    func encode(_ value: Int8) { writer.signs.number(value) }
    func encode(_ value: Int16) { writer.signs.number(value) }
    func encode(_ value: Int32) { writer.signs.number(value) }
    func encode(_ value: Int64) { writer.signs.number(value) }
    func encode(_ value: UInt) { writer.signs.number(value) }
    func encode(_ value: UInt8) { writer.signs.number(value) }
    func encode(_ value: UInt16) { writer.signs.number(value) }
    func encode(_ value: UInt32) { writer.signs.number(value) }
    func encode(_ value: UInt64) { writer.signs.number(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.write(value, at: depth) }
}

private struct JSONObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONTextWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key) -> JSONValueWriter {
        writer.signs.name(key.stringValue, at: depth)
        return JSONValueWriter(writer: writer, depth: depth + 1)
    }

    func encodeNil(forKey key: Key) { member(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try member(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try member(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) { member(key).encode(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try member(key).encode(value) }

    func nestedContainer<Inner: CodingKey>(
        keyedBy keyType: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> {
        writer.signs.name(key.stringValue, at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.signs.name(key.stringValue, at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(named: "super") }
    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(named: key.stringValue) }

    private func superEncoder(named name: String) -> any Encoder {
        writer.signs.name(name, at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1)
    }
}

private struct JSONArrayWriter: UnkeyedEncodingContainer {
    let writer: JSONTextWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var count: Int { writer.signs.count(at: depth) }

    private var element: JSONValueWriter {
        writer.signs.element(at: depth)
        return JSONValueWriter(writer: writer, depth: depth + 1)
    }

    func encodeNil() { element.encodeNil() }
    func encode(_ value: Bool) { element.encode(value) }
    func encode(_ value: String) { element.encode(value) }
    func encode(_ value: Double) throws { try element.encode(value) }
    func encode(_ value: Float) throws { try element.encode(value) }
    func encode(_ value: Int) { element.encode(value) }
    func encode(_ value: Int8) { element.encode(value) }
    func encode(_ value: Int16) { element.encode(value) }
    func encode(_ value: Int32) { element.encode(value) }
    func encode(_ value: Int64) { element.encode(value) }
    func encode(_ value: UInt) { element.encode(value) }
    func encode(_ value: UInt8) { element.encode(value) }
    func encode(_ value: UInt16) { element.encode(value) }
    func encode(_ value: UInt32) { element.encode(value) }
    func encode(_ value: UInt64) { element.encode(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try element.encode(value) }

    func nestedContainer<Inner: CodingKey>(keyedBy keyType: Inner.Type) -> KeyedEncodingContainer<Inner> {
        writer.signs.element(at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.signs.element(at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.signs.element(at: depth)
        return JSONTextEncoder(writer: writer, depth: depth + 1)
    }
}
