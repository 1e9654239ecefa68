import Kernel
import Platform
import Web

extension StepForms {
    /// Who has to be told outside the house, and that they were (3.4).
    static let reportForms: [StepForm] = [reportPoint, report, notApplicable]

    private static let reportPoint = StepForm(
        "report-points", .openReport, isAdditive: true, leadsTo: "#reports",
        fields: { ask in
            [
                Field.select(
                    "trigger", ask.word("trigger"),
                    options: ask.open.rules.reports.triggers.map {
                        .init($0.code, ask.words("casework.reports.trigger.\($0.code)"))
                    }, blank: ask.word("choose"), required: true
                ).width(.medium), ask.text("reason", limit: 1000, rows: 3),
            ]
        },
        read: { reader, ask in
            let code = reader.text("trigger", limit: 60)
            if code.isEmpty { reader.fault("trigger", Message("web.form.choose")) }
            let reason = reader.long("reason", limit: 1000)
            guard let trigger = ask.open.rules.reports[code] else {
                reader.fault("trigger", Message("web.form.not_listed"))
                return nil
            }
            let demands = ask.open.rules.reports.demands(trigger, ask.open.profile.kind)
            return .reportDemands(ReportDemands(demands: demands, reason: reason))
        })

    private static func points(_ ask: StepAsk) -> Field {
        let open = ask.subject.openReports
        let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
        return .radio(
            "number", ask.word("report_point"),
            options: open.map { duty in
                .init(
                    String(duty.number), ReportWords(words: ask.words).title(duty.demand),
                    hint: ask.words("casework.case_page.by", ["at": .due(duty.dueAt)]),
                    selected: duty.number == asked || open.count == 1)
            }, required: true)
    }

    private static let report = StepForm(
        "authority-reports", .makeReport, isAdditive: true, leadsTo: "#reports",
        fields: { ask in
            [
                points(ask),
                Field.text("recipient", ask.word("recipient"), hint: ask.hint("recipient"), required: true, limit: 200)
                    .width(.medium),
                Field.text("receipt", ask.word("receipt"), hint: ask.hint("receipt"), required: true, limit: 400)
                    .width(.medium),
            ]
                + ask.communication(
                    about: .told, party: .authority, parties: [.authority, .complainant, .representative])
        },
        read: { reader, ask in
            let number = reader.picked("number")
            let recipient = reader.text("recipient", limit: 200, required: true)
            let receipt = reader.text("receipt", limit: 400, required: true)
            let notice = reader.communication(ask)
            guard let number, let notice else { return nil }
            return .authorityReport(
                AuthorityReport(number: number, recipient: recipient, receipt: receipt, notice: notice))
        })

    private static let notApplicable = StepForm(
        "report-waivers", .waiveReport, isWeighty: true, leadsTo: "#reports",
        fields: { ask in [points(ask), ask.text("reason", limit: 2000, rows: 3, hint: ask.hint("report_waiver"))] },
        read: { reader, _ in
            let number = reader.picked("number")
            let reason = reader.long("reason", limit: 2000)
            return number.map { .reportWaiver(ReportWaiver(number: $0, reason: reason)) }
        })
}

/// Words the points of the checklist.
struct ReportWords {
    let words: Words

    func title(_ demand: ReportDemand) -> String {
        words(
            "casework.reports.point",
            [
                "body": .message(Message("casework.reports.body.\(demand.body.rawValue)")),
                "trigger": .message(Message("casework.reports.trigger.\(demand.trigger)")),
            ])
    }

    /// On what ground: the article where the law says so, else that it is our default.
    func ground(_ demand: ReportDemand) -> String {
        let time =
            demand.isImmediate
            ? words("casework.reports.at_once", ["within": .message(demand.within.message)])
            : words("casework.reports.within", ["within": .message(demand.within.message)])
        guard let law = demand.law else { return words("casework.reports.by_default", ["time": .text(time)]) }
        return words(
            "casework.reports.by_law",
            ["law": .message(Message("casework.reports.law.\(law.rawValue)")), "time": .text(time)])
    }
}
