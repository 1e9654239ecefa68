import Kernel
import People
import Platform
import Web

/// The questions of the intake form in the order of a talk: what, who, about whom, how grave, what was said to them.
struct StaffIntakeQuestions {
    let data: FormData
    let lists: StaffIntakeLists
    let tree: CategoryTree
    let words: Words

    typealias Section = StaffIntakePage.Section

    var sections: [Section] {
        [receipt, story] + allegations + [complainant, person, complainedAbout, gravity, promises, outside, closing]
    }

    private func word(_ key: String) -> String { words("casework.staff_intake.\(key)") }

    private func section(
        _ id: String, _ fields: [Field], find: StaffIntakePage.Find? = nil, rest: [Field] = []
    ) -> Section {
        let hint = "casework.staff_intake.\(id)_hint"
        return Section(
            id: id, heading: word("\(id)_heading"), hint: words.catalogue.has(hint) ? words(hint) : nil,
            fields: fields, find: find, rest: rest)
    }

    private func options(_ keys: [String], _ prefix: String) -> [Field.Option] {
        keys.map { Field.Option($0, words("\(prefix).\($0)")) }
    }

    private var receipt: Section {
        section(
            "receipt",
            [
                .select(
                    "channel", word("channel"),
                    options: options(Channel.forStaff.map(\.rawValue), "casework.channel"), required: true),
                .select(
                    "kind", word("kind"), options: options(CaseKind.allCases.map(\.rawValue), "casework.kind"),
                    required: true),
                .moment(
                    "received_at", word("received_at"), zone: words.zone, hint: word("received_at_hint"), required: true
                ),
            ])
    }

    private var story: Section {
        section(
            "story",
            [
                .textarea(
                    "narrative", word("narrative"), hint: word("narrative_hint"), required: true, limit: 20_000, rows: 6
                ),
                .text("subject", word("subject"), hint: word("subject_hint"), limit: 120),
                .day("occurred_on", word("occurred_on")),
                .textarea("desired_remedy", word("desired_remedy"), limit: 4000, rows: 2),
            ])
    }

    private var allegations: [Section] {
        let count = StaffIntakeForm.blocks(data)
        return (0..<count).map { index in
            let name = "allegations.\(index)"
            let isLast = index == count - 1
            let more =
                isLast && count < StaffIntakeForm.blockLimit
                ? StaffIntakePage.Find(
                    value: "add_allegation", text: word("add_allegation"), icon: "plus-lg", note: nil) : nil
            return Section(
                id: "allegation-\(index)",
                heading: words("casework.staff_intake.allegation_heading", ["n": .number(index + 1)]),
                hint: index == 0 ? word("allegation_hint") : nil,
                fields: [
                    .select(
                        "\(name).category", word("category"), options: categories, blank: word("choose"),
                        required: index == 0),
                    .textarea(
                        "\(name).text", word("allegation_text"), hint: index == 0 ? word("allegation_text_hint") : nil,
                        limit: 4000, rows: 2),
                    .select(
                        "\(name).harm", word("harm"),
                        options: options(Harm.allCases.map { "\($0.rawValue)" }, "casework.harm")),
                    .select("\(name).severity", word("severity"), options: severities),
                    .select(
                        "\(name).perpetrator", word("perpetrator"),
                        options: options(Perpetrator.allCases.map { "\($0.rawValue)" }, "casework.perpetrator"),
                        blank: word("not_applicable"), hint: word("perpetrator_hint")),
                ], find: more, rest: isLast ? [.hidden("blocks", "\(count)")] : [])
        }
    }

    private var severities: [Field.Option] {
        // Low first: what is chosen when nobody thinks of it.
        [Severity.low, .medium, .high, .none].map { .init("\($0.rawValue)", words("casework.severity.\($0.rawValue)")) }
    }

    private var categories: [Field.Option] {
        tree.groups.flatMap { group in
            tree.offered(in: group).map {
                Field.Option($0.code.text, $0.code.told(words), group: words("casework.category_group.\(group)"))
            }
        }
    }

