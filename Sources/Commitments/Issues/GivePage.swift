import Kernel
import People
import Platform
import Web

/// `GET /commitments/issues/new?person=`: the letter to read together, and below it who signed and how (发放承诺书).
struct GivePage: Page {
    static let template = "commitments/give"

    let title: String
    let breadcrumb: Breadcrumb?
    let letter: ComposedLetter
    let isLarge: Bool
    let switches: [ActionLink]
    let notices: [Notice]
    let form: FormView

    /// What stands behind the form (表单所需).
    struct Choices: Sendable {
        var relatives: [Relative] = []
        var staff: [StaffMember] = []
        var names = ViewGrant.masked
    }

    static func fields(
        _ words: Words, _ choices: Choices = Choices(), person: ID<Person>? = nil,
        letter: ID<CommitmentLetter>? = nil, today: LocalDay? = nil, reading: LetterReading? = nil
    ) -> [Field] {
        let word = CommitmentWords(words: words)
        func options<Value: CaseIterable & RawRepresentable<String>>(
            _ type: Value.Type, selected: Set<String> = []
        ) -> [Field.Option] {
            let name =
                type == CommitmentIssue.Outcome.self
                ? "outcome" : type == CommitmentIssue.Way.self ? "way" : "explained"
            return Value.allCases.map {
                .init($0.rawValue, word("issue.\(name).\($0.rawValue)"), selected: selected.contains($0.rawValue))
            }
        }
        let explained: Set<String> = [
            reading?.isLarge ?? false ? CommitmentIssue.Explained.largePrint.rawValue : "",
            reading.map { $0.words.language != words.language } ?? false
                ? CommitmentIssue.Explained.secondLanguage.rawValue : "",
        ]
        return [
            .day("issued_on", word("issue.issued_on"), value: today, required: true, latest: today),
            .radio(
                "way", word("issue.way_title"),
                options: options(CommitmentIssue.Way.self, selected: [CommitmentIssue.Way.handed.rawValue]),
                required: true),
            .checkboxes(
                "explained", word("issue.explained_title"),
                options: options(CommitmentIssue.Explained.self, selected: explained)),
            .select(
                "signer", word("issue.signer"),
                options: choices.relatives.map { relative in
                    .init(
                        relative.id.text,
                        words("people.kinship.\(relative.relation.rawValue)") + " "
                            + relative.shownName(choices.names) + power(relative, today, words))
                }, blank: word("issue.signer_self"), hint: word("issue.signer_hint")),
            .radio(
                "outcome", word("issue.outcome_title"), options: options(CommitmentIssue.Outcome.self), required: true),
            .file("scan", word("issue.scan"), accept: ".pdf,image/*", hint: word("issue.scan_hint")),
            .text(
                "reason", word("issue.reason"), hint: word("issue.reason_hint"), limit: CommitmentIssue.reasonLimit),
            .select(
                "witness", word("issue.witness"), options: choices.staff.map { .init($0.id.text, $0.name) },
                blank: word("issue.no_witness"), hint: word("issue.witness_hint")),
        ] + known(person, letter, word)
    }

    /// What the page knows itself, and a program must tell.
    private static func known(
        _ person: ID<Person>?, _ letter: ID<CommitmentLetter>?, _ word: CommitmentWords
    ) -> [Field] {
        guard let person, let letter else {
            return [
                .text("person", word("column.resident"), required: true, limit: 40),
                .text("letter", word("letters.title"), required: true, limit: 40),
                .text("signature", word("issue.pad"), limit: CommitmentIssue.signatureTextLimit),
            ]
        }
        return [.hidden("person", person.text), .hidden("letter", letter.text), .hidden("signature", "")]
    }

    private static func power(_ relative: Relative, _ today: LocalDay?, _ words: Words) -> String {
        guard let today, let authority = relative.authority(.guardian, .agent, on: today) else { return "" }
        return " · " + words("people.authority.kind.\(authority.kind.rawValue)")
    }
}
