import Deadlines
import Kernel
import Testing

@Suite struct DeadlineQuestionTests {
    private func ask(_ line: String) throws -> DeadlineAnswer {
        try DeadlineQuestion(words: line.split(separator: " ")).answer(in: .china)
    }

    @Test(arguments: [
        ("2026-09-24T23:50+08:00 10wd", "2026-10-16T00:00:00+08:00", "2026-10-15"),
        ("2026-09-24T15:50Z 10wd", "2026-10-16T00:00:00+08:00", "2026-10-15"),
        ("2026-09-24T15:50:00+00:00 10wd", "2026-10-16T00:00:00+08:00", "2026-10-15"),
        ("2026-09-24T10:50-05:00 10wd", "2026-10-16T00:00:00+08:00", "2026-10-15"),
        ("2026-09-18T10:00+08:00 14d roll", "2026-10-09T00:00:00+08:00", "2026-10-08"),
        ("2026-09-30T23:50+08:00 48h", "2026-10-02T23:50:00+08:00", "2026-10-02"),
        ("2026-09-30T23:50+08:00 90m", "2026-10-01T01:20:00+08:00", "2026-10-01"),
    ])
    func `a question is answered in Shanghai time`(line: String, due: String, lastDay: String) throws {
        let answer = try ask(line)
        #expect(answer.due == due)
        #expect(answer.lastDay == day(lastDay))
        #expect(!answer.isProvisional)
    }

    @Test(arguments: [
        ("", "bad_form"), ("2026-09-24T23:50+08:00", "bad_form"), ("2026-09-24T23:50+08:00 10wd roll roll", "bad_form"),
        ("2026-09-24 10wd", "bad_start"), ("2026-09-24T23:50 10wd", "bad_start"),
        ("2026-02-30T23:50+08:00 10wd", "bad_start"), ("2026-09-24T24:00+08:00 10wd", "bad_start"),
        ("0001-09-24T23:50+08:00 10wd", "bad_start"), ("2026-09-24T23:50+08:00 10x", "bad_amount"),
        ("2026-09-24T23:50+08:00 9999d", "bad_amount"), ("2026-09-24T23:50+08:00 10wd rolls", "bad_option"),
    ])
    func `a faulty question is refused by name`(line: String, key: String) {
        #expect(refusal { _ = try ask(line) } == "deadlines.command.\(key)")
    }
}
