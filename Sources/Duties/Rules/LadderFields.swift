import Deadlines
import Kernel
import Platform
import Web

/// Who is warned and who is told of a duty, as questions of the rule's form (提醒与逐级上报): each rung is a person and
/// a moment, both chosen from lists, so nothing can be written that is not understood.
enum LadderFields {
    static let most = 4
    private static let shares = [50, 75, 90]
    private static let moments: [Timing] = [
        .percent(50), .percent(75), .daysBefore(7), .daysBefore(3), .daysBefore(1), .percent(100),
        .afterDue(hours: 24), .afterDue(hours: 48), .afterDue(hours: 72), .afterDue(hours: 168),
    ]

    /// More rungs than the form has lines are kept as lines of their own.
    static func lines(_ rule: DutyRule) -> Int { max(most, rule.ladder.count) }

    static func fields(_ rule: DutyRule, _ words: Words) -> [Field] {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("duties.rule.field.\(key)", gaps)
        }
        let percents = Set(shares + rule.warnings).sorted().map {
            Field.Option(
                String($0), words(LadderFields.message(.percent($0))), selected: rule.warnings.contains($0))
        }
        return [.checkboxes("warnings", word("warnings"), options: percents, hint: word("warnings_hint"))]
            + (0..<lines(rule)).flatMap { place -> [Field] in
                let step = place < rule.ladder.count ? rule.ladder[place] : nil
                let gap: [String: Message.Argument] = ["n": .number(place + 1)]
                let known = step.map { moments.contains($0.timing) } ?? true
                return [
                    .select(
                        "ladder_role_\(place + 1)", word("ladder_role", gap), options: roles(step, words),
                        blank: word("ladder_none"), hint: place == 0 ? word("ladder_hint") : nil),
                    .select(
                        "ladder_when_\(place + 1)", word("ladder_when", gap),
                        options: (moments + (known ? [] : [step?.timing].compactMap { $0 })).map {
                            Field.Option($0.description, words(message($0)), selected: $0 == step?.timing)
                        }, blank: word("ladder_none")),
                ]
            }
    }

    private static func roles(_ step: LadderStep?, _ words: Words) -> [Field.Option] {
        [LadderStep.holder].map { Field.Option($0, words("duties.column.holder"), selected: step?.role == $0) }
            + RuleForm.ownerRoles.map {
                Field.Option(
                    $0.rawValue, words("platform.role.\($0.rawValue)"), selected: step?.role == $0.rawValue)
            }
    }

    /// Puts what was chosen into the rule. A form without these questions leaves the rule's own as they are.
    static func read(into rule: inout DutyRule, _ reader: inout FormReader) {
        if reader.form.fields.contains(where: { $0.name == "warnings" || $0.name.hasPrefix("ladder_") }) {
            let sent = Set(reader.form.values("warnings").filter { !$0.isEmpty })
            rule.warnings = sent.compactMap(Int.init).filter((1...100).contains).sorted()
            if rule.warnings.count != sent.count { reader.fault("warnings", Message("web.form.not_listed")) }
            rule.ladder = ladder(rule, &reader)
        }
    }

    private static func ladder(_ rule: DutyRule, _ reader: inout FormReader) -> [LadderStep] {
        var (steps, level): ([LadderStep], Int) = ([], 0)
        for place in 1...lines(rule) {
            let (who, when) = ("ladder_role_\(place)", "ladder_when_\(place)")
            let (role, moment) = (reader.text(who, limit: 40), reader.text(when, limit: 12))
            if role.isEmpty, moment.isEmpty { continue }
            if role.isEmpty { reader.fault(who, Message("duties.fault.ladder_role")) }
            if moment.isEmpty { reader.fault(when, Message("duties.fault.ladder_when")) }
            if role.isEmpty || moment.isEmpty { continue }
            guard role == LadderStep.holder || Role(rawValue: role) != nil else {
                reader.fault(who, Message("web.form.not_listed"))
                continue
            }
            guard let timing = Timing(moment) else {
                reader.fault(when, Message("web.form.not_listed"))
                continue
            }
            if steps.contains(where: { $0.role == role && $0.timing == timing }) {
                reader.fault(who, Message("duties.fault.ladder_twice"))
            }
            if role != LadderStep.holder { level += 1 }
            steps.append(LadderStep(level: role == LadderStep.holder ? 0 : level, role: role, timing: timing))
        }
        return steps
    }

    /// `到期后1天`, `when half of the time is used`.
    static func message(_ timing: Timing) -> Message {
        func told(_ key: String, _ n: Int) -> Message { Message("duties.rule.when.\(key)", ["n": .number(n)]) }
        return switch timing {
        case .percent(100): told("due", 0)
        case .percent(let share): told("share", share)
        case .daysBefore(0): told("on_the_day", 0)
        case .daysBefore(let days): told("before", days)
        case .afterDue(let hours) where hours > 0 && hours.isMultiple(of: 24): told("days_after", hours / 24)
        case .afterDue(let hours): told("hours_after", hours)
        }
    }

    /// The rungs as a list of sentences.
    static func told(_ rule: DutyRule, _ words: Words) -> String {
        let rungs = rule.ladder.map { step in
            let who =
                step.role == LadderStep.holder
                ? words("duties.column.holder") : words("platform.role.\(step.role)")
            return words(
                "duties.rule.rung", ["who": .text(who), "when": .message(message(step.timing))])
        }
        let warned = rule.warnings.sorted().map {
            words(
                "duties.rule.rung",
                ["who": .text(words("duties.column.holder")), "when": .message(message(.percent($0)))])
        }
        let all = warned + rungs
        return all.isEmpty ? words("duties.rule.nobody") : all.joined(separator: words("duties.rule.between"))
    }
}
