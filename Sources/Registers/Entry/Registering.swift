import Kernel
import Platform
import Storage
import Web

/// The door for what enters lines without a page (登记入口), such as the demonstration. Rights and rules are those of the
/// pages.
package enum Registering {
    /// Enters a line under the register's present definition. Throws what a form would be refused for.
    package static func enter(
        _ form: FormData, into register: String, by actor: Actor, zone: Zone, at registers: RegisterDesk,
        in db: any Connection
    ) throws -> RegisterEntry {
        let version = try registers.shelf.current(register, of: actor.organisationID, in: db)
        return try EntryDeeds(registers, version, actor, zone: zone, in: db).enter(form)
    }

    /// Moves a line to another state, with what the step asks for.
    package static func move(
        _ entry: RegisterEntry, to state: String, _ form: FormData, by actor: Actor, zone: Zone,
        at registers: RegisterDesk, in db: any Connection
    ) throws -> RegisterEntry {
        let version = try registers.shelf.version(
            entry.definitionVersion, of: entry.register, actor.organisationID, in: db)
        return try EntryDeeds(registers, version, actor, zone: zone, in: db).move(entry.id, to: state, form)
    }
}
