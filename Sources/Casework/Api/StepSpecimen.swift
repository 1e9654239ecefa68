import Kernel
import People
import Platform
import Web

/// Cases that never were, from which the forms of all steps can be read without a store (样例个案): together they
/// show every question some case would be asked.
struct StepSpecimen {
    let rules: CaseworkData
    let words: Words

    /// The questions of a step as JSON, with the version of the case where it matters who came between.
    func form(_ form: StepForm) -> JSONForm {
        JSONForm(asks.map(form.fields)).adding(
            integer: "version", isRequired: !form.isAdditive, label: words("casework.api.version"))
    }

    private var asks: [StepAsk] {
        [ask(plain, .careHome), ask(grave, .hospital), ask(light, .homeCare)]
    }

    private func ask(_ subject: Case, _ kind: OrganisationKind) -> StepAsk {
        let actor = Actor(organisationID: StepSpecimen.id(), kind: .staff(StepSpecimen.id(), roles: Set(Role.allCases)))
        let open = OpenCase(
            subject: subject, actor: actor, standing: Standing(staffID: StepSpecimen.id(), roles: Set(Role.allCases)),
            relations: Set(Relation.allCases.filter { $0 != .named }),
            profile: OrganisationProfile(
                id: StepSpecimen.id(), name: "", kind: kind, zone: words.zone, language: words.language),
            rules: rules, namedStaff: [:], clocks: [], now: StepSpecimen.moment)
        var ask = StepAsk(open: open, words: words, staff: [], units: [], form: FormData())
        ask.lines = 1
        return ask
    }

    private static let moment = Instant(milliseconds: 0)

    private static func id<Subject>() -> ID<Subject> { ID(at: moment, random: [UInt8](repeating: 0, count: 10)) }

    /// A complaint just received.
    private var plain: Case { begun(.complaint, .open, points: 1) }

    /// A grave complaint with findings, a plan and an open action.
    private var grave: Case {
        var subject = begun(.complaint, .confidential, points: 2)
        subject.level.confirmed = .one
        for index in subject.allegations.indices { subject.allegations[index].finding = .upheld }
        subject.decision.proposal = Proposal(plan: "", remedies: [], amount: nil, actions: [])
        subject.decision.actions = [
            PromisedAction(
                number: 1, text: "", owner: StepSpecimen.id(), dueOn: LocalDay(daysSince1970: 0), doneAt: nil,
                evidence: nil)
        ]
        return subject
    }

    /// A word of thanks.
    private var light: Case { begun(.compliment, .open, points: 0) }

    private func begun(_ kind: CaseKind, _ secrecy: Secrecy, points: Int) -> Case {
        let category = rules.categories.groups.first.flatMap { rules.categories.list(in: $0).first }?.code
        let allegations = category.map { code in (0..<points).map { _ in NewAllegation(text: "", category: code) } }
        return Case(
            Registration(
                id: StepSpecimen.id(), organisationID: StepSpecimen.id(), number: CaseNumber(year: 2000, counter: 1),
                zone: words.zone, kind: kind, channel: .phone, secrecy: secrecy,
                complainant: Complainant(kind: .child, name: "-", phone: "-", email: "-"),
                receivedAt: StepSpecimen.moment, accountableGroup: StepSpecimen.id(), narrative: "",
                allegations: allegations ?? []),
            by: .system, at: StepSpecimen.moment)
    }
}
