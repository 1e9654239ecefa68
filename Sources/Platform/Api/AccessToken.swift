import Kernel
import Storage

/// A key by which a program acts as an employee (访问令牌): told once, stored as its digest, with scopes and an end.
package struct AccessToken: Hashable, Sendable {
    package let id: ID<AccessToken>
    package let organisationID: ID<Organisation>
    /// In whose name it acts: a person, or a record made for a program (服务账号).
    package let staffID: ID<Staff>
    package let name: String
    package let scopes: Set<String>
    /// Requests a minute.
    package let perMinute: Int
    package let isService: Bool
    package let createdAt: Instant
    package let createdBy: String
    package let expiresAt: Instant
    package let lastUsedAt: Instant?
    package let revokedAt: Instant?

    /// What every token begins with, so that scanners of leaked secrets know it.
    package static let prefix = "hyt_"
    package static let randomLength = 32
    package static let mostDays = 366
    /// Of one holder, living ones.
    package static let limit = 20
    package static let usualPerMinute = 600
    package static let mostPerMinute = 6000

    package func isAlive(at now: Instant) -> Bool { revokedAt == nil && now < expiresAt }

    package static func text(of random: [UInt8]) -> String { prefix + hex(random) }
    package static func digest(of token: String) -> String { digestText(token.utf8) }

    package static var subjectKind: String { "access_token" }
}

/// A token as it is asked for (新建令牌).
package struct AccessTokenDraft: Hashable, Sendable {
    package var name: String
    package var scopes: Set<String>
    package var days: Int
    package var perMinute: Int

    package init(name: String, scopes: Set<String>, days: Int = 90, perMinute: Int = AccessToken.usualPerMinute) {
        self.name = name
        self.scopes = scopes
        self.days = days
        self.perMinute = perMinute
    }

    /// Throws `Problem.invalid` by field.
    package func checked() throws(Problem) -> AccessTokenDraft {
        var faults: [String: Message] = [:]
        if !(1...80).contains(name.count) { faults["name"] = Message("web.form.required") }
        if scopes.isEmpty { faults["scopes"] = Message("web.form.choose") }
        if !scopes.allSatisfy({ Scope(rawValue: $0) != nil }) { faults["scopes"] = Message("web.form.not_listed") }
        if !(1...AccessToken.mostDays).contains(days) {
            faults["days"] = Message("web.form.number_range", ["low": 1, "high": .number(AccessToken.mostDays)])
        }
        if !(1...AccessToken.mostPerMinute).contains(perMinute) {
            faults["per_minute"] = Message(
                "web.form.number_range", ["low": 1, "high": .number(AccessToken.mostPerMinute)])
        }
        if !faults.isEmpty { throw .invalid(faults) }
        return self
    }
}
