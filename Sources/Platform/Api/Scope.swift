/// What a token may be used for (访问范围). A scope never gives a right its holder does not have; it only takes away.
package enum Scope: String, Sendable, CaseIterable {
    case readCases = "cases:read"
    case writeCases = "cases:write"
    case readPersons = "persons:read"
    case writePersons = "persons:write"
    /// Units, names of employees, calendars, deadlines.
    case readDirectory = "directory:read"
    /// What the pages of the administration show.
    case readAdministration = "admin:read"
    /// What the pages of the administration change, and rules.
    case writeAdministration = "admin:write"
    /// Entries of registers, as far as each register lets its holder.
    case readRegisters = "registers:read"
    case writeRegisters = "registers:write"

    /// Key of its name.
    package var nameKey: String { "platform.api.scope.\(rawValue.replacing(":", with: "_"))" }
}
