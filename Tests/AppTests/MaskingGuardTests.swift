import App
import Casework
import Foundation
import HTTPTypes
import Kernel
import Platform
import Storage
import TestKit
import Testing
import Web

/// Known private words are put through the store, then every page, every interface for programs and every export is
/// fetched as everybody who has no right to them, and looked through for the words.
@Suite struct `Private words` {
    /// What nobody may find who may not know this complainant, in any spelling a page might give it.
    private static let complainant = ["欧阳若溪", "13977778888", "139 7777 8888", "ruoxi.ouyang@example.org"]
    /// What a page shows to nobody before they say why they ask and it is written down (S1-77).
    private static let sealed: [String] = ["13800010001", "13800010002", "13900020002", "高血压，每日服药"]

    private struct Place {
        let path: String
        let text: String
    }

    private func file(_ home: RunningProgram) async throws -> ID<Case> {
        let fields = [
            "kind": "CMP", "narrative": "晚饭是凉的。", "secrecy": "confidential", "complainant_kind": "child",
            "name": "欧阳若溪", "phone": "13977778888", "email": "ruoxi.ouyang@example.org", "reply_channel": "phone",
        ]
        let answer = try await home.browser().submit("/complaints/new?kind=CMP", to: "/complaints", fields)
        #expect(answer.status == .seeOther)
        return try await home.database.read { try $0.one("SELECT id FROM cases").get("id") }
    }

    /// Every address that can be asked without changing anything, with the ids of the world in its gaps.
    private func addresses(_ home: RunningProgram, _ id: ID<Case>) -> [Route] {
        home.program.routes.filter { route in
            route.method == .get && !route.path.contains("*") && !route.path.hasSuffix("/stream")
                && !route.path.hasSuffix("/live") && !route.path.hasSuffix("/events-stream")
        }
    }

    private func filled(_ path: String, _ id: ID<Case>) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            switch part {
            case ":case": id.text
            case ":person": World.residents[0].id.text
            case ":staff": World.member("chuli")!.id.text
            default: part.hasPrefix(":") ? (World.id(999_999) as ID<Case>).text : String(part)
            }
        }.joined(separator: "/")
    }

    private func places(_ home: RunningProgram, _ login: String, _ id: ID<Case>) async throws -> [Place] {
        let browser = try await home.signedIn(login, language: "zh-Hans")
        let token = try await home.token(login)
        var found: [Place] = []
        for route in addresses(home, id) {
            let path = filled(route.path, id)
            let answer =
                route.operation == nil
                ? try await browser.get(path)
                : try await home.ask(.get, String(path.dropFirst("/api/v1".count)), token: token)
            found.append(Place(path: path, text: answer.text))
        }
        for path in [
            "/search?q=%E6%99%9A%E9%A5%AD", "/cases?state=unhandled", "/cases/export?format=csv", "/people?q=%E7%8E%8B",
            "/board", "/inbox",
        ] {
            found.append(Place(path: path, text: try await browser.get(path).text))
        }
        return found
    }

    @Test func `stand in no page, interface or export for who may not know them`() async throws {
        try await withProgram { home in
            let id = try await file(home)
            for login in ["zuzhang", "chuli", "zhuguan", "huli", "hulier", "admin", "shenji", "kehu", "yinsi"] {
                let words =
                    `Private words`.sealed + (login == "yinsi" ? [] : `Private words`.complainant)
                let found = try await places(home, login, id)
                #expect(found.count > 60)
                for place in found {
                    for word in words where place.text.contains(word) {
                        Issue.record("\(login) reads \(word) at \(place.path)")
                    }
                }
            }
        }
    }

    @Test func `lie readable in no row of the store`() async throws {
        try await withProgram { home in
            _ = try await file(home)
            let tables = try await home.database.read { db in
                try db.rows(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                ).map { try $0.get("name", as: String.self) }
            }
            for table in tables {
                let (found, columns) = try await home.database.read { db in
                    let columns = try db.rows("SELECT name, type FROM pragma_table_info(\(table))").filter {
                        try $0.get("type", as: String.self) == "TEXT"
                    }.map { try $0.get("name", as: String.self) }
                    let words = (`Private words`.complainant + `Private words`.sealed)
                    var found: [String] = []
                    for column in columns {
                        for word in words {
                            let (name, cell) = (SQL(raw: table), SQL(raw: "\"\(column)\""))
                            if try db.first("SELECT 1 AS n FROM \(name) WHERE instr(\(cell), \(word)) > 0 LIMIT 1")
                                != nil
                            {
                                found.append("\(column): \(word)")
                            }
                        }
                    }
                    return (found, columns.count)
                }
                #expect(found.isEmpty, "\(table) (\(columns) columns)")
            }
        }
    }
}
