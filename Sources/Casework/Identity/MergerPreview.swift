import Kernel
import Platform
import Storage
import Web

/// What a merger would do, in words, before it is done (并案预览).
struct MergerPreview: Sendable {
    let facts: [StepFact]

    init(_ merged: Case, into other: Case, _ plan: MergerPlan, files: Int, names: [ID<Staff>: String], _ words: Words) {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.merger.\(key)", gaps)
        }
        let clocks = plan.owed.map { owed in
            let gaps: [String: Message.Argument] = [
                "clock": .message(Message("casework.clock.\(owed.kind.rawValue)")), "at": .due(owed.dueAt),
                "other": .due(owed.otherDueAt ?? owed.dueAt),
            ]
            return word(
                owed.continues ? "clock_continues" : owed.otherDueAt == nil ? "clock_ends" : "clock_covered", gaps)
        }
        let told = plan.told.compactMap { names[$0] }.joined(separator: words("web.format.list_separator"))
        var along = [
            word("files", ["n": .number(files)]), word("facts_stay", ["number": .text(merged.number.description)]),
            word(plan.isSamePerson ? "same_person" : "other_person", ["number": .text(other.number.description)]),
        ]
        along += plan.outside.map { referral in
            word(
                "outside",
                [
                    "body": .message(Message("casework.channel.\(referral.body.rawValue)")),
                    "reference": .text(referral.reference),
                ])
        }
        facts = [
            StepFact(
                title: word("into", ["number": .text(other.number.description)]),
                lines: [other.gist(words), words(other.state.key)]),
            StepFact(title: word("clocks"), lines: clocks.isEmpty ? [word("no_clocks")] : clocks),
            StepFact(title: word("told"), lines: told.isEmpty ? [word("nobody")] : [told]),
            StepFact(title: word("along"), lines: along),
        ]
    }
}

extension CaseDesk {
    /// Reads both cases for the preview.
    func mergerPreview(of merged: Case, into id: ID<Case>, _ words: Words, in db: any Connection) throws
        -> MergerPreview
    {
        let other = try Case.find(id, of: merged.organisationID, at: desk, in: db)
        let plan = try mergerPlan(of: merged, into: other, in: db)
        let files = try Attachment.list(of: "case", merged.id.text, merged.organisationID, in: db).count
        let names = try StaffMember.find(all: plan.told, of: merged.organisationID, in: db).mapValues(\.name)
        return MergerPreview(merged, into: other, plan, files: files, names: names, words)
    }
}
