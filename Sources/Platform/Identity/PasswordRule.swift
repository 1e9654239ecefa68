import Foundation
import Kernel

/// What a password must be (GB/T 22239: complexity and change of identity marks).
package struct PasswordRule: Sendable {
    package static let minimumLength = 10
    /// From this length on no mixture of kinds is asked for.
    package static let longEnough = 16
    package static let maximumLength = 128
    /// How many of the last passwords may not come back.
    package static let remembered = 3

    private let common: Set<String>

    package init(common: Set<String>) { self.common = common }

    /// With the list of commonest passwords that ships with the program.
    package static func shipped() throws -> PasswordRule {
        let file = PlatformFolder.named("Data").appendingPathComponent("common-passwords.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.lowercased() }
        return PasswordRule(common: Set(lines))
    }

    /// Throws `Problem.invalid` on `password` with the first thing that is wrong. `phone` may be unknown.
    package func check(_ password: String, login: String, name: String, phone: String? = nil) throws(Problem) {
        let folded = password.precomposedStringWithCompatibilityMapping
        guard folded.count >= PasswordRule.minimumLength else {
            throw fault("short", ["n": .number(PasswordRule.minimumLength)])
        }
        guard folded.count <= PasswordRule.maximumLength else {
            throw fault("long", ["n": .number(PasswordRule.maximumLength)])
        }
        let plain = folded.lowercased()
        let personal = [login, name, phone ?? ""].map { $0.lowercased() }.filter { $0.count >= 2 }
        let isPersonal = personal.contains { ($0.count >= 4 && plain.contains($0)) || rests(plain, on: $0) }
        guard !isPersonal else { throw fault("personal") }
        guard !common.contains(plain), Set(plain).count >= 4 else { throw fault("common") }
        guard folded.count >= PasswordRule.longEnough || PasswordRule.kinds(in: folded) >= 3 else {
            throw fault("simple", ["n": .number(PasswordRule.longEnough)])
        }
    }

    /// Throws when the new password is one of the last: `isRemembered` tells whether it matched a stored hash.
    package func check(isRemembered: Bool) throws(Problem) {
        if isRemembered { throw fault("used", ["n": .number(PasswordRule.remembered)]) }
    }

    /// A short name with digits and signs only around it, such as `李芳!20260101`.
    private func rests(_ password: String, on word: String) -> Bool {
        guard password.contains(word) else { return false }
        return password.replacing(word, with: "").allSatisfy { !$0.isLetter }
    }

    /// How many of the four kinds occur: small letters, capitals, digits, everything else. Han counts as else.
    private static func kinds(in password: String) -> Int {
        var kinds: Set<Int> = []
        for scalar in password.unicodeScalars {
            switch scalar {
            case "a"..."z": kinds.insert(0)
            case "A"..."Z": kinds.insert(1)
            case "0"..."9": kinds.insert(2)
            default: kinds.insert(3)
            }
        }
        return kinds.count
    }

    private func fault(_ name: String, _ arguments: [String: Message.Argument] = [:]) -> Problem {
        .invalid("password", Message("platform.identity.password.\(name)", arguments))
    }
}
