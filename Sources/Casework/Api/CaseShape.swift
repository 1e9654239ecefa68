import Deadlines
import Kernel
import Platform
import Web

/// The shapes in which cases and what belongs to them are told (个案的 JSON 形).
enum CaseShape {
    static let named = Schema.object(["id": Schema.id, "name": Schema.text()])
    static let kinds = Schema.text(choices: CaseKind.allCases.map(\.rawValue))
    static let states = Schema.text(choices: CaseState.allCases.map(\.rawValue))
    private static let maybeText = Schema.optional(Schema.text())
    private static let maybeMoment = Schema.optional(Schema.moment)
    private static let maybeLevel = Schema.optional(Schema.integer(1...4))

    static func level(_ level: ResponseLevel?) -> JSON { level.map { .integer($0.rawValue) } ?? .null }

    /// A line of a list.
    static let line = JSONShape<(line: CaseLine, words: Words)>([
        ("id", Schema.id, { .text($0.line.id.text) }),
        ("number", Schema.text(), { .text($0.line.number) }),
        ("kind", kinds, { .text($0.line.kind.rawValue) }),
        ("state", states, { .text($0.line.state.rawValue) }),
        ("level", maybeLevel, { level($0.line.level) }),
        ("level_confirmed", Schema.flag, { .flag($0.line.isLevelConfirmed) }),
        ("restricted", Schema.flag, { .flag($0.line.isRestricted) }),
        ("escalated", Schema.flag, { .flag($0.line.isEscalated) }),
        ("received_at", Schema.moment, { .text($0.words.stamp($0.line.receivedAt)) }),
        (
            "next_due_at", maybeMoment,
            { told in .optional(told.line.nextDueKind.map { _ in told.words.stamp(told.line.nextDueAt) }) }
        ),
        ("next_due_kind", maybeText, { .optional($0.line.nextDueKind) }),
        ("holder", Schema.id, { .text($0.line.holderID) }),
        ("subject", Schema.text(), { .text($0.line.gist($0.words)) }),
    ])

    static let complainant = JSONShape<Complainant>([
        ("kind", Schema.text(choices: ComplainantKind.allCases.map(\.rawValue)), { .text($0.kind.rawValue) }),
        ("name", maybeText, { .optional($0.name) }),
        ("phone", maybeText, { .optional($0.phone) }),
        ("email", maybeText, { .optional($0.email) }),
        ("reply_channel", maybeText, { .optional($0.replyChannel?.rawValue) }),
        ("language", maybeText, { .optional($0.language) }),
        ("needs", maybeText, { .optional($0.needs) }),
        ("declined_contact", Schema.flag, { .flag($0.declinedContact) }),
    ])

    static let allegation = JSONShape<Allegation>([
        ("number", Schema.integer(), { .integer($0.number) }),
        ("text", Schema.text(), { .text($0.text) }),
        ("category", Schema.text(), { .text($0.category.text) }),
        ("severity", Schema.integer(), { .integer($0.severity.rawValue) }),
        ("harm", Schema.integer(), { .integer($0.harm.rawValue) }),
        ("finding", maybeText, { .optional($0.finding?.rawValue) }),
        ("reasons", maybeText, { .optional($0.reasons) }),
    ])

    static let action = JSONShape<(action: PromisedAction, told: CaseTold)>([
        ("number", Schema.integer(), { .integer($0.action.number) }),
        ("text", Schema.text(), { .text($0.action.text) }),
        ("owner", Schema.optional(named), { $0.told.staff($0.action.owner) }),
        ("due_on", Schema.day, { .text($0.action.dueOn.description) }),
        ("done_at", maybeMoment, { $0.told.moment($0.action.doneAt) }),
        ("evidence", maybeText, { .optional($0.action.evidence) }),
    ])

    static let attachment = JSONShape<(file: Attachment, words: Words)>([
        ("id", Schema.id, { .text($0.file.id.text) }),
        ("name", Schema.text(), { .text($0.file.name) }),
        ("bytes", Schema.integer(), { .integer($0.file.bytes) }),
        ("added_at", Schema.moment, { .text($0.words.stamp($0.file.addedAt)) }),
        (
            "record_class", Schema.text(choices: RecordClass.allCases.map(\.rawValue)),
            { .text($0.file.recordClass.rawValue) }
        ),
    ])

    static let clock = JSONShape<(clock: OpenCase.ReadClock, words: Words)>([
        ("kind", Schema.text(), { .text($0.clock.stored.kind.rawValue) }),
        (
            "name", Schema.text(),
            { .text($0.words("casework.clock.\(CaseClock.baseName($0.clock.stored.kind))")) }
        ),
        (
            "state", Schema.text(),
            { .text(String($0.clock.reading.state.message.key.split(separator: ".").last ?? "")) }
        ),
        ("started_at", Schema.moment, { .text($0.words.stamp($0.clock.stored.clock.startedAt)) }),
        ("due_at", Schema.moment, { .text($0.words.stamp($0.clock.reading.dueAt)) }),
        ("original_due_at", Schema.moment, { .text($0.words.stamp($0.clock.reading.originalDueAt)) }),
        (
            "finished_at", maybeMoment,
            { told in .optional(told.clock.stored.clock.finishedAt.map { told.words.stamp($0) }) }
        ),
        ("provisional", Schema.flag, { .flag($0.clock.reading.isProvisional) }),
        ("percent_used", Schema.integer(), { .integer($0.clock.reading.percentUsed) }),
        (
            "explanation", Schema.list(Schema.text()),
            { told in .texts(told.clock.explanation.map { told.words($0) }) }
        ),
    ])

