import Kernel
import Storage

/// How a unit is reached (部门联络人, S4-17): who, whom instead, and after hours.
package struct UnitContact: Hashable, Sendable {
    package let organisationID: ID<Organisation>
    package let unitID: ID<OrganisationUnit>
    package var contactID: ID<Staff>
    package var phone: String
    package var deputyID: ID<Staff>?
    package var deputyPhone: String
    package var afterHours: String

    var subject: Event.Subject { Event.Subject(kind: "unit_contact", id: unitID.text) }

    var facts: [String: String] {
        [
            "contact": contactID.text, "phone": phone, "deputy": deputyID?.text ?? "", "deputy_phone": deputyPhone,
            "after_hours": afterHours,
        ]
    }

    /// Throws `Problem.invalid` when the deputy is the contact, or can be reached by no number.
    package func check() throws(Problem) {
        if deputyID == contactID { throw .invalid("deputy", Message("platform.directory.deputy_is_contact")) }
        if deputyID != nil, deputyPhone.isEmpty {
            throw .invalid("deputy_phone", Message("platform.directory.deputy_phone_needed"))
        }
    }
}

/// Somebody to call in an emergency (紧急联络, S4-17): police, fire brigade, hospital, the person on call.
package struct EmergencyContact: Hashable, Sendable {
    package static let limit = 50

    package let id: ID<EmergencyContact>
    package let organisationID: ID<Organisation>
    package let name: String
    package let phone: String
    package let hours: String
    package let note: String

    var subject: Event.Subject { Event.Subject(kind: "emergency_contact", id: id.text) }
    var facts: [String: String] { ["name": name, "phone": phone, "hours": hours, "note": note] }
}

/// What somebody who mediates is able to do (调解员能力档案, S4-33 to S4-35): a level with its evidence, until a day.
package struct Competence: Hashable, Sendable {
    package let organisationID: ID<Organisation>
    package let staffID: ID<Staff>
    package let field: Field
    package let level: Level
    package let evidence: String
    /// The last day the evidence counts; `nil` when it does not run out.
    package let untilOn: LocalDay?

    /// In which field (能力类别).
    package enum Field: String, Sendable, CaseIterable {
        /// 沟通与情绪疏导 (S4-33)
        case communication
        /// 法律知识 (S4-34)
        case law
        /// 心理疏导 (S4-35)
        case psychology
    }

    /// How far (能力等级).
    package enum Level: Int, Sendable, CaseIterable {
        case basic = 1
        case skilled
        case expert
    }

    package func isValid(on day: LocalDay) -> Bool { untilOn.map { day <= $0 } ?? true }

    /// Throws `Problem.invalid` when the evidence ran out before today.
    package func check(on today: LocalDay) throws(Problem) {
        if !isValid(on: today) { throw .invalid("until", Message("platform.competence.ran_out")) }
    }
}
