import ArgumentParser
import Deadlines
import Foundation
import Kernel
import Web

/// `huiyin deadline`: when a promise must be kept, and why. Loads the calendars and the sentences, nothing else.
struct DeadlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadline", abstract: "Tell when a promise given at START must be kept, and why.",
        discussion: """
            huiyin deadline 2026-09-24T23:50+08:00 10wd
            Amounts: 90m, 48h, 14d (calendar days), 10wd (working days); the word roll moves an end on a rest day.
            With --json and no arguments, lines of the same form are read from standard input, one answer a line.
            """)

    @Argument(help: "START AMOUNT [roll]") var question: [String] = []
    @Option(help: "zh-Hans or en.") var language: String = Language.chinese.rawValue
    @Flag(help: "Print JSON; without arguments, answer lines from standard input.") var json = false

    func validate() throws {
        guard Language(rawValue: language) != nil else { throw ValidationError("The language is zh-Hans or en.") }
        guard json || !question.isEmpty else { throw ValidationError("Give START and AMOUNT, or --json.") }
    }

    func run() throws {
        let catalogue = try Catalogue(folders: [DeadlinesFolder.named("Strings")])
        var desk = AnswerDesk(phrasebook: Phrasebook(catalogue, Language(rawValue: language) ?? .chinese))
        if !question.isEmpty {
            let words = question.map { $0[...] }
            print(json ? desk.json(words) : desk.text(words))
        } else {
            while let line = readLine() {
                let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
                guard !words.isEmpty else { continue }
                print(desk.json(words))
                fflush(nil)
            }
        }
        if desk.hasRefused { throw ExitCode(1) }
    }
}

/// Answers questions one after another and remembers whether any had to be refused.
private struct AnswerDesk {
    var phrasebook: Phrasebook
    var hasRefused = false
    let calendar = WorkCalendar.china

    mutating func text(_ words: [Substring]) -> String {
        do throws(Problem) {
            let answer = try DeadlineQuestion(words: words).answer(in: calendar)
            var lines = [
                phrasebook.word(Message("deadlines.command.due", ["due": .text(answer.due)])),
                phrasebook.word(Message("deadlines.command.last_day", ["day": .text(answer.lastDay.description)])),
                phrasebook.word(answer.explanation),
            ]
            if answer.isProvisional { lines.append(phrasebook.word(Message("deadlines.command.provisional"))) }
            return lines.joined(separator: "\n")
        } catch {
            return refusal(error)
        }
    }

    mutating func json(_ words: [Substring]) -> String {
        do throws(Problem) {
            let answer = try DeadlineQuestion(words: words).answer(in: calendar)
            let explanation = jsonText(phrasebook.word(answer.explanation))
            return #"{"due":"\#(answer.due)","lastDay":"\#(answer.lastDay)","#
                + #""provisional":\#(answer.isProvisional),"explanation":\#(explanation)}"#
        } catch {
            return #"{"error":\#(jsonText(refusal(error)))}"#
        }
    }

    private mutating func refusal(_ problem: Problem) -> String {
        hasRefused = true
        guard case .invalid(let fields) = problem else { return "\(problem)" }
        return fields.values.map { phrasebook.word($0) }.joined(separator: " ")
    }
}

/// A JSON string of any text.
private func jsonText(_ text: String) -> String {
    var bytes: [UInt8] = [34]
    for byte in text.utf8 {
        switch byte {
        case 34, 92: bytes += [92, byte]
        case 0..<32, 127: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
        default: bytes.append(byte)
        }
    }
    return String(decoding: bytes + [34], as: UTF8.self)
}
