import Deadlines
import Kernel
import Testing
import Web

@Suite struct ExplanationTests {
    private func sentence(_ start: String, _ rule: Promise, _ language: Language) throws -> String {
        let due = rule.due(from: at(start), in: .china)
        return try worded(Explanation(of: rule, from: at(start), due: due, in: .china).sentence, language)
    }

    private func sentence(_ clock: Clock, _ language: Language) throws -> String {
        try worded(.sentence(of: clock.explanation(at: clock.startedAt, in: .china)), language)
    }

    @Test func `ten working days about Mid-Autumn and National Day`() throws {
        #expect(
            try sentence("2026-09-24T23:50", promise("10wd"), .chinese)
                == "2026年9月24日（周四）23:50收到，当天不计；10个工作日；9月25日至27日休息（中秋节）；10月1日至7日休息（国庆节）；"
                + "10月10日（周六）补班计入；其余周末不计；最后一天为10月15日（周四），24:00截止。")
        #expect(
            try sentence("2026-09-24T23:50", promise("10wd"), .english)
                == "Received Thu 24 Sep 2026 at 23:50, that day not counted; 10 working days; "
                + "25–27 Sep rest (Mid-Autumn Festival); 1–7 Oct rest (National Day); "
                + "Sat 10 Oct is worked to make up for a holiday and counts; other weekends not counted; "
                + "the last day is Thu 15 Oct, until 24:00.")
    }

    @Test func `the last evening before National Day`() throws {
        let start = "2026-09-30T23:50"
        #expect(
            try sentence(start, promise("48h"), .chinese)
                == "2026年9月30日（周三）23:50收到，自此刻起计时；48小时，昼夜连续计算，周末和节假日不停；10月2日（周五）23:50截止。")
        #expect(
            try sentence(start, promise("48h"), .english)
                == "Received Wed 30 Sep 2026 at 23:50, running from that moment; "
                + "48 hours by day and night, through weekends and holidays; due Fri 2 Oct at 23:50.")
        #expect(
            try sentence(start, promise("14d"), .chinese)
                == "2026年9月30日（周三）23:50收到，当天不计；14个自然日，周末和节假日照计；最后一天为10月14日（周三），24:00截止。")
        #expect(
            try sentence(start, promise("5wd"), .chinese)
                == "2026年9月30日（周三）23:50收到，当天不计；5个工作日；10月1日至7日休息（国庆节）；10月10日（周六）补班计入；"
                + "其余周末不计；最后一天为10月13日（周二），24:00截止。")
        #expect(
            try sentence(start, promise("10wd"), .english)
                == "Received Wed 30 Sep 2026 at 23:50, that day not counted; 10 working days; "
                + "1–7 Oct rest (National Day); Sat 10 Oct is worked to make up for a holiday and counts; "
                + "other weekends not counted; the last day is Tue 20 Oct, until 24:00.")
    }

    @Test func `a last day that rolls and one that need not`() throws {
        #expect(
            try sentence("2026-09-18T10:00", promise("14d", roll: true), .chinese)
                == "2026年9月18日（周五）10:00收到，当天不计；14个自然日，周末和节假日照计；10月2日至7日休息（国庆节）；"
                + "10月2日（周五）为休息日，顺延至10月8日（周四）；最后一天为10月8日（周四），24:00截止。")
        #expect(
            try sentence("2026-09-14T10:00", promise("1d", roll: true), .english)
                == "Received Mon 14 Sep 2026 at 10:00, that day not counted; 1 calendar day, weekends and holidays "
                + "included; Tue 15 Sep is no rest day, so not moved; the last day is Tue 15 Sep, until 24:00.")
    }

    @Test func `working hours are named and weekends summed up`() throws {
        #expect(
            try sentence("2026-09-11T16:00", promise("8h", workingTime: true), .chinese)
                == "2026年9月11日（周五）16:00收到，自此刻起计时；8小时，只计工作时间（08:00–12:00、14:00–18:00）；周末不计；"
                + "9月14日（周一）16:00截止。")
    }

    @Test func `an unpublished year is said to be reckoned for now`() throws {
        #expect(
            try sentence("2026-12-20T10:00", promise("15wd"), .chinese)
                == "2026年12月20日（周日）10:00收到，当天不计；15个工作日；2027年1月1日至3日休息（元旦）；其余周末不计；"
                + "最后一天为2027年1月11日（周一），24:00截止；"
                + "2027年放假安排尚未公布，暂按法定节假日和每周作息推算，公布后重新计算。")
    }

    @Test func `pauses are named with reason and length`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        try clock.apply(.paused(pause("2026-09-15T09:00", "2026-09-17T14:30", .externalAppraisal)))
        #expect(
            try sentence(clock, .chinese)
                == "2026年9月14日（周一）10:00收到，自此刻起计时；48小时，昼夜连续计算，周末和节假日不停；"
                + "9月15日09:00至9月17日14:30暂停计时2天5小时30分钟（外部鉴定）；9月18日（周五）15:30截止。")
        #expect(
            try sentence(clock, .english)
                == "Received Mon 14 Sep 2026 at 10:00, running from that moment; 48 hours by day and night, through "
                + "weekends and holidays; paused from 15 Sep at 09:00 to 17 Sep at 14:30, 2 days 5 hours 30 minutes "
                + "(external appraisal); due Fri 18 Sep at 15:30.")
    }

    @Test func `a pause of days tells how many days it took, and an extension is told beside the promise`() throws {
        var clock = Clock(promise: promise("5d"), startedAt: at("2026-09-07T10:00"))
        try clock.apply(.paused(pause("2026-09-08T09:00", "2026-09-09T18:00")))
        try clock.apply(
            .extended(
                Extension(
                    requestedAt: at("2026-09-12T10:00"), newDue: at("2026-09-17T00:00"), reasonKey: "r", approvedBy: "a"
                )))
        #expect(
            try sentence(clock, .chinese)
                == "2026年9月7日（周一）10:00收到，当天不计；5个自然日，周末和节假日照计；"
                + "9月8日09:00至9月9日18:00暂停计时1天9小时（待补充材料）；暂停中度过的1天不计；"
                + "最后一天为9月13日（周日），24:00截止；经批准延期至9月16日（周三）24:00，是否按时仍以原时限为准。")
    }

    @Test func `a house's own rest and work are said to be its own`() throws {
        let now = at("2026-09-01T09:00")
        let calendar = WorkCalendar.china
            .adding(try DayOverride(from: day("2026-09-15"), through: day("2026-09-16"), periods: [], recordedAt: now))
            .adding(
                try DayOverride(
                    from: day("2026-09-19"), through: day("2026-09-19"), periods: [.wholeDay], recordedAt: now))
        let rule = promise("4wd")
        let due = rule.due(from: at("2026-09-14T10:00"), in: calendar)
        #expect(
            try worded(Explanation(of: rule, from: at("2026-09-14T10:00"), due: due, in: calendar).sentence, .chinese)
                == "2026年9月14日（周一）10:00收到，当天不计；4个工作日；9月15日至16日本单位休息；9月19日（周六）本单位上班，计入；"
                + "9月20日（周日）补班计入；最后一天为9月20日（周日），24:00截止。")
    }

    @Test func `a long way is told in few words`() throws {
        let text = try sentence("2025-01-20T09:00", promise("300wd"), .chinese)
        #expect(text.contains("另有4段休息或补班，照此计算"))
        #expect(text.count < 450)
    }

    @Test func `every holiday, reason for a pause and state is worded in both languages`() throws {
        let catalogue = try Catalogue(folders: [DeadlinesFolder.named("Strings")])
        for holiday in Holiday.allCases { #expect(catalogue.has("deadlines.holiday.\(holiday.rawValue)")) }
        let states: [Reading.State] = [
            .running, .dueSoon(percent: 50), .paused(until: at("2026-09-24T10:00")), .extended, .overdue, .metOnTime,
            .metWithinExtension, .metLate, .cancelled,
        ]
        for state in states { #expect(catalogue.has(state.message.key)) }
        for reason in Pause.Reason.allCases { #expect(catalogue.has("deadlines.pause_reason.\(reason.rawValue)")) }
    }
}
