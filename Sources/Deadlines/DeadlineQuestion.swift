import Kernel

/// A question as the command line and other programs ask it (时限问答): `2026-09-24T23:50+08:00 10wd roll`.
package struct DeadlineQuestion: Hashable, Sendable {
    package let start: Instant
    package let promise: Promise

    /// Refused with what is wrong and how to write it.
    package init(words: [Substring]) throws(Problem) {
        guard (2...3).contains(words.count) else {
            throw DeadlineQuestion.refusal("bad_form", words.joined(separator: " "))
        }
        guard let start = DeadlineQuestion.moment(words[0]), (1900...9900).contains(start.day(in: .utc).year) else {
            throw DeadlineQuestion.refusal("bad_start", String(words[0]))
        }
        guard let term = Term(String(words[1])) else {
            throw DeadlineQuestion.refusal("bad_amount", String(words[1]))
        }
        guard words.count == 2 || words[2] == "roll" else {
            throw DeadlineQuestion.refusal("bad_option", String(words[2]))
        }
        self.start = start
        promise = Promise(kind: "question", term: term, rollsOverRestDays: words.count == 3)
    }

    package func answer(in calendar: WorkCalendar) -> DeadlineAnswer {
        let due = promise.due(from: start, in: calendar)
        return DeadlineAnswer(
            due: due.at.iso8601(in: calendar.zone), lastDay: due.lastDay, isProvisional: due.isProvisional,
            explanation: Explanation(of: promise, from: start, due: due, in: calendar).sentence)
    }

    /// Reads the plain form `2026-09-24T23:50+08:00` byte by byte, since a hundred thousand lines are asked at once;
    /// every other form of ISO 8601 goes the ordinary way.
    private static func moment(_ text: Substring) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 22, bytes[10] == 84, bytes[13] == 58, bytes[19] == 58,
            bytes[16] == 43 || bytes[16] == 45, let day = LocalDay(String(text.prefix(10))),
            let hour = number(bytes, 11), let minute = number(bytes, 14), hour < 24, minute < 60,
            let offsetHours = number(bytes, 17), let offsetMinutes = number(bytes, 20), offsetHours < 15,
            offsetMinutes < 60
        else { return Instant(iso8601: String(text)) }
        let offset = (offsetHours * 60 + offsetMinutes) * (bytes[16] == 45 ? -1 : 1)
        let minutes = day.daysSince1970 * 1440 + hour * 60 + minute - offset
        return Instant(milliseconds: Int64(minutes) * 60_000)
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int? {
        guard (48...57).contains(bytes[at]), (48...57).contains(bytes[at + 1]) else { return nil }
        return Int(bytes[at] - 48) * 10 + Int(bytes[at + 1] - 48)
    }

    private static func refusal(_ key: String, _ text: String) -> Problem {
        .invalid("question", Message("deadlines.command.\(key)", ["text": .text(String(text.prefix(100)))]))
    }
}

/// The due, the last day and the reasons, ready to be printed.
package struct DeadlineAnswer: Hashable, Sendable {
    /// ISO 8601 with the calendar's offset; 24:00 of the last day is 00:00 of the next.
    package let due: String
    package let lastDay: LocalDay
    package let isProvisional: Bool
    package let explanation: Message
}
