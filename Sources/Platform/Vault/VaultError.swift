/// What goes wrong with keys and sealed values. None of it can be put right by the person at a screen.
package enum VaultError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key file can be read by others than its owner.
    case keyFileTooOpen(path: String, mode: Int)
    /// The key file is not 64 hexadecimal digits.
    case keyFileMalformed(path: String)
    /// The key file could not be read or written.
    case keyFileUnusable(path: String, reason: String)
    /// The data keys of the store were wrapped under another key file.
    case wrongKeyFile
    /// The value was sealed under a key the store does not have.
    case unknownKey(String)
    /// The value was changed after it was sealed, or belongs to another place.
    case tampered(context: String)
    /// The text is no sealed value at all.
    case notSealed(context: String)

    package var description: String {
        switch self {
        case .keyFileTooOpen(let path, let mode):
            "The key file \(path) has mode \(String(mode, radix: 8)); run: chmod 600 \(path)"
        case .keyFileMalformed(let path):
            "The key file \(path) must hold exactly 64 hexadecimal digits; put the backed-up file back."
        case .keyFileUnusable(let path, let reason): "The key file \(path) cannot be used: \(reason)."
        case .wrongKeyFile: "The data keys were wrapped under another key file; put the one of this store back."
        case .unknownKey(let key): "No data key \(key) is known; the backup may lack the table data_keys."
        case .tampered(let context): "The sealed value of \(context) was changed or moved."
        case .notSealed(let context): "The value of \(context) is not sealed."
        }
    }
}
