import Kernel
import People
import Platform
import Web

/// One step as a form (步骤表单): what it asks, how the answers become a step, and what it will do.
struct StepForm: Sendable {
    /// The last part of its address, and the name of its texts: `casework.step.NOUN.…`.
    let noun: String
    let action: CaseAction
    /// It cannot be undone, or it ends something.
    var isWeighty = false
    /// It only adds something, so it does not matter who did what meanwhile.
    var isAdditive = false
    var takesFiles = false
    /// It shows lines that can be added to.
    var hasLines = false
    /// It shows what it will do before it does it, once the other case is named.
    var hasPreview = false
    /// Where it leads when taken, below the address of the case.
    var leadsTo = ""
    let fields: @Sendable (StepAsk) -> [Field]
    let read: @Sendable (inout FormReader, StepAsk) -> CaseStep?

    init(
        _ noun: String, _ action: CaseAction, isWeighty: Bool = false, isAdditive: Bool = false,
        takesFiles: Bool = false, hasLines: Bool = false, hasPreview: Bool = false, leadsTo: String = "",
        fields: @escaping @Sendable (StepAsk) -> [Field],
        read: @escaping @Sendable (inout FormReader, StepAsk) -> CaseStep?
    ) {
        self.noun = noun
        self.action = action
        self.isWeighty = isWeighty
        self.isAdditive = isAdditive
        self.takesFiles = takesFiles
        self.hasLines = hasLines
        self.hasPreview = hasPreview
        self.leadsTo = leadsTo
        self.fields = fields
        self.read = read
    }
}

/// What a step form is made from: the open case, the reader's words, whom one can choose.
struct StepAsk: Sendable {
    let open: OpenCase
    let words: Words
    /// Empty while a form is read.
    let staff: [StaffChoice]
    let units: [(id: ID<OrganisationUnit>, name: String)]
    /// What was typed, when the form is shown again; else what the address asked for.
    let form: FormData
    /// The case a typed number names, for merging and tying.
    var target: ID<Case>?
    /// The id of the case a split begins.
    var newCase: ID<Case>?
    /// What the step will do to the case named by `target`.
    var preview: [StepFact] = []
    var lines = 3
    /// What happened in the case since the draft taken up again was begun, the newest first.
    var changedSince: [String] = []

    var subject: Case { open.subject }
    var zone: Zone { words.zone }
    var now: Instant { open.now }

    func word(_ field: String) -> String { words("casework.step_field.\(field)") }
    func hint(_ field: String) -> String { words("casework.step_hint.\(field)") }
}

/// The table of all step forms, the main line first (步骤表).
enum StepForms {
    static let all: [StepForm] =
        intakeForms + levelForms + assignmentForms + investigationForms + decisionForms + confirmationForms
        + endingForms + timingForms + recordForms + reissueForms + teamForms
        + identityForms + conductForms + watchForms + accountForms + fundForms + recoveryForms + reportForms

    static func form(of action: CaseAction) -> StepForm? { byAction[action] }

    private static let byAction = Dictionary(all.map { ($0.action, $0) }, uniquingKeysWith: { first, _ in first })
}
