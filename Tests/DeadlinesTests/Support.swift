import Deadlines
import Foundation
import Kernel
import Testing
import Web

/// A moment in Shanghai unless it says otherwise: `2026-09-24T23:50`.
func at(_ text: String) -> Instant {
    Instant(iso8601: text.hasSuffix("Z") || text.contains("+") ? text : text + "+08:00")!
}

func day(_ text: String) -> LocalDay { LocalDay(text)! }

func promise(_ term: String, workingTime: Bool = false, roll: Bool = false) -> Promise {
    Promise(
        kind: "decision", term: Term(term)!, countsWorkingTime: workingTime, rollsOverRestDays: roll)
}

func pause(_ from: String, _ until: String, _ reason: Pause.Reason = .awaitingMaterial) -> Pause {
    do { return try Pause(reason: reason, from: at(from), until: at(until)) } catch {
        preconditionFailure("The test's pause from \(from) is refused: \(error)")
    }
}

func lastDay(
    _ start: String, _ term: String, roll: Bool = false, pauses: [Pause] = [], in calendar: WorkCalendar = .china
) -> LocalDay {
    promise(term, roll: roll).due(from: at(start), pauses: pauses, in: calendar).lastDay
}

func worded(_ message: Message, _ language: Language) throws -> String {
    try Catalogue(folders: [DeadlinesFolder.named("Strings")]).word(message, language, zone: .shanghai)
}

extension Message {
    /// The key a refusal shows.
    static func key(of problem: Problem?) -> String? {
        switch problem {
        case .invalid(let fields): fields.values.first?.key
        case .conflict(let message), .forbidden(let message), .unavailable(let message): message.key
        case .notFound, .signedOut, .tooMany, nil: nil
        }
    }
}

func refusal(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return Message.key(of: error as? Problem)
    }
}

/// Chance that repeats itself: splitmix64 from a seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// A minute between 2024 and the middle of 2027.
    mutating func moment() -> Instant { at("2024-01-01T00:00").advanced(byMinutes: number(0...1_800_000)) }

    mutating func term() -> Term {
        switch number(0...3) {
        case 0: .minutes(number(1...5_000))
        case 1: .hours(number(1...200))
        case 2: .days(number(1...40))
        default: .workingDays(number(1...40))
        }
    }

    mutating func promise() -> Promise {
        Promise(
            kind: "decision", term: term(), countsWorkingTime: number(0...1) == 1,
            rollsOverRestDays: number(0...1) == 1,
            ending: number(0...3) == 0 ? .closeOfBusiness : .midnight, reminders: [4, 2, 0])
    }

    mutating func pauses(after start: Instant) throws -> [Pause] {
        try (0..<number(0...4)).map { _ in
            let from = start.advanced(byMinutes: number(-5_000...60_000))
            let reason = Pause.Reason.allCases.randomElement(using: &self) ?? .forceMajeure
            return try Pause(reason: reason, from: from, until: from.advanced(byMinutes: number(1...20_000)))
        }
    }
}
