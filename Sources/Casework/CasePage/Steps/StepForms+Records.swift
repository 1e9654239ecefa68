import Kernel
import Platform
import Web

extension StepForms {
    /// What can be written down at any time (S1-58, S4-28).
    static let recordForms: [StepForm] = [communication, note, file]

    private static let communication = StepForm(
        "communications", .recordCommunication, isAdditive: true, fields: { ask in ask.communication() },
        read: { reader, ask in reader.communication(ask).map { .communication($0) } })

    private static let note = StepForm(
        "notes", .addNote, isAdditive: true,
        fields: { ask in [ask.text("text", limit: 10_000, rows: 5, hint: ask.words("casework.mention.hint"))] },
        read: { reader, _ in .note(Note(text: reader.long("text", limit: 10_000))) })

    /// Each file is a step of its own, taken when its contents are stored.
    private static let file = StepForm(
        "files", .addAttachment, isAdditive: true, takesFiles: true,
        fields: { ask in
            [
                files(ask, required: true),
                ask.list(
                    "record_class", RecordClass.ofCases, "record_class", required: false, hint: ask.hint("record_class")
                ),
            ]
        },
        read: { reader, _ in
            if let kind = reader.choice("record_class", as: RecordClass.self), !RecordClass.ofCases.contains(kind) {
                reader.fault("record_class", Message("web.form.not_listed"))
            }
            if reader.form.files("files").isEmpty { reader.fault("files", Message("casework.step_hint.no_file")) }
            return nil
        })
}
