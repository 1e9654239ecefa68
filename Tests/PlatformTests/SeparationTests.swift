import Kernel
import Platform
import TestKit
import Testing

@Suite struct SeparationTests {
    private static let administrative: [Role] = [.systemAdministrator, .securityAdministrator, .auditor]

    @Test(arguments: administrative, administrative)
    func `three people administer system, security and audit`(held: Role, wanted: Role) {
        guard held != wanted else { return }
        #expect(throws: Problem.conflict("platform.role_grant.separation")) {
            try Separation.check(granting: wanted, to: [held], byThemselves: false, accounts: 3)
        }
        #expect(
            (try? Separation.check(granting: wanted, to: [held], byThemselves: false, accounts: 2)) == .flagged)
    }

    @Test func `other roles combine freely`() throws {
        let verdict = try Separation.check(
            granting: .complaintHandler, to: [.systemAdministrator, .mediator], byThemselves: false, accounts: 30)
        #expect(verdict == .clear)
    }

    @Test func `nobody grants a role to themselves where two others could`() {
        #expect(throws: Problem.conflict("platform.role_grant.own")) {
            try Separation.check(granting: .director, to: [.securityAdministrator], byThemselves: true, accounts: 3)
        }
    }

    @Test func `a role is not granted twice`() {
        #expect(throws: Problem.conflict("platform.role_grant.already")) {
            try Separation.check(granting: .auditor, to: [.auditor], byThemselves: false, accounts: 1)
        }
    }

    @Test func `the last system administrator stays`() throws {
        #expect(throws: Problem.conflict("platform.role_grant.last_administrator")) {
            try Separation.checkRemoval(of: [.systemAdministrator], systemAdministrators: 1)
        }
        try Separation.checkRemoval(of: [.systemAdministrator], systemAdministrators: 2)
        try Separation.checkRemoval(of: [.auditor], systemAdministrators: 0)
    }

    @Test func `a system administrator does not reset the auditor's password`() throws {
        #expect(throws: Problem.forbidden("platform.role_grant.reset_by_security")) {
            try Separation.checkReset(of: [.auditor], by: [.systemAdministrator])
        }
        try Separation.checkReset(of: [.auditor], by: [.securityAdministrator])
        try Separation.checkReset(of: [.employee], by: [.systemAdministrator])
    }

    @Test(arguments: Engine.available)
    func `grants are kept with who and when after they are taken back`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hire("A1", "Li")
            let (home, system) = (world.home, world.system)
            try await world.database.write { db in
                try RoleGrant.grant(.mediator, to: li, by: system, in: db)
                try RoleGrant.revoke(.mediator, from: li, by: system, in: db)
                try RoleGrant.grant(.mediator, to: li, by: system, in: db)
                let history = try RoleGrant.history(of: li, organisation: home, in: db)
                #expect(history.map(\.revokedBy) == ["system", nil])
                #expect(history.allSatisfy { $0.grantedBy == "system" && $0.grantedAt == db.now })
                #expect(try RoleGrant.roles(of: li, organisation: home, in: db) == [.mediator])
                let holders = try RoleGrant.holders(
                    of: .mediator, organisation: home, on: IdentityWorld.today, in: db)
                #expect(holders.map(\.id) == [li])
                #expect(throws: Problem.notFound) { try RoleGrant.revoke(.auditor, from: li, by: system, in: db) }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a small home may combine, and the combination is shown`(engine: Engine) async throws {
        try await IdentityWorld.run(engine) { world in
            let li = try await world.hireWithAccount("A1", "Li", login: "li.fang")
            let (home, system) = (world.home, world.system)
            try await world.database.write { db in
                try RoleGrant.grant(.systemAdministrator, to: li, by: system, in: db)
                #expect(try RoleGrant.grant(.auditor, to: li, by: system, in: db) == .flagged)
                #expect(try RoleGrant.flagged(in: home, db).map(\.role) == [.auditor])
                #expect(throws: Problem.conflict("platform.role_grant.last_administrator")) {
                    try RoleGrant.revoke(.systemAdministrator, from: li, by: system, in: db)
                }
                #expect(throws: Problem.conflict("platform.role_grant.last_administrator")) {
                    var account = try Account.find(of: li, organisation: home, in: db)
                    try account.disable(true, by: system, in: db)
                }
            }
        }
    }
}

@Suite struct PlatformRightsTests {
    private let rights = Rights(PlatformRights.lines)

    @Test func `every platform action is somebody's`() {
        for action in PlatformAction.allCases {
            #expect(rights.mayEver(action.rawValue, roles: Set(Role.allCases)), "\(action)")
        }
    }

    @Test func `system, security and audit rights do not meet`() {
        #expect(!rights.mayEver(PlatformAction.grantRoles.rawValue, roles: [.systemAdministrator]))
        #expect(!rights.mayEver(PlatformAction.editSettings.rawValue, roles: [.securityAdministrator]))
        #expect(!rights.mayEver(PlatformAction.readAudit.rawValue, roles: [.systemAdministrator]))
        for action in PlatformAction.allCases where action.rawValue.hasSuffix(".edit") {
            #expect(!rights.mayEver(action.rawValue, roles: [.auditor]), "\(action)")
        }
    }
}
