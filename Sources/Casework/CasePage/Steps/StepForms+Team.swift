import Kernel
import Platform
import Web

extension StepForms {
    /// Several hands in one case: co-handlers with their parts, and sub-tasks.
    static let teamForms: [StepForm] = [joining, report, waiver, task, taskDone, taskRemoval]

    private static let joining = StepForm(
        "co-handlers", .addCoHandler, isAdditive: true, leadsTo: "#team",
        fields: { ask in
            let due = ask.open.decisionClock?.reading.dueAt
            return [
                ask.unit("unit", selected: nil, required: true),
                ask.employee("owner", without: Set([ask.subject.handler].compactMap { $0 }), hint: ask.hint("owner")),
                ask.text("question", rows: 3, hint: ask.hint("question")),
                .moment(
                    "due_at", ask.word("part_due"), zone: ask.zone,
                    hint: due.map { ask.words("casework.step_hint.before_the_decision", ["at": .due($0)]) },
                    required: true),
            ]
        },
        read: { reader, ask in
            let unit = reader.requiredIdentity("unit", of: OrganisationUnit.self)
            let owner = reader.requiredIdentity("owner", of: Staff.self)
            let question = reader.long("question")
            let due = reader.moment("due_at", zone: ask.zone, required: true)
            guard let unit, let owner, let due else { return nil }
            return .joining(
                Joining(
                    unit: unit, owner: owner, question: question, dueAt: due,
                    decisionDueAt: ask.open.decisionClock?.reading.dueAt))
        })

    private static func number(
        _ ask: StepAsk, _ label: String, _ options: [(number: Int, text: String, dueAt: Instant)]
    ) -> Field {
        let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
        return .radio(
            "number", ask.word(label),
            options: options.map { item in
                .init(
                    String(item.number), item.text,
                    hint: ask.words("casework.case_page.by", ["at": .due(item.dueAt)]),
                    selected: item.number == asked || options.count == 1)
            }, required: true)
    }

    private static func parts(_ ask: StepAsk, ownOnly: Bool) -> Field {
        let open = ask.subject.teamwork.openParts.filter {
            !ownOnly || ask.subject.isActing(ask.open.actor.staffID, for: $0.owner)
        }
        return number(ask, "part", open.map { ($0.number, $0.question, $0.dueAt) })
    }

    private static func tasks(_ ask: StepAsk, ownOnly: Bool) -> Field {
        let open = ask.subject.teamwork.openTasks.filter {
            !ownOnly || ask.subject.isActing(ask.open.actor.staffID, for: $0.owner)
        }
        return number(ask, "task_number", open.map { ($0.number, $0.text, $0.dueAt) })
    }

    private static func chosen(_ reader: inout FormReader) -> Int? {
        if reader.form.value("number").isEmpty { reader.fault("number", Message("web.form.choose")) }
        return reader.number("number", in: 1...100_000)
    }

    private static let report = StepForm(
        "part-report", .reportPart, isAdditive: true, leadsTo: "#team",
        fields: { ask in [parts(ask, ownOnly: true), ask.text("report", limit: 10_000, rows: 6)] },
        read: { reader, _ in
            let number = chosen(&reader)
            let report = reader.long("report", limit: 10_000)
            return number.map { .partReport(PartReport(number: $0, report: report)) }
        })

    private static let waiver = StepForm(
        "part-waiver", .waivePart, isWeighty: true, leadsTo: "#team",
        fields: { ask in [parts(ask, ownOnly: false), ask.text("reason", rows: 3)] },
        read: { reader, _ in
            let number = chosen(&reader)
            let reason = reader.long("reason")
            return number.map { .partWaiver(PartWaiver(number: $0, reason: reason)) }
        })

    private static let task = StepForm(
        "tasks", .addTask, isAdditive: true, leadsTo: "#team",
        fields: { ask in
            [
                ask.text("task", limit: 1000, rows: 2), ask.employee("owner", hint: ask.hint("owner")),
                .moment("due_at", ask.word("task_due"), zone: ask.zone, required: true),
            ]
        },
        read: { reader, ask in
            let text = reader.long("task", limit: 1000)
            let owner = reader.requiredIdentity("owner", of: Staff.self)
            let due = reader.moment("due_at", zone: ask.zone, required: true)
            guard let owner, let due else { return nil }
            return .task(NewTask(text: text, owner: owner, dueAt: due))
        })

    private static let taskDone = StepForm(
        "task-completion", .completeTask, isAdditive: true, leadsTo: "#team",
        fields: { ask in
            [tasks(ask, ownOnly: true), ask.text("evidence", rows: 3, hint: ask.hint("evidence"))]
        },
        read: { reader, _ in
            let number = chosen(&reader)
            let evidence = reader.long("evidence")
            return number.map { .taskCompletion(TaskCompletion(number: $0, evidence: evidence)) }
        })

    private static let taskRemoval = StepForm(
        "task-removal", .dropTask, leadsTo: "#team",
        fields: { ask in [tasks(ask, ownOnly: false), ask.text("reason", rows: 2)] },
        read: { reader, _ in
            let number = chosen(&reader)
            let reason = reader.long("reason")
            return number.map { .taskRemoval(TaskRemoval(number: $0, reason: reason)) }
        })
}
