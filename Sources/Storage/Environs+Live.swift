import Foundation
import Kernel

extension Environs {
    /// The system's clock and the system's chance. The one place of the program that asks for either.
    package static let live = Environs(
        now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        randomBytes: { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        })
}
