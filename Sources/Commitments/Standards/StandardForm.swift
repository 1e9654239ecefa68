import Casework
import Kernel
import Platform
import Web

/// The form of a new version of a promise (服务标准表单): its questions, and what their answers say.
enum StandardForm {
    static func fields(_ words: Words, _ terms: ServiceStandard.Terms? = nil, tree: UnitTree? = nil) -> [Field] {
        func word(_ key: String) -> String { words("commitments.field.\(key)") }
        func both(_ name: String, _ text: Bilingual?, limit: Int, required: Bool, rows: Int = 2) -> [Field] {
            [
                .textarea(
                    "\(name)_zh", word("\(name)_zh"), value: text?.zh ?? "", required: required, limit: limit,
                    rows: rows),
                .textarea(
                    "\(name)_en", word("\(name)_en"), value: text?.en ?? "", hint: word("english_hint"), limit: limit,
                    rows: rows),
            ]
        }
        let duty: String =
            if case .duty(let code)? = terms?.evidence { code.rawValue } else { "" }
        return both("name", terms?.name, limit: ServiceStandard.nameLimit, required: true, rows: 1)
            + both("wording", terms?.wording, limit: ServiceStandard.wordingLimit, required: true)
            + [
                .text(
                    "target", word("target"), value: terms?.target.description ?? "", hint: word("target_hint"),
                    required: true, limit: 20
                ).width(.short),
                .select(
                    "evidence", word("evidence"), options: evidence(words, terms?.evidence),
                    blank: words("platform.admin.choose"), hint: word("evidence_hint"), required: true),
                .text("duty", word("duty"), value: duty, limit: 60).width(.medium),
            ] + both("exclusions", terms?.exclusions, limit: ServiceStandard.restLimit, required: false)
            + both("remedy", terms?.remedy, limit: ServiceStandard.restLimit, required: true)
            + scope(words, terms?.scope, tree)
            + [
                .select(
                    "opens_after", word("opens_action"),
                    options: ServiceStandard.openingChoices.map { n in
                        .init(String(n), opening(n, words), selected: n == terms?.opensAfter)
                    }, blank: opening(nil, words), hint: word("opens_action_hint"))
            ]
    }

    /// When misses open an action, in words.
    static func opening(_ after: Int?, _ words: Words) -> String {
        switch after {
        case nil: words("commitments.opening.by_hand")
        case 1: words("commitments.opening.always")
        case let n?: words("commitments.opening.after", ["n": .number(n)])
        }
    }

    private static func evidence(_ words: Words, _ chosen: StandardEvidence?) -> [Field.Option] {
        let known: [StandardEvidence] =
            StandardEvidence.clocks.map { .clock($0) } + StandardEvidence.Indicator.allCases.map { .indicator($0) }
        var isDuty = false
        if case .duty? = chosen { isDuty = true }
        return known.map { Field.Option($0.description, words($0.message), selected: $0 == chosen) }
            + [
                Field.Option("duty", words("commitments.evidence.some_duty"), selected: isDuty),
                Field.Option("none", words("commitments.evidence.none"), selected: chosen == .unmeasured),
            ]
    }

    private static func scope(_ words: Words, _ scope: ServiceStandard.Scope?, _ tree: UnitTree?) -> [Field] {
        func word(_ key: String) -> String { words("commitments.field.\(key)") }
        return [
            .select(
                "unit", word("unit"), options: tree?.options(selected: scope?.unit) ?? [],
                blank: word("everywhere")),
            .text(
                "category", word("category"), value: scope?.category?.text ?? "", hint: word("category_hint"), limit: 6
            ).width(.short),
            .select(
                "level", word("level"),
                options: ResponseLevel.allCases.map {
                    .init(String($0.rawValue), words($0.message), selected: $0 == scope?.level)
                }, blank: word("every_level")),
        ]
    }

    /// Throws `Problem.invalid` by field. Without English the Chinese words stand in both places.
    static func read(_ form: FormData) throws(Problem) -> ServiceStandard.Terms {
        var reader = FormReader(form)
        func both(_ name: String, limit: Int, required: Bool) -> Bilingual {
            let zh = reader.text("\(name)_zh", limit: limit, required: required)
            return Bilingual(zh: zh, en: reader.optionalText("\(name)_en", limit: limit) ?? zh)
        }
        let name = both("name", limit: ServiceStandard.nameLimit, required: true)
        let wording = both("wording", limit: ServiceStandard.wordingLimit, required: true)
        let exclusions = both("exclusions", limit: ServiceStandard.restLimit, required: false)
        let remedy = both("remedy", limit: ServiceStandard.restLimit, required: true)
        let target = StandardTarget(reader.text("target", limit: 20, required: true))
        if target == nil { reader.fault("target", Message("commitments.fault.target")) }
        let evidence = evidence(&reader)
        let unit = reader.identity("unit", of: OrganisationUnit.self)
        let category = reader.optionalText("category", limit: 6)
        if let category, CategoryCode(category) == nil {
            reader.fault("category", Message("commitments.fault.category"))
        }
        let level = reader.number("level", in: 1...4)
        let opensAfter = reader.number("opens_after", in: 1...50)
        try reader.finish()
        guard let target, let evidence else { throw .notFound }
        return try ServiceStandard.Terms(
            name: name, wording: wording, exclusions: exclusions, remedy: remedy, target: target, evidence: evidence,
            scope: .init(
                unit: unit, category: category.flatMap { CategoryCode($0) }, level: level.flatMap(ResponseLevel.init)),
            opensAfter: opensAfter
        ).checked()
    }

    private static func evidence(_ reader: inout FormReader) -> StandardEvidence? {
        let chosen = reader.text("evidence", limit: 100, required: true)
        let duty = reader.text("duty", limit: 60)
        let evidence = StandardEvidence(chosen == "duty" ? "duty:\(duty)" : chosen)
        if evidence == nil {
            let isDuty = chosen == "duty"
            reader.fault(
                isDuty ? "duty" : "evidence", Message(isDuty ? "commitments.fault.duty" : "web.form.not_listed"))
        }
        return evidence
    }
}
