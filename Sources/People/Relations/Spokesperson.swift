import Kernel

extension Relative {
    /// The relatives of one person with `id` as the one spokesperson (家属代表) and nobody else (E27). Refused when
    /// that relative may be told nothing, for then nobody of the family would hear anything.
    package static func appointing(
        _ id: ID<Relative>, spokespersonOf relatives: [Relative]
    ) throws(Problem) -> [Relative] {
        guard let chosen = relatives.first(where: { $0.id == id }) else { throw .notFound }
        guard chosen.scope.contains(.care) else { throw .conflict("people.spokesperson.may_not_be_told") }
        guard Set(relatives.map(\.personID)).count == 1 else { throw .notFound }
        return relatives.map { relative in
            var changed = relative
            changed.isSpokesperson = relative.id == id
            return changed
        }
    }

    /// The relatives in the order to call them: in an emergency the emergency contacts come first, then those who
    /// act for the person, then by priority.
    package static func callingOrder(_ relatives: [Relative], emergency: Bool, on day: LocalDay) -> [Relative] {
        func rank(_ relative: Relative) -> Int {
            if emergency, relative.isEmergencyContact(on: day) { return 0 }
            if relative.represents(on: day) { return 1 }
            return relative.isSpokesperson ? 2 : 3
        }
        return relatives.sorted { (rank($0), $0.priority, $0.id) < (rank($1), $1.priority, $1.id) }
    }
}
