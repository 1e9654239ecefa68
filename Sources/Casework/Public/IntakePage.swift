import Kernel
import Platform
import Web

/// The public form (反映表单, S0-10, S0-12): one page in four groups, for a phone and for trembling hands.
struct IntakePage: Page {
    static let template = "casework/public-form"

    /// Fields that belong together, under a heading.
    struct Group: Sendable {
        let title: String
        let hint: String?
        let fields: [Field]
        /// The group that asks whether somebody is in danger.
        let warnsOfDanger: Bool
    }

    let title: String
    let lead: String
    let form: FormView
    let groups: [Group]
    let danger: Notice
    let limits: String?

    init(_ form: FormView, kind: PublicKind, words: Words) {
        title = words(kind.key("title"))
        lead = words(kind.key("lead"))
        self.form = form
        danger = Notice(
            .danger, words("casework.public.form.danger_now"), title: words("casework.public.form.danger_title"))
        limits = kind == .report ? words("casework.public.form.report_limits") : nil
        groups = IntakePage.grouping.compactMap { key, names in
            let fields = names.compactMap { name in form.fields.first { $0.name == name } }
            guard !fields.isEmpty else { return nil }
            let hint = key == "you" ? words("casework.public.form.group.you_hint") : nil
            return Group(
                title: words("casework.public.form.group.\(key)"), hint: hint, fields: fields,
                warnsOfDanger: names.contains("danger") && fields.contains { $0.name == "danger" })
        }
    }

    private static let grouping = [
        ("what", ["kind", "narrative", "topic", "danger"]),
        ("more", ["occurred_on", "about", "desired_remedy", "files"]),
        ("you", ["secrecy", "complainant_kind", "name", "phone", "email", "declined_contact"]),
        ("answer", ["reply_channel", "needs"]),
    ]

    /// The empty form of a kind.
    static func form(_ kind: PublicKind, topics: TopicList, today: LocalDay, words: Words) -> FormView {
        func word(_ key: String) -> String { words("casework.public.form.\(key)") }
        var fields: [Field] = [
            .hidden("kind", kind.rawValue),
            .textarea(
                "narrative", words(kind.key("narrative")), hint: words(kind.key("narrative_hint")), required: true,
                limit: IntakeForm.narrativeLimit, rows: 7),
        ]
        if kind.asksDanger {
            fields.append(
                .radio(
                    "danger", word("danger"),
                    options: [.init("no", word("danger_no"), selected: true), .init("yes", word("danger_yes"))],
                    required: true))
        }
        if kind.hasTopic {
            let options = topics.topics.map { Field.Option($0.name, words($0.key)) }
            fields.append(.select("topic", word("topic"), options: options, blank: word("topic_blank")))
        }
        fields.append(.day("occurred_on", word("occurred_on"), latest: today))
        fields.append(.text("about", word("about"), hint: word("about_hint")))
        if kind.asksRemedy {
            fields.append(
                .textarea("desired_remedy", word("desired_remedy"), hint: word("remedy_hint"), limit: 2000, rows: 3))
        }
        fields.append(
            .file(
                "files", word("files"), accept: "image/*,audio/*,video/*,.pdf", multiple: true, hint: word("files_hint")
            ))
        return FormView(
            action: "/complaints", fields: fields + person(kind, words: words), submit: word("send"), icon: "send",
            draft: "public-\(kind.rawValue)")
    }

    private static func person(_ kind: PublicKind, words: Words) -> [Field] {
        func word(_ key: String) -> String { words("casework.public.form.\(key)") }
        let secrecy = Secrecy.allCases.filter { kind != .report || $0 != .open }.map { secrecy in
            Field.Option(
                secrecy.rawValue, words("casework.secrecy.\(secrecy.rawValue)"),
                hint: words("casework.public.secrecy.\(secrecy.rawValue)"),
                selected: secrecy == (kind == .report ? .confidential : .open))
        }
        let kinds = ComplainantKind.allCases.filter { $0 != .anonymous }.map {
            Field.Option($0.rawValue, words("casework.complainant_kind.\($0.rawValue)"))
        }
        let channels = IntakeForm.replyChannels.map {
            Field.Option($0.rawValue, words("casework.public.reply.\($0.rawValue)"), selected: $0 == .phone)
        }
        return [
            .radio("secrecy", word("secrecy"), options: secrecy, required: true),
            .select(
                "complainant_kind", word("complainant_kind"), options: kinds, blank: word("choose"),
                required: true
            ).width(.medium),
            .text("name", word("name"), hint: word("name_hint"), limit: 80, autocomplete: "name").width(.medium),
            .text("phone", word("phone"), limit: 40, type: .tel, autocomplete: "tel").width(.medium),
            .text(
                "email", word("email"), hint: word("email_hint"), limit: 200, type: .email, autocomplete: "email"
            ).width(.medium),
            .checkbox("declined_contact", word("declined_contact")),
            .radio("reply_channel", word("reply_channel"), options: channels),
            .checkboxes(
                "needs", word("needs"), options: IntakeForm.Need.allCases.map { .init($0.rawValue, words($0.key)) }),
        ]
    }
}
