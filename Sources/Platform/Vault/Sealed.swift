import Storage

/// A text nobody can read without the vault, as it lies in a `TEXT` column: `v1.KEY.CIPHER`.
package struct Sealed: Hashable, Sendable, ColumnValue {
    package let text: String
    /// Which data key of the organisation it was sealed under.
    let keyName: String
    /// Nonce, cipher and tag.
    let box: [UInt8]

    init(keyName: String, box: [UInt8]) {
        self.keyName = keyName
        self.box = box
        text = "v1.\(keyName).\(box.base64URL)"
    }

    /// `nil` unless the text has the form of a sealed value.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", parts[1].utf8.count == DataKey.nameLength else { return nil }
        guard let box = [UInt8](base64URL: parts[2]), box.count >= Keyring.overhead else { return nil }
        self.text = text
        self.keyName = String(parts[1])
        self.box = box
    }

    package var sqlValue: SQLValue { .text(text) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }
}
