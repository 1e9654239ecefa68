import Kernel

/// A further point of complaint found in what was said (新增诉求点).
package struct NewAllegation: CaseChange {
    package var text: String
    package var category: CategoryCode
    package var severity = Severity.low
    package var harm = Harm.none
    package var perpetrator: Perpetrator?

    package init(
        text: String, category: CategoryCode, severity: Severity = .low, harm: Harm = .none,
        perpetrator: Perpetrator? = nil
    ) {
        self.text = text
        self.category = category
        self.severity = severity
        self.harm = harm
        self.perpetrator = perpetrator
    }

    static let limit = 20

    var action: CaseAction { .addAllegation }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("text", text)
        fields.require(subject.allegations.count < NewAllegation.limit, "text", "too_many_allegations")
        fields.require(perpetrator == nil || category.group == "SAF", "perpetrator", "perpetrator_only_for_safety")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.allegations.append(numbered(subject.nextAllegationNumber))
    }

    func numbered(_ number: Int) -> Allegation {
        Allegation(
            number: number, text: text, category: category, severity: severity, harm: harm, perpetrator: perpetrator)
    }
}

/// A better category, severity or harm of one allegation (重新归类); a finding made before stays.
package struct Classification: CaseChange {
    package var allegation: Int
    package var category: CategoryCode
    package var severity: Severity
    package var harm: Harm
    package var perpetrator: Perpetrator?

    var action: CaseAction { .classify }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(subject.allegations.contains { $0.number == allegation }, "allegation", "no_such_allegation")
        fields.require(perpetrator == nil || category.group == "SAF", "perpetrator", "perpetrator_only_for_safety")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterAllegation(allegation) {
            $0.category = category
            $0.severity = severity
            $0.harm = harm
            $0.perpetrator = perpetrator
        }
    }
}

/// Another kind for the case, such as a request that became a complaint (类别转换); history stays. Out of levels and
/// double confirmation, or out of the protection of a report, only the approver leads.
package struct Conversion: CaseChange {
    package var kind: CaseKind
    package var reason: String

    var action: CaseAction { .convert }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        let escapes = (subject.kind.isGraded && !kind.isGraded) || subject.kind == .report
        guard !escapes || !subject.approverRoles.isDisjoint(with: actor.roles) else {
            throw .forbidden("casework.refusal.convert_by_approver")
        }
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(kind != subject.kind, "kind", "same_kind")
        fields.require(kind != .report || subject.secrecy != .open, "kind", "report_is_never_open")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) { subject.kind = kind }
}

extension Case {
    mutating func alterAllegation(_ number: Int, _ alter: (inout Allegation) -> Void) {
        guard let index = allegations.firstIndex(where: { $0.number == number }) else { return }
        alter(&allegations[index])
    }

    /// Causes by level (3.4): Ⅰ and Ⅱ a primary cause with the chain of whys, Ⅲ a primary cause, Ⅳ none needed.
    /// Only what was found to be so has a cause.
    var hasCausesItsLevelAsksFor: Bool {
        let found = allegations.filter { $0.finding?.callsForApology ?? false }
        switch level.current {
        case .one, .two: return found.allSatisfy { $0.causes?.whys?.isEmpty == false }
        case .three: return found.allSatisfy { $0.causes != nil }
        case .four, nil: return true
        }
    }
}
