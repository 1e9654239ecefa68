import Hummingbird
import Kernel
import Storage
import Web

extension Field {
    /// The answers of an enum of ours, each worded by `PREFIX.value`.
    package static func options<Value: CaseIterable & RawRepresentable<String>>(
        of type: Value.Type, _ prefix: String, _ words: Words, selected: Value? = nil
    ) -> [Option] {
        Value.allCases.map {
            Option($0.rawValue, words("\(prefix).\($0.rawValue)"), selected: $0.rawValue == selected?.rawValue)
        }
    }
}

extension UnitTree {
    /// The standing units as choices, each under the one above it.
    package func options(selected: ID<OrganisationUnit>? = nil, without hidden: Set<ID<OrganisationUnit>> = [])
        -> [Field.Option]
    {
        ordered().filter { $0.unit.activeTo == nil && !hidden.contains($0.unit.id) }.map { entry in
            Field.Option(
                entry.unit.id.text, String(repeating: "　", count: entry.depth) + entry.unit.name,
                selected: entry.unit.id == selected)
        }
    }

    /// Every unit after the one above it, with its depth; siblings by name.
    package func ordered() -> [(unit: OrganisationUnit, depth: Int)] {
        func below(_ unit: OrganisationUnit, _ depth: Int) -> [(unit: OrganisationUnit, depth: Int)] {
            guard depth <= UnitTree.maximumDepth else { return [] }
            return [(unit, depth)] + children(of: unit.id).flatMap { below($0, depth + 1) }
        }
        return roots.flatMap { below($0, 0) }
    }
}

extension Visit {
    /// The day it is where the organisation lives.
    package var today: LocalDay { now.day(in: zone) }

    /// Shows a form again after `Problem.invalid`, with all that was typed; other problems pass on.
    package func answering(
        _ step: () async throws -> Response, again: ([String: Message]) async throws -> Response
    ) async throws -> Response {
        do { return try await step() } catch Problem.invalid(let faults) { return try await again(faults) }
    }

    /// A file to be saved by the browser.
    package func download(_ text: String, named name: String, type: String = "text/csv; charset=utf-8") -> Response {
        var response = Response(status: .ok, body: .init(byteBuffer: .init(string: text)))
        response.headers[.contentType] = type
        response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension Desk {
    /// The keys of an organisation; made on first need, which a read cannot do.
    package func keyring(of organisation: ID<Organisation>) async throws -> Keyring {
        let vault = vault
        do {
            return try await read { try vault.keyring(for: organisation, in: $0) }
        } catch StorageError.readOnly {
            return try await write { try vault.keyring(for: organisation, in: $0) }
        }
    }
}
