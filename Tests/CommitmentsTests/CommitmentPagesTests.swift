import App
import Foundation
import Kernel
import People
import Platform
import Storage
import TestKit
import Testing
import Web

@testable import Commitments

/// Pages and the interface for programs, with rights and forms.
@Suite struct CommitmentPagesTests {
    /// A drawn line, as a browser sends it.
    static let signature =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    private func record(
        _ browser: Browser, _ letter: CommitmentLetter, resident: Int, _ fields: [String: String]
    ) async throws -> Answer {
        var all = [
            "person": World.residents[resident].id.text, "letter": letter.id.text, "issued_on": "2026-09-14",
            "way": "handed", "signer": "", "reason": "", "witness": "", "signature": "",
        ]
        all.merge(fields) { $1 }
        return try await browser.submit(
            "/commitments/issues/new?person=\(World.residents[resident].id)", to: "/commitments/issues", all)
    }

    @Test func `shipped standards are taken over, looked over, and put in force by somebody else`() async throws {
        try await withPromises { world in
            let writer = try await world.running.signedIn("zhijian")
            let address = StandardRoutes.address
            #expect(try await writer.submit(address, to: address + "/shipped", [:]).status == .seeOther)
            #expect(try await writer.submit(address, to: address + "/shipped", [:]).status == .conflict)
            let list = try await writer.get(address)
            #expect(list.text.contains("First feedback") && list.text.contains("within 48 hours"))
            let drafts = try await world.database.read {
                try StandardBook.load(of: World.organisation, in: $0).drafts.map(\.id.text)
            }
            #expect(drafts.count == 11)
            let director = try await world.running.signedIn("zongjian")
            let none = try await director.submit(address, to: address + "/issuance", ["effective_on": "2026-09-14"])
            #expect(none.status == .unprocessableContent)
            let issued = try await director.submit(
                address, to: address + "/issuance",
                ["standards[]": drafts.joined(separator: ","), "effective_on": "2026-09-14"])
            #expect(issued.status == .seeOther)
            let overview = try await director.get("/commitments")
            #expect(overview.text.contains("Not measured by the system") && overview.text.contains("Nothing due"))
            let poster = try await director.get("/commitments/poster?language=zh-Hans")
            #expect(poster.text.contains("48小时内给您实质答复") && poster.text.contains("data:image/svg+xml"))
            let everybody = try await world.running.browser(language: "zh-CN").get("/promises")
            #expect(everybody.status == .ok && everybody.text.contains("14天内把处理结果告诉您"))
            #expect(!everybody.text.contains("0/0"))
        }
    }

