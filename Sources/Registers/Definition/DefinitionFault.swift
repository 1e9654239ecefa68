import Kernel

/// One thing that is wrong with a definition: where, and what (定义错误).
package struct DefinitionFault: Hashable, Sendable {
    /// Counted from 1.
    package let line: Int
    package let reason: Message
}

/// A definition that is refused, with everything that is wrong with it in the order of its lines.
package struct MalformedDefinition: Error, CustomStringConvertible {
    package let file: String
    package let faults: [DefinitionFault]

    /// For the operator's log, before there are words: file, line and key of the reason.
    package var description: String {
        faults.map { fault in
            let gaps = fault.reason.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(file):\(fault.line): \(fault.reason.key) \(gaps.joined(separator: " "))"
        }.joined(separator: "\n")
    }
}
