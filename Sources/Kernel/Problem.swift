/// What a person can be told and can put right. Everything else that goes wrong is an internal error: logged whole,
/// shown as one calm sentence with a request id.
package enum Problem: Error, Hashable, Sendable {
    /// Some fields of a form are wrong: field name → what is wrong and what to do.
    case invalid([String: Message])
    case notFound
    /// Nobody is signed in where somebody must be.
    case signedOut
    /// The actor lacks the right, or a conflict of interest overrides it.
    case forbidden(Message)
    /// The record is not in a state that allows this; the message says which next step is lawful.
    case conflict(Message)
    case tooMany(retryAfterSeconds: Int)
    case unavailable(Message)

    package static func invalid(_ field: String, _ message: Message) -> Problem { .invalid([field: message]) }
    package static func forbidden(_ key: String) -> Problem { .forbidden(Message(key)) }
    package static func conflict(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> Problem {
        .conflict(Message(key, arguments))
    }
}