    private var complainant: Section {
        section(
            "complainant",
            [
                .select(
                    "complainant_kind", word("complainant_kind"),
                    options: options(ComplainantKind.allCases.map(\.rawValue), "casework.complainant_kind"),
                    blank: word("choose"), required: true),
                .text("name", word("name"), limit: 80, autocomplete: "off"),
                .text("phone", word("phone"), limit: 40, type: .tel, autocomplete: "off"),
                .text("email", word("email"), limit: 200, type: .email, autocomplete: "off"),
                .checkbox("declined", word("declined"), hint: word("declined_hint")),
                .select(
                    "reply_channel", word("reply_channel"),
                    options: options(CommunicationMode.allCases.map(\.rawValue), "casework.mode"), blank: word("any")),
                .text("language", word("language"), limit: 80),
                .text("needs", word("needs"), hint: word("needs_hint"), limit: 400),
                .radio(
                    "secrecy", word("secrecy"),
                    options: Secrecy.allCases.map {
                        .init(
                            $0.rawValue, words("casework.secrecy.\($0.rawValue)"),
                            hint: word("secrecy_hint.\($0.rawValue)"))
                    }, required: true),
            ])
    }

    private var person: Section {
        let isAsked = !data.value("person_query").isEmpty
        let found = lists.persons.map { entry in
            Field.Option(
                entry.id.text, "\(entry.name) \(entry.code)",
                hint: [
                    entry.placeWords(words), entry.age.map { words("casework.staff_intake.age", ["n": .number($0)]) },
                ]
                .compactMap { $0 }.joined(separator: " · "))
        }
        return section(
            "person",
            [
                .text(
                    "person_query", word("person_query"), hint: word("person_query_hint"), type: .search,
                    autocomplete: "off")
            ],
            find: .init(
                value: "find", text: word("find_person"), icon: "search",
                note: isAsked && lists.persons.isEmpty ? word("no_person") : nil),
            rest: found.isEmpty ? [] : [.radio("person", word("person"), options: [.init("", word("nobody"))] + found)])
    }

    private var complainedAbout: Section {
        let isAsked = !data.value("staff_query").isEmpty
        let staff = lists.staff.map { Field.Option($0.id.text, $0.name, hint: $0.number) }
        let units = lists.units.map { Field.Option($0.id.text, $0.name) }
        return section(
            "about",
            [
                .text(
                    "staff_query", word("staff_query"), hint: word("staff_query_hint"), type: .search,
                    autocomplete: "off")
            ],
            find: .init(
                value: "find", text: word("find_staff"), icon: "search",
                note: isAsked && lists.staff.isEmpty ? word("no_staff") : nil),
            rest: (staff.isEmpty ? [] : [.checkboxes("about_staff", word("about_staff"), options: staff)])
                + (units.isEmpty ? [] : [.checkboxes("about_units", word("about_units"), options: units)])
                + [
                    .checkboxes(
                        "about_roles", word("about_roles"),
                        options: options(StaffIntakeForm.offices.map(\.rawValue), "platform.role"),
                        hint: word("about_roles_hint"))
                ])
    }

    private var gravity: Section {
        let signals = GradingFacts.Signal.allCases.filter { $0 != .outsideReferral }
        return section(
            "gravity",
            [.checkboxes("signals", word("signals"), options: options(signals.map(\.rawValue), "casework.signal"))])
    }

    private var promises: Section {
        section(
            "promises",
            [
                .moment(
                    "expected_reply_at", word("expected_reply_at"), zone: words.zone,
                    hint: word("expected_reply_at_hint")),
                .checkbox("empathy", word("empathy"), hint: word("empathy_hint")),
                .text("empathy_place", word("empathy_place"), limit: 200),
            ])
    }

    private var outside: Section {
        let bodies = Channel.allCases.filter(\.isOutsideBody).map(\.rawValue)
        return section(
            "outside",
            [
                .select(
                    "outside_body", word("outside_body"), options: options(bodies, "casework.channel"),
                    blank: word("none")),
                .text("outside", word("outside_reference"), limit: 80, autocomplete: "off"),
                .moment("outside_due", word("outside_due"), zone: words.zone, hint: word("outside_due_hint")),
            ])
    }

    private var closing: Section {
        let groups: [Field] =
            lists.groups.count < 2
            ? []
            : [
                .select(
                    "group", word("group"), options: lists.groups.map { .init($0.id.text, $0.name) },
                    hint: word("group_hint"), required: true)
            ]
        return section(
            "filing", groups + [.file("files", word("files"), multiple: true, hint: word("files_hint"))])
    }
}
