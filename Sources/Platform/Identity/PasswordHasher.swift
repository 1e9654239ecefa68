import CArgon2
import Dispatch
import Foundation
import Kernel

/// What hashing one password costs (Argon2id).
package struct PasswordCost: Hashable, Sendable {
    package let memoryKibibytes: UInt32
    package let passes: UInt32
    package let lanes: UInt32

    package init(memoryKibibytes: UInt32, passes: UInt32, lanes: UInt32) {
        self.memoryKibibytes = memoryKibibytes
        self.passes = passes
        self.lanes = lanes
    }

    /// 19 MiB, two passes, one lane.
    package static let standard = PasswordCost(memoryKibibytes: 19 * 1024, passes: 2, lanes: 1)

    /// Whether an encoded hash was made at another cost, or is none, so that it should be made anew.
    package func needsRehash(_ encoded: String) -> Bool {
        !encoded.hasPrefix("$argon2id$v=19$m=\(memoryKibibytes),t=\(passes),p=\(lanes)$")
    }
}

/// Hashes and verifies passwords away from the threads that serve requests, `width` at a time, so that a flood of
/// sign-ins cannot take the machine.
package actor PasswordHasher {
    /// More callers than this do not wait; they are told to come back.
    package static let maximumWaiting = 64
    private static let saltLength = 16
    private static let hashLength = 32

    package nonisolated let cost: PasswordCost
    private let width: Int
    private let queue = DispatchQueue(label: "huiyin.passwords", qos: .utility, attributes: .concurrent)
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init(cost: PasswordCost = .standard, width: Int = 2) {
        precondition(width > 0, "Somebody must hash.")
        self.cost = cost
        self.width = width
    }

    /// The encoded hash of a password. `salt` is 16 random bytes.
    /// Throws `Problem.tooMany` when too many are waiting already.
    package func hash(_ password: String, salt: [UInt8]) async throws -> String {
        precondition(salt.count == PasswordHasher.saltLength, "The salt has 16 bytes.")
        let cost = cost
        return try await run { try PasswordHasher.encode(password, salt: salt, cost: cost) }
    }

    /// Whether the password is the hashed one. Without a hash it does the same work and says no, so that an unknown
    /// login takes as long as a known one. Throws `Problem.tooMany` when too many are waiting already.
    package func verify(_ password: String, against encoded: String?) async throws -> Bool {
        let cost = cost
        return try await run {
            guard let encoded else {
                _ = try PasswordHasher.encode(
                    password, salt: [UInt8](repeating: 0, count: PasswordHasher.saltLength), cost: cost)
                return false
            }
            let bytes = PasswordHasher.normalised(password)
            return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
        }
    }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    private func enter() async throws {
        if running < width {
            running += 1
            return
        }
        guard waiting.count < PasswordHasher.maximumWaiting else { throw Problem.tooMany(retryAfterSeconds: 5) }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the place on, or frees it.
    private func leave() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }

    private static func encode(_ password: String, salt: [UInt8], cost: PasswordCost) throws -> String {
        let bytes = normalised(password)
        let length = argon2_encodedlen(
            cost.passes, cost.memoryKibibytes, cost.lanes, UInt32(salt.count), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            cost.passes, cost.memoryKibibytes, cost.lanes, bytes, bytes.count, salt, salt.count, hashLength,
            &encoded, length)
        guard code == ARGON2_OK.rawValue else { throw PasswordHashingError(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// NFKC, so that the same characters typed on another keyboard or phone are the same password.
    private static func normalised(_ password: String) -> [UInt8] {
        Array(password.precomposedStringWithCompatibilityMapping.utf8.prefix(1024))
    }
}

/// The Argon2 library could not do its work, for lack of memory as a rule.
package struct PasswordHashingError: Error {
    package let code: Int32
}