    private static let moments: [(String, @Sendable (Milestones) -> Instant?)] = [
        ("received_at", { $0.receivedAt }), ("registered_at", { $0.registeredAt }),
        ("acknowledged_at", { $0.acknowledgedAt }), ("feedback_at", { $0.feedbackAt }),
        ("decision_at", { $0.decisionAt }), ("actions_done_at", { $0.actionsDoneAt }),
        ("confirmed_at", { $0.confirmedAt }), ("closed_at", { $0.closedAt }),
    ]
    private static let milestones = JSONShape<CaseTold>(
        moments.map { name, moment in
            (name, maybeMoment, { @Sendable told in told.moment(moment(told.subject.milestones)) })
        })

    private static let person = JSONShape<CaseContents.PersonShown>([
        ("id", Schema.id, { .text($0.id.text) }), ("name", Schema.text(), { .text($0.text) }),
        ("place", Schema.text(), { .text($0.place) }),
    ])

    private static let about: [JSONShape<CaseTold>.Member] = [
        ("id", Schema.id, { .text($0.subject.id.text) }),
        ("number", Schema.text(), { .text($0.subject.number.description) }),
        ("version", Schema.integer(), { .integer($0.subject.version) }),
        ("kind", kinds, { .text($0.subject.kind.rawValue) }),
        ("channel", Schema.text(), { .text($0.subject.channel.rawValue) }),
        ("secrecy", Schema.text(choices: Secrecy.allCases.map(\.rawValue)), { .text($0.subject.secrecy.rawValue) }),
        ("state", states, { .text($0.subject.state.rawValue) }),
        ("level", maybeLevel, { level($0.subject.level.current) }),
        ("level_confirmed", maybeLevel, { level($0.subject.level.confirmed) }),
        ("level_suggested", maybeLevel, { level($0.subject.level.suggestion?.level) }),
        (
            "level_reasons", Schema.list(Schema.text()),
            { told in .texts((told.subject.level.suggestion?.reasons ?? []).map { told.words($0) }) }
        ),
        ("subject", Schema.text(), { .text($0.subject.subject) }),
        ("narrative", Schema.text(), { .text($0.subject.narrative) }),
        ("desired_remedy", maybeText, { .optional($0.subject.desiredRemedy) }),
        ("occurred_on", Schema.optional(Schema.day), { .optional($0.subject.occurredOn?.description) }),
        ("milestones", milestones.schema, { milestones.json($0) }),
    ]

    private static let people: [JSONShape<CaseTold>.Member] = [
        (
            "complainant", Schema.optional(complainant.schema),
            { $0.subject.complainant(seenBy: $0.admitted.standing).map { complainant.json($0) } ?? .null }
        ),
        ("person_served", Schema.optional(person.schema), { $0.person.map { person.json($0) } ?? .null }),
        (
            "about_staff", Schema.list(named),
            { told in .list(told.subject.complainedAbout.staff.sorted().map { told.staff($0) }) }
        ),
        (
            "about_units", Schema.list(named),
            { told in .list(told.subject.complainedAbout.units.sorted().map { told.unit($0) }) }
        ),
        ("first_receiver", Schema.optional(named), { $0.staff($0.subject.firstReceiver) }),
        (
            "holder", Schema.optional(named),
            { told in
                let holder = told.subject.holder
                return holder.staffID == nil ? told.unit(holder.groupID) : told.staff(holder.staffID)
            }
        ),
        ("handler", Schema.optional(named), { $0.staff($0.subject.handler) }),
        ("group", Schema.optional(named), { $0.unit($0.subject.accountableGroup) }),
        ("responsible_unit", Schema.optional(named), { $0.unit($0.subject.responsibleUnit) }),
    ]

    private static let work: [JSONShape<CaseTold>.Member] = [
        (
            "allegations", Schema.list(allegation.schema),
            { .list($0.subject.allegations.map { allegation.json($0) }) }
        ),
        ("plan", maybeText, { .optional($0.subject.decision.proposal?.plan) }),
        (
            "remedies", Schema.list(Schema.text()),
            {
                let decision = $0.subject.decision
                return .texts((decision.proposal?.remedies ?? decision.settlement?.remedies ?? []).map(\.rawValue))
            }
        ),
        (
            "actions", Schema.list(action.schema),
            { told in .list(told.subject.decision.actions.map { action.json(($0, told)) }) }
        ),
        ("settlement", maybeText, { .optional($0.subject.decision.settlement?.answer) }),
        ("satisfaction", maybeText, { .optional($0.subject.satisfaction?.rawValue) }),
        ("disposition", maybeText, { .optional($0.subject.closing?.disposition.rawValue) }),
        (
            "attachments", Schema.list(attachment.schema),
            { told in .list(told.attachments.map { attachment.json(($0, told.words)) }) }
        ),
        ("steps", Schema.list(Schema.text()), { .texts(CaseShape.steps($0.lawful)) }),
    ]

    /// A whole case.
    static let whole = JSONShape<CaseTold>(about + people + work)

    /// The nouns of the steps that are lawful now.
    static func steps(_ lawful: [CaseAction]) -> [String] { lawful.compactMap { StepForms.form(of: $0)?.noun } }

    /// Where a case stands after a change.
    static let standing = JSONShape<Case>([
        ("id", Schema.id, { .text($0.id.text) }),
        ("number", Schema.text(), { .text($0.number.description) }),
        ("state", states, { .text($0.state.rawValue) }),
        ("level", maybeLevel, { level($0.level.current) }),
        ("version", Schema.integer(), { .integer($0.version) }),
    ])
}
