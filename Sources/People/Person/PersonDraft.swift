import Kernel
import Platform
import Web

/// What the form of a person says, and how the form looks.
struct PersonDraft: Sendable {
    private var name = ""
    private var sex = Sex.unknown
    private var bornOn: LocalDay?
    private var unitID: ID<OrganisationUnit>?
    private var place = Place()
    private var payer = Payer.selfPay
    private var ability: AbilityAssessment?
    private var insuranceLevel: InsuranceLevel?
    private var cognitionImpaired = false
    private var communication = Communication()
    private var diedOn: LocalDay?
    private var service: ServicePeriod?
    private var hospital: ServicePeriod?
    private var confidential = Confidential()

    /// Throws `Problem.invalid` with every field that cannot be read.
    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        name = reader.text("name", limit: 80, required: true)
        sex = reader.requiredChoice("sex") ?? .unknown
        bornOn = reader.day("born_on")
        unitID = reader.identity("unit")
        place = Place(room: reader.text("room", limit: 40), bed: reader.text("bed", limit: 40))
        payer = reader.requiredChoice("payer") ?? .selfPay
        let level = reader.number("ability", in: 0...4).flatMap(AbilityLevel.init)
        let assessedOn = reader.day("ability_assessed_on")
        if let level, let assessedOn {
            ability = AbilityAssessment(level: level, assessedOn: assessedOn)
        } else if level != nil {
            reader.fault("ability_assessed_on", Message("people.import.fault.assessed_missing"))
        } else if assessedOn != nil {
            reader.fault("ability", Message("people.import.fault.level_missing"))
        }
        insuranceLevel = reader.number("insurance_level", in: 0...5).flatMap(InsuranceLevel.init)
        cognitionImpaired = reader.flag("cognition_impaired")
        let needs = form.values("needs").compactMap(Communication.Need.init)
        communication = Communication(needs: Set(needs), dialect: reader.text("dialect", limit: 40))
        diedOn = reader.day("died_on")
        service = PersonDraft.period(.service, &reader)
        hospital = PersonDraft.period(.hospital, &reader)
        confidential = PersonDraft.confidential(&reader)
        try reader.finish()
    }

    private static func period(_ kind: ServicePeriod.Kind, _ reader: inout FormReader) -> ServicePeriod? {
        let from = reader.day("\(kind.rawValue)_from")
        let until = reader.day("\(kind.rawValue)_until")
        if from == nil, until != nil {
            reader.fault("\(kind.rawValue)_from", Message("people.import.fault.from_missing"))
        }
        return from.map { ServicePeriod(kind, from: $0, until: until) }
    }

    private static func confidential(_ reader: inout FormReader) -> Confidential {
        var facts = Confidential()
        let phone = reader.text("phone", limit: 40)
        facts.phone = PhoneNumber(phone)
        if !phone.isEmpty, facts.phone == nil { reader.fault("phone", Message("people.import.fault.bad_phone")) }
        let document = reader.text("id_number", limit: 40)
        facts.idNumber = IdentityNumber(document)
        if !document.isEmpty, facts.idNumber == nil {
            reader.fault("id_number", Message("people.import.fault.bad_id_number"))
        }
        facts.healthNotes = reader.text("health_notes", limit: 2000)
        return facts
    }

    func applied(to person: Person) -> Person {
        var changed = person
        changed.name = name
        changed.sex = sex
        changed.bornOn = bornOn
        changed.unitID = unitID
        changed.place = place
        changed.payer = payer
        changed.ability = ability
        changed.insuranceLevel = insuranceLevel
        changed.cognitionImpaired = cognitionImpaired
        changed.communication = communication
        changed.diedOn = diedOn
        for period in [service, hospital].compactMap({ $0 }) {
            changed.periods = PersonDraft.periods(changed.periods, with: period)
        }
        return changed
    }

    /// The last period of a kind is corrected; one that begins after it has ended is new.
    private static func periods(_ periods: [ServicePeriod], with period: ServicePeriod) -> [ServicePeriod] {
        let last = periods.indices.filter { periods[$0].kind == period.kind }.max {
            periods[$0].fromOn < periods[$1].fromOn
        }
        guard let last, periods[last].untilOn.map({ period.fromOn <= $0 }) ?? true else { return periods + [period] }
        var changed = periods
        changed[last] = period
        return changed
    }

    /// Sealed facts with what was typed; an empty field keeps what is stored.
    func applied(to facts: Confidential) -> Confidential {
        Confidential(
            idNumber: confidential.idNumber ?? facts.idNumber, phone: confidential.phone ?? facts.phone,
            healthNotes: confidential.healthNotes.isEmpty ? facts.healthNotes : confidential.healthNotes)
    }

    /// Which sealed facts were typed, for the event: names of fields, never their content.
    var confidentialFields: [String] {
        var fields: [String] = []
        if confidential.idNumber != nil { fields.append("id_number") }
        if confidential.phone != nil { fields.append("phone") }
        if !confidential.healthNotes.isEmpty { fields.append("health_notes") }
        return fields
    }

    static func form(_ action: String, _ person: Person?, _ tree: UnitTree, _ words: Words, back: String) -> FormView {
        FormView(
            action: action,
            fields: fields(
                of: person, isNew: person == nil, units: tree.options(selected: person?.unitID), words),
            submit: words("platform.admin.save"), cancel: ActionLink(back, words("web.form.cancel")))
    }

    static func fields(
        of person: Person? = nil, isNew: Bool, units: [Field.Option] = [], _ words: Words
    ) -> [Field] {
        identity(person, units, words) + condition(person, words) + times(person, isNew: isNew, words)
            + sealed(isNew: isNew, words)
    }

    private static func identity(_ person: Person?, _ units: [Field.Option], _ words: Words) -> [Field] {
        [
            Field.text("name", words("people.field.name"), value: person?.name ?? "", required: true, limit: 80)
                .width(.medium),
            .radio(
                "sex", words("people.field.sex"),
                options: Field.options(of: Sex.self, "people.sex", words, selected: person?.sex ?? .unknown),
                required: true),
            .day("born_on", words("people.field.born_on"), value: person?.bornOn),
            .select(
                "unit", words("people.field.unit"), options: units, blank: words("platform.admin.nobody")),
            Field.text("room", words("people.field.room"), value: person?.place.room ?? "", limit: 40).width(.short),
            Field.text("bed", words("people.field.bed"), value: person?.place.bed ?? "", limit: 40).width(.short),
            .select(
                "payer", words("people.field.payer"),
                options: Field.options(of: Payer.self, "people.payer", words, selected: person?.payer ?? .selfPay),
                required: true),
        ]
    }

    private static func condition(_ person: Person?, _ words: Words) -> [Field] {
        let abilities = AbilityLevel.allCases.map {
            Field.Option(String($0.rawValue), words($0.label), selected: $0 == person?.ability?.level)
        }
        let levels = InsuranceLevel.allCases.map {
            Field.Option(String($0.rawValue), words($0.label), selected: $0 == person?.insuranceLevel)
        }
        let needs = Communication.Need.allCases.map {
            Field.Option(
                $0.rawValue, words("people.need.\($0.rawValue)"),
                selected: person?.communication.needs.contains($0) ?? false)
        }
        return [
            .select(
                "ability", words("people.field.ability"), options: abilities, blank: words("people.page.not_assessed")),
            .day("ability_assessed_on", words("people.field.ability_assessed_on"), value: person?.ability?.assessedOn),
            .select(
                "insurance_level", words("people.field.insurance_level"), options: levels,
                blank: words("people.page.not_assessed")),
            .checkbox(
                "cognition_impaired", words("people.field.cognition_impaired"),
                checked: person?.cognitionImpaired ?? false),
            .checkboxes("needs", words("people.field.needs"), options: needs),
            Field.text("dialect", words("people.field.dialect"), value: person?.communication.dialect ?? "", limit: 40)
                .width(.medium),
        ]
    }

    private static func times(_ person: Person?, isNew: Bool, _ words: Words) -> [Field] {
        ServicePeriod.Kind.allCases.flatMap { kind in
            let last = person?.periods.filter { $0.kind == kind }.max { $0.fromOn < $1.fromOn }
            let name = words("people.period.\(kind.rawValue)")
            return [
                Field.day(
                    "\(kind.rawValue)_from", words("people.page.period_from", ["name": .text(name)]),
                    value: last?.fromOn),
                Field.day(
                    "\(kind.rawValue)_until", words("people.page.period_until", ["name": .text(name)]),
                    value: last?.untilOn),
            ]
        } + (isNew ? [] : [.day("died_on", words("people.field.died_on"), value: person?.diedOn)])
    }

    private static func sealed(isNew: Bool, _ words: Words) -> [Field] {
        let hint = words(isNew ? "people.page.sealed_hint" : "people.page.sealed_keep")
        return [
            Field.text("phone", words("people.field.phone"), hint: hint, limit: 40, type: .tel).width(.medium),
            Field.text("id_number", words("people.field.id_number"), hint: hint, limit: 40).width(.medium),
            .textarea("health_notes", words("people.field.health_notes"), hint: hint, limit: 2000, rows: 3),
        ]
    }
}
