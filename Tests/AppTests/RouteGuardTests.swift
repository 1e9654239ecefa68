import App
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

/// Every address of the program against every role. The table is approved in `Approved/routes.txt`; run with
/// `RECORD=1` to write it anew, and read the difference before committing it.
@Suite struct RouteGuardTests {
    @Test func `nobody passes an address that is not open without signing in`() async throws {
        try await withProgram { running in
            for route in running.program.routes where route.access != .open && route.operation != nil {
                let answer = try await ask(route, nil, "route-guard-1", running)
                #expect(answer.status == .unauthorized, "\(route.method) \(route.path) answered \(answer.status)")
            }
            for route in running.program.routes where route.access != .open && route.operation == nil {
                let browser = running.browser()
                let address = filled(route.path)
                let answer =
                    route.method == .get ? try await browser.get(address) : try await browser.post(address, [:])
                let isRefused =
                    answer.status == .unauthorized
                    || answer.status == .seeOther
                        && answer.location.hasPrefix(route.access == .complainant ? "/follow" : "/sign-in")
                #expect(isRefused, "\(route.method) \(route.path) answered \(answer.status)")
            }
        }
    }

    @Test func `each role reaches what the approved table says and no page breaks on an unknown id`() async throws {
        try await withProgram { running in
            let table = try await self.table(running).joined(separator: "\n") + "\n"
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Approved/routes.txt")
            if ProcessInfo.processInfo.environment["RECORD"] != nil {
                try table.write(to: file, atomically: true, encoding: .utf8)
            }
            let approved = try String(contentsOf: file, encoding: .utf8)
            let (now, before) = (Set(table.split(separator: "\n")), Set(approved.split(separator: "\n")))
            #expect(now.subtracting(before).sorted() == [], "new or changed")
            #expect(before.subtracting(now).sorted() == [], "gone or changed")
        }
    }

    /// One line for each route: method, path, and who is let in.
    private func table(_ running: RunningProgram) async throws -> [String] {
        var admitted: [String: [Role]] = [:]
        let browser = try await running.signedIn("hulier")
        let token = try await running.token("hulier")
        var csrf = ""
        var sent = 0
        for role in Role.allCases {
            if role != .employee { try await change(role, true, running) }
            for (place, route) in running.program.routes.enumerated() where isStaffs(route.access) {
                let key = "\(route.method) \(route.path)"
                let mayEver = expected(route.access, role, running)
                if mayEver == true { admitted[key, default: []].append(role) }
                if mayEver != nil, !isSampled(role, of: route.access, at: place, running) { continue }
                // A step may have ended the session; the next one shall not be judged by that.
                if csrf.isEmpty {
                    _ = try await browser.signIn("hulier")
                    csrf = try await browser.get("/account").input("csrf") ?? ""
                }
                sent += 1
                let address = filled(route.path)
                let proof = ["csrf": csrf, "once": "route-guard-\(100_000 + sent)"]
                let answer =
                    route.operation != nil
                    ? try await ask(route, token, "route-guard-\(100_000 + sent)", running)
                    : route.method == .get ? try await browser.get(address) : try await browser.post(address, proof)
                #expect(answer.status.code < 500, "\(route.method) \(route.path) as \(role): \(answer.status)")
                let isWhole = answer.status == .notFound || !route.path.contains(":") || answer.status.code >= 400
                #expect(isWhole, "\(route.method) \(route.path) as \(role) with an unknown id: \(answer.status)")
                if let mayEver {
                    #expect(mayEver == (answer.status != .forbidden), "\(key) as \(role): \(answer.status)")
                } else if answer.status != .forbidden {
                    admitted[key, default: []].append(role)
                }
                if route.method == .post, route.operation == nil, answer.status.code < 400 { csrf = "" }
            }
            if role != .employee { try await change(role, false, running) }
        }
        return running.program.routes.map { route in
            let key = "\(route.method) \(route.path)"
            guard isStaffs(route.access) else { return "\(key)  \(route.access)" }
            let roles = admitted[key] ?? []
            let names = roles.count == Role.allCases.count ? "all staff" : roles.map(\.rawValue).joined(separator: " ")
            return "\(key)  \(names.isEmpty ? "nobody" : names)"
        }.sorted()
    }

    /// What the table of rights says of a role at an address that asks for a right; `nil` where it asks for none.
    private func expected(_ access: Access, _ role: Role, _ running: RunningProgram) -> Bool? {
        guard case .right(let action) = access else { return nil }
        return running.program.desk.rights.mayEver(action, roles: [.employee, role])
    }

    /// Whether this role really asks: the outermost roles let in and kept out, and one more that changes from
    /// address to address. All of them would take a minute of computing and show no more.
    private func isSampled(_ role: Role, of access: Access, at place: Int, _ running: RunningProgram) -> Bool {
        let (inside, outside) = (
            Role.allCases.filter { expected(access, $0, running) == true },
            Role.allCases.filter { expected(access, $0, running) == false }
        )
        let turn = Role.allCases[place % Role.allCases.count]
        return [inside.first, inside.last, outside.first, outside.last, turn].contains(role)
    }

    /// Asks a route for programs with an empty body.
    private func ask(
        _ route: Route, _ token: String?, _ key: String, _ running: RunningProgram
    ) async throws -> Answer {
        try await running.ask(
            route.method, String(filled(route.path).dropFirst("/api/v1".count)), token: token,
            body: route.operation?.body == nil ? nil : [:], key: key)
    }

    private func isStaffs(_ access: Access) -> Bool {
        switch access {
        case .open, .complainant: false
        case .account, .signedIn, .right: true
        }
    }

    private func change(_ role: Role, _ isHeld: Bool, _ running: RunningProgram) async throws {
        let staff = World.member("hulier")!.id
        try await running.database.write { db in
            let revoked: Instant? = isHeld ? nil : db.now
            try db.run(
                """
                INSERT INTO staff_roles (id, organisation_id, staff_id, role, granted_at, granted_by, combined)
                SELECT \(db.newID() as ID<RoleGrant>), \(World.organisation), \(staff), \(role.rawValue), \(db.now),
                    'system', 0 WHERE \(isHeld ? 1 : 0) = 1
                """)
            try db.run(
                """
                UPDATE staff_roles SET revoked_at = \(revoked), revoked_by = \(isHeld ? nil : "system")
                WHERE staff_id = \(staff) AND role = \(role.rawValue)
                """)
        }
    }

    /// The path with an id nobody has in each gap.
    private func filled(_ path: String) -> String {
        let id: ID<Staff> = World.id(999_999)
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? id.text : String($0) }.joined(separator: "/")
    }
}
