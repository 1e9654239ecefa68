import Foundation
import Kernel

extension Environs {
    /// The system's clock and the system's chance. The one place of the program that asks for either.
    package static let live = Environs(
        now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        randomBytes: { count in
            // Eight at a time, for each word is a call of the system.
            var generator = SystemRandomNumberGenerator()
            return [UInt8](unsafeUninitializedCapacity: count) { bytes, made in
                while made < count {
                    withUnsafeBytes(of: generator.next() as UInt64) { word in
                        for byte in word.prefix(count - made) {
                            bytes[made] = byte
                            made += 1
                        }
                    }
                }
            }
        })
}
