import Kernel
import Platform

/// What is done beyond the decision itself to put a matter right (补救情况): money paid, recovery begun, authorities
/// told. Folded from the facts like everything else of a case.
package struct Redress: Hashable, Codable, Sendable {
    package internal(set) var payments: [MadePayment] = []
    package internal(set) var recoveries: [StartedRecovery] = []
    package internal(set) var reports: [ReportDuty] = []
    package internal(set) var waivers: [SeparationWaiver] = []
}

extension KeyedDecodingContainer {
    /// Cases written before there was redress have none.
    func decode(_ type: Redress.Type, forKey key: Key) throws -> Redress {
        try decodeIfPresent(type, forKey: key) ?? Redress()
    }
}
