import Foundation
import Kernel

/// The registers the product brings (随附台账), read from `Data`; each may be changed by a house.
package struct RegisterShelf: Sendable {
    package struct Shipped: Hashable, Sendable {
        package let definition: RegisterDefinition
        package let source: String
    }

    package let shipped: [String: Shipped]

    /// Throws `MalformedDefinition` with file and line when one cannot be read, points to a register that is not there,
    /// or is named twice.
    package static func load(_ folder: URL) throws -> RegisterShelf {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
        var read: [(file: String, source: String)] = []
        var known: [String: RegisterDefinition] = [:]
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            let definition = try DefinitionReader.read(source, file: file.lastPathComponent)
            guard known.updateValue(definition, forKey: definition.code) == nil else {
                let twice = Message("registers.fault.register_twice", ["code": .text(definition.code)])
                throw MalformedDefinition(
                    file: file.lastPathComponent, faults: [DefinitionFault(line: 1, reason: twice)])
            }
            read.append((file.lastPathComponent, source))
        }
        var shipped: [String: Shipped] = [:]
        for (file, source) in read {
            let definition = try DefinitionReader.read(source, file: file, known: known)
            shipped[definition.code] = Shipped(definition: definition, source: source)
        }
        return RegisterShelf(shipped: shipped)
    }

    package init(shipped: [String: Shipped]) { self.shipped = shipped }
}

/// A definition as an organisation has it (台账版本).
package struct RegisterVersion: Hashable, Sendable {
    package enum Origin: String, Sendable { case shipped, house }

    package let definition: RegisterDefinition
    package let version: Int
    package let origin: Origin
    package let source: String
    /// Nothing new is entered any more; what was entered stays.
    package let isWithdrawn: Bool
    /// Whether it stands in the store; a shipped one goes there with its first entry.
    package let isStored: Bool
    package let putInForceAt: Instant?
    package let putInForceBy: String?
}