    @Test func `a new version is written by one and put in force by another, and the old stays to be read`()
        async throws
    {
        try await withPromises { world in
            let standard = try await world.promise()
            let writer = try await world.running.signedIn("zhijian")
            let form = "/commitments/standards/new?code=\(standard.code)"
            let fields = [
                "name_zh": "回执", "name_en": "Receipt", "wording_zh": "12小时内告诉您", "wording_en": "Within 12 hours",
                "target": "24h", "evidence": "clock:acknowledge", "remedy_zh": "致歉", "code": standard.code,
            ]
            let wrong = try await writer.submit(form, to: "/commitments/standards", fields)
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("must name the number"))
            #expect(wrong.input("code") == standard.code)
            let made = try await writer.submit(
                form, to: "/commitments/standards", fields.merging(["target": "12h"]) { $1 })
            let page = try await writer.follow(made)
            #expect(page.text.contains("12小时内告诉您") && page.text.contains("Draft"))
            let id = made.location.split(separator: "/").last.map(String.init) ?? ""
            let own = try await writer.submit(
                "/commitments/standards", to: "/commitments/standards/issuance",
                ["standards": id, "effective_on": "2026-09-20"])
            #expect(own.status == .forbidden)
            let director = try await world.running.signedIn("zongjian")
            let issued = try await director.submit(
                "/commitments/standards", to: "/commitments/standards/issuance",
                ["standards": id, "effective_on": "2026-09-20"])
            #expect(issued.status == .seeOther)
            #expect(try await director.get("/commitments/standards/\(standard.id)").text.contains("In force"))
            #expect(try await director.get("/commitments/standards/\(id)").text.contains("Not yet in force"))
        }
    }

    @Test func `a resident signs on the tablet, and the picture is kept with its digest and shown to few`() async throws
    {
        try await withPromises { world in
            try await world.promise()
            let letter = try await world.letter()
            let clerk = try await world.running.signedIn("kehu")
            let lists = try await clerk.get("/commitments/issues?state=none")
            #expect(lists.text.contains("/commitments/issues/new?person=\(World.residents[0].id)"))
            let blank = try await record(clerk, letter, resident: 0, ["outcome": "drawn"])
            #expect(blank.status == .unprocessableContent && blank.text.contains("Sign in the box"))
            let broken = try await record(
                clerk, letter, resident: 0, ["outcome": "drawn", "signature": "data:image/png;base64,AAAA"])
            #expect(broken.status == .unprocessableContent)
            let signed = try await record(
                clerk, letter, resident: 0,
                ["outcome": "drawn", "signature": CommitmentPagesTests.signature, "explained": "read_aloud"])
            #expect(signed.status == .seeOther)
            let page = try await clerk.follow(signed)
            let bytes = [UInt8](Data(base64Encoded: String(CommitmentPagesTests.signature.dropFirst(22)))!)
            #expect(page.text.contains(ContentDigest(of: bytes).text) && page.text.contains("Read aloud"))
            let picture = try await clerk.get(signed.location + "/signature")
            #expect(picture.bytes == bytes && picture.headers[.contentType] == "image/png")
            for login in ["hulier", "chuli", "admin"] {
                let other = try await world.running.signedIn(login)
                for path in [signed.location, signed.location + "/signature", "/commitments/issues"] {
                    #expect(try await other.get(path).status == .forbidden, "\(login) \(path)")
                }
            }
            let lookedAt = try await world.database.read { db in
                try db.count("SELECT count(*) AS n FROM events WHERE kind = 'commitments.signature_read'")
            }
            #expect(lookedAt == 1)
        }
    }

    @Test func `a clerk without the right gives no letter and puts no version in force`() async throws {
        try await withPromises { world in
            try await world.promise()
            let letter = try await world.letter()
            for login in ["hulier", "zhijian", "shenji", "yinsi"] {
                let other = try await world.running.signedIn(login)
                let person = World.residents[0].id.text
                let mark = try await other.get("/commitments/reading").input("csrf") ?? ""
                #expect(try await other.get("/commitments/issues/new?person=\(person)").status == .forbidden)
                let answer = try await other.post(
                    "/commitments/issues",
                    [
                        "csrf": mark, "once": "somebody-\(login)", "person": person, "letter": letter.id.text,
                        "issued_on": "2026-09-14", "way": "handed", "outcome": "paper",
                    ])
                #expect(answer.status == .forbidden, "\(login)")
            }
            let clerk = try await world.running.signedIn("kehu")
            #expect(try await clerk.get("/commitments/letters/new").status == .forbidden)
            let keeper = try await clerk.submit(
                "/commitments", to: "/commitments/letters/1/issuance",
                ["effective_on": "2026-09-14", "csrf": clerk.get("/commitments/reading").input("csrf") ?? ""])
            #expect(keeper.status == .forbidden)
            #expect(try await world.holders(.without, current: 1).contains(World.residents[0].id))
        }
    }

    @Test func `a letter is read in large print and another language, with the resident's name on it`() async throws {
        try await withPromises { world in
            try await world.promise()
            try await world.letter()
            let clerk = try await world.running.signedIn("kehu")
            let address = "/commitments/letters/1?person=\(World.residents[0].id)"
            let plain = try await clerk.get(address)
            #expect(plain.text.contains(World.residents[0].name) && plain.text.contains("Letter of commitment"))
            let large = try await clerk.get(address + "&large=yes&language=zh-Hans")
            #expect(large.text.contains("is-large") && large.text.contains("服务承诺书"))
            let nurse = try await world.running.signedIn("hulier")
            #expect(try await nurse.get("/commitments/letters/1").status == .ok)
            #expect(try await nurse.get(address).status == .forbidden)
            #expect(try await nurse.get("/commitments/letters/9").status == .notFound)
        }
    }

    @Test func `programs take the same steps and read the same numbers`() async throws {
        try await withPromises { world in
            let standard = try await world.promise()
            let letter = try await world.letter()
            let token = try await world.running.token("kehu")
            let person = World.residents[2].id.text
            let body: JSON = [
                "person": .text(person), "letter": .text(letter.id.text), "issued_on": "2026-09-14", "way": "handed",
                "outcome": "paper", "explained": ["large_print"],
            ]
            for _ in 0..<2 {
                let given = try await world.running.ask(
                    .post, "/commitments/issues", token: token, body: body, key: "give-letter-1")
                #expect(given.status == .created, "\(given.text)")
            }
            let list = try await world.running.ask(.get, "/commitments/issues?state=current", token: token).json
            #expect(list["items"]?.items.compactMap { $0["person"]?.string } == [person])
            #expect(list["coverage"]?["current"] == .integer(1))
            let told = try await world.running.ask(.get, "/commitments/persons/\(person)", token: token).json
            #expect(told["standards"]?.items.compactMap(\.string) == [standard.id.text])
            let quality = try await world.running.token("zhijian")
            for path in [
                "", "/standards", "/standards/\(standard.id)", "/standards/\(standard.id)/measures", "/misses",
                "/letters", "/letters/1", "/reading", "/readers",
            ] {
                let answer = try await world.running.ask(.get, "/commitments" + path, token: quality)
                #expect(answer.status == .ok, "\(path) \(answer.text)")
            }
            let nurse = try await world.running.token("hulier")
            #expect(
                try await world.running.ask(.get, "/commitments/issues", token: nurse).status == .forbidden)
        }
    }
}
