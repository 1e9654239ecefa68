import CPostgres
import Storage

/// How connections to a server are made. What the operator's string says goes before what is usual here.
struct Address: Sendable {
    enum Role: Sendable {
        /// The server that takes writes, whichever of the hosts it is at the moment.
        case primary
        /// Any server that answers, a standby first.
        case replica
    }

    let url: String
    let role: Role

    /// Opens a connection. Throws `Refusal` when no host answers as it should.
    func connect() throws(Refusal) -> OpaquePointer {
        // The string stands last, so that it overrides these.
        let words: [(String, String)] = [
            ("target_session_attrs", role == .primary ? "read-write" : "prefer-standby"),
            ("connect_timeout", "4"), ("keepalives_idle", "20"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("application_name", "huiyin"), ("dbname", url),
        ]
        let link = Address.withPointers(words.map(\.0)) { keys in
            Address.withPointers(words.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard let link, PQstatus(link) == CONNECTION_OK else {
            let message = link.map { String(cString: PQerrorMessage($0)) } ?? "out of memory"
            PQfinish(link)
            throw Refusal(storage: .unavailable(message), mayBeRepeated: false, isLost: true)
        }
        PQsetNoticeProcessor(link, { _, _ in }, nil)
        return link
    }

    /// Lends the words as C strings, ended by a null as libpq wants it.
    private static func withPointers<T>(
        _ words: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        let copies = words.map { word in
            let bytes = word.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            for (place, byte) in bytes.enumerated() { copy[place] = byte }
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("An array with a null is not empty.") }
            return body(start)
        }
    }
}
