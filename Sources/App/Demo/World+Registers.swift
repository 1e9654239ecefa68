import Foundation
import Kernel
import Platform
import Registers
import Storage
import Web
import Yams

/// A line of a register of the named world, from `Data/registers.yaml`.
private struct RegisterStory: Decodable, Sendable {
    struct Step: Decodable, Sendable {
        let to: String
        let by: String
        let fields: [String: String]?
    }

    let register: String
    let by: String
    /// What later lines call it by.
    let key: String?
    let fields: [String: String]
    let steps: [Step]?
}

extension World {
    /// Enters some lines into every register that comes with the product, as of `end`. A store that has entries already
    /// is left as it is.
    package static func tellRegisters(in program: Program, until end: Instant) async throws {
        let text = try String(contentsOf: AppFolder.named("Data/registers.yaml"), encoding: .utf8)
        let stories = try YAMLDecoder().decode([RegisterStory].self, from: text)
        let registers = RegisterDesk(
            desk: program.desk, shelf: try RegistersSlice.make(ties: .slices).shelf, ties: .slices)
        let today = end.day(in: .shanghai)
        try await program.database.write { db in
            guard try !RegisterEntry.any(of: organisation, in: db) else { return }
            var numbers: [String: String] = [:]
            for story in stories {
                var entry = try Registering.enter(
                    FormData(story.fields.mapValues { told($0, today, numbers) }), into: story.register,
                    by: actor(story.by), zone: .shanghai, at: registers, in: db)
                if let key = story.key { numbers[key] = entry.number }
                for step in story.steps ?? [] {
                    entry = try Registering.move(
                        entry, to: step.to, FormData((step.fields ?? [:]).mapValues { told($0, today, numbers) }),
                        by: actor(step.by), zone: .shanghai, at: registers, in: db)
                }
            }
        }
    }

    private static func actor(_ login: String) throws -> Actor {
        guard let member = member(login) else { throw Problem.notFound }
        return Actor(organisationID: organisation, kind: .staff(member.id, roles: Set([.employee] + member.roles)))
    }

    /// `staff:huli`, `unit:nursing`, `entry:poster`, `day:-10`, `moment:-10T10:00` and `year` stand for what they name;
    /// everything else for itself.
    private static func told(_ value: String, _ today: LocalDay, _ numbers: [String: String]) -> String {
        let halves = value.split(separator: ":", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { return value == "year" ? String(today.year) : value }
        switch halves[0] {
        case "staff": return member(halves[1])?.id.text ?? value
        case "unit": return Unit.named(halves[1]).id.text
        case "entry": return numbers[halves[1]] ?? value
        case "day": return today.advanced(by: Int(halves[1]) ?? 0).description
        case "moment":
            let parts = halves[1].split(separator: "T").map(String.init)
            return "\(today.advanced(by: Int(parts[0]) ?? 0))T\(parts.last ?? "10:00")"
        default: return value
        }
    }
}
