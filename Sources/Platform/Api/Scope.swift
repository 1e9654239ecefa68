/// What a token may be used for (访问范围). A scope never gives a right its holder does not have; it only takes away.
package enum Scope: String, Sendable, CaseIterable {
    case readCases = "cases:read"
    case writeCases = "cases:write"
    case readPersons = "persons:read"
    /// Units, names of employees, calendars, deadlines.
    case readDirectory = "directory:read"
    /// Subscriptions and their deliveries.
    case readAdministration = "admin:read"
    /// Proposing, approving and rejecting rules.
    case writeAdministration = "admin:write"

    /// Key of its name.
    package var nameKey: String { "platform.api.scope.\(rawValue.replacing(":", with: "_"))" }
}
