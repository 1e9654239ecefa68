import Kernel
import Platform
import TestKit
import Testing
import Web

@Suite struct PasswordTests {
    private let light = PasswordHasher(cost: PasswordCost(memoryKibibytes: 64, passes: 1, lanes: 1))
    private let salt = [UInt8](repeating: 3, count: 16)

    @Test func `a hash says how it was made and verifies its password only`() async throws {
        let hasher = PasswordHasher()
        let encoded = try await hasher.hash("Willow-tree-7", salt: salt)
        #expect(encoded.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hasher.verify("Willow-tree-7", against: encoded))
        #expect(try await !hasher.verify("Willow-tree-8", against: encoded))
        #expect(try await !hasher.verify("Willow-tree-7", against: nil))
        #expect(try await !hasher.verify("Willow-tree-7", against: "not a hash"))
    }

    @Test func `full-width signs are the same password`() async throws {
        let encoded = try await light.hash("Ｗillow７", salt: salt)
        #expect(try await light.verify("Willow7", against: encoded))
    }

    @Test func `a hash of another cost is made anew`() async throws {
        let encoded = try await light.hash("x", salt: salt)
        #expect(PasswordCost.standard.needsRehash(encoded))
        #expect(!light.cost.needsRehash(encoded))
        #expect(PasswordCost.standard.needsRehash("$argon2i$v=19$m=19456,t=2,p=1$x$y"))
    }

    @Test func `the reference vector of Argon2id verifies`() async throws {
        let encoded =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(try await light.verify("password", against: encoded))
    }

    @Test func `a flood of sign-ins is turned away, not queued for ever`() async throws {
        let slow = PasswordHasher(cost: PasswordCost(memoryKibibytes: 1024, passes: 4, lanes: 1), width: 1)
        let salt = salt
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do {
                        _ = try await slow.hash("x", salt: salt)
                        return false
                    } catch { return error as? Problem == .tooMany(retryAfterSeconds: 5) }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused > 0 && refused < 200 - PasswordHasher.maximumWaiting)
        #expect(try await !slow.verify("y", against: slow.hash("x", salt: salt)))
    }

    @Test(arguments: [
        ("Short-1a", "short"), (String(repeating: "Ab1-", count: 33), "long"), ("li.fang-2026A", "personal"),
        ("李芳!20260101", "personal"), ("A-13800138000", "personal"), ("Password123!", "common"),
        ("aaaaaaaaaaaaaaaaaaaa", "common"), ("onlysmallsigns", "simple"), ("small4digits", "simple"),
    ])
    func `a weak password is refused with its reason`(password: String, reason: String) throws {
        let problem = #expect(throws: Problem.self) {
            try PasswordRule.shipped().check(password, login: "li.fang", name: "李芳", phone: "13800138000")
        }
        guard case .invalid(let fields) = problem else { return }
        #expect(fields["password"]?.key == "platform.identity.password.\(reason)")
    }

    @Test(arguments: ["Willow-tree-7", "柳树下的第7张椅子Ab", "four plain words here"])
    func `a strong password is taken`(password: String) throws {
        try PasswordRule.shipped().check(password, login: "li.fang", name: "李芳")
    }

    @Test func `a used password does not come back`() {
        #expect(throws: Problem.self) { try PasswordRule(common: []).check(isRemembered: true) }
    }

    @Test(arguments: ["ab", "a b!", String(repeating: "x", count: 65), "drop;table"])
    func `a login of another form is refused`(typed: String) {
        #expect(throws: Problem.self) { try Login.checked(typed) }
    }

    @Test func `a login is folded`() throws {
        #expect(try Login.checked(" Ｌi.Fang ") == "li.fang")
    }

    @Test func `each role, kind and event has a name in both languages`() throws {
        let folder = PlatformFolder.named("Strings").appendingPathComponent("identity")
        let catalogue = try Catalogue(folders: [folder])
        let keys =
            Role.allCases.map { "platform.role.\($0.rawValue)" } + OrganisationKind.allCases.map(\.nameKey)
            + OrganisationKind.allCases.map(\.personServedKey) + UnitKind.allCases.map(\.nameKey)
            + SecurityEvent.Kind.allCases.map(\.nameKey)
        for key in keys { #expect(catalogue.has(key), "\(key)") }
    }
}
