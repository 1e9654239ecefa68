import Kernel
import People
import Platform
import Web

extension StepForms {
    /// Whose it is: offered, taken, sent back, settled by the coordinator.
    static let assignmentForms: [StepForm] = [assignment, arbitration, acceptance, giveBack]

    private static let assignment = StepForm(
        "assignment", .assign,
        fields: { ask in
            let (subject, route) = (ask.subject, ask.open.route)
            let hints = [route.map { ask.words($0.reason) }, ask.hint("handler")].compactMap { $0 }
            var fields = [
                ask.employee(
                    "handler", selected: route?.staff, without: Set([subject.handler].compactMap { $0 }),
                    hint: hints.joined(separator: " ")),
                ask.unit("responsible_unit", selected: subject.responsibleUnit ?? route?.unit, required: false),
            ]
            if ask.open.profile.kind.isHospital {
                fields.append(
                    .checkbox(
                        "several_departments", ask.word("several_departments"),
                        checked: subject.timing.severalDepartments, hint: ask.hint("several_departments")))
            }
            return fields + [.textarea("instruction", ask.word("instruction"), rows: 3)]
        },
        read: { reader, _ in
            let handler = reader.requiredIdentity("handler", of: Staff.self)
            let unit = reader.identity("responsible_unit", of: OrganisationUnit.self)
            let instruction = reader.optionalText("instruction", limit: 4000)
            return handler.map {
                .assignment(
                    Assignment(
                        handler: $0, responsibleUnit: unit, severalDepartments: reader.flag("several_departments"),
                        instruction: instruction))
            }
        })

    private static let arbitration = StepForm(
        "arbitration", .arbitrate, isWeighty: true,
        fields: { ask in
            [
                ask.employee("handler"),
                ask.unit("responsible_unit", selected: ask.subject.responsibleUnit, required: true),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let handler = reader.requiredIdentity("handler", of: Staff.self)
            let unit = reader.requiredIdentity("responsible_unit", of: OrganisationUnit.self)
            let reason = reader.long("reason")
            guard let handler, let unit else { return nil }
            return .arbitration(Arbitration(handler: handler, responsibleUnit: unit, reason: reason))
        })

    private static let acceptance = StepForm(
        "acceptance", .accept, fields: { _ in [] }, read: { _, _ in .acceptance(Acceptance()) })

    private static let giveBack = StepForm(
        "return", .giveBack,
        fields: { ask in
            [
                ask.reason("reason", of: .returns),
                ask.text("basis", rows: 3, hint: ask.hint("basis")),
            ]
        },
        read: { reader, _ in
            let reason = reader.requiredChoice("reason", as: ReturnReason.self)
            let basis = reader.long("basis")
            return reason.map { .returning(Return(reason: $0, basis: basis)) }
        })
}
