import Foundation
import Kernel
import Yams

/// Terms of supervision and emergencies (督办与紧急处置时限), read from `Data/watch.yaml`.
package struct WatchTerms: Hashable, Codable, Sendable {
    package internal(set) var noteWorkingDays: Int
    package internal(set) var emergencyReportHours: Int

    /// Reads and validates the terms.
    package static func load(_ file: URL) throws -> WatchTerms {
        let terms = try YAMLDecoder().decode(WatchTerms.self, from: String(contentsOf: file, encoding: .utf8))
        guard NewSupervision.days.contains(terms.noteWorkingDays), (1...24).contains(terms.emergencyReportHours) else {
            throw CaseworkDataError("a note runs 1 to 30 working days, a report on an emergency 1 to 24 hours")
        }
        return terms
    }
}
