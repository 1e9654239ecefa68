import Kernel
import Platform

/// Something found out (调查记录): what was looked at, by whom, and what it showed.
package struct InvestigationRecord: CaseChange {
    package var mode: Mode
    package var summary: String

    var action: CaseAction { .recordInvestigation }

    /// By what means (调查方式).
    package enum Mode: String, Codable, Sendable, CaseIterable {
        case interview, document, site, video, expert, other
    }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("summary", summary, limit: 20_000)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.handling.evidence.append(self)
        if let staff = author.staffID { subject.handling.investigators.insert(staff) }
    }
}

/// What one allegation came to (认定), with reasons, causes and who is answerable (S1-40).
package struct FindingRecord: CaseChange {
    package var allegation: Int
    package var finding: Finding
    package var reasons: String
    package var causes: Causes?
    package var responsibleUnit: ID<OrganisationUnit>?
    package var responsiblePerson: ID<Staff>?

    var action: CaseAction { .recordFinding }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(subject.allegations.contains { $0.number == allegation }, "allegation", "no_such_allegation")
        fields.text("reasons", reasons)
        if let causes {
            fields.require(causes.contributing.count <= 2, "contributing", "two_contributing_causes")
            fields.require(!causes.contributing.contains(causes.primary), "contributing", "cause_twice")
            fields.optional("whys", causes.whys)
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterAllegation(allegation) {
            $0.finding = finding
            $0.reasons = reasons
            $0.causes = causes
            $0.responsibleUnit = responsibleUnit
            $0.responsiblePerson = responsiblePerson
        }
    }
}
