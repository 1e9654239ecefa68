import Kernel
import Platform

/// The person served (服务对象): resident 住养老人, client 居家服务对象 or patient 患者. One entity for every kind of
/// organisation, named after the kind on the page (reading 35). What is sensitive stands in `Confidential`.
package struct Person: Hashable, Sendable {
    package let id: ID<Person>
    package let organisationID: ID<Organisation>
    /// 客户代号 such as `P-000123`, unique in the organisation.
    package let code: PersonCode
    /// Sealed at rest; shown whole only to those with `PeopleAction.readNames`.
    package var name: String
    package var sex: Sex
    package var bornOn: LocalDay?
    package var unitID: ID<OrganisationUnit>?
    package var place: Place
    package var payer: Payer
    package var ability: AbilityAssessment?
    /// 长护险失能等级, kept apart from the national ability level (standards 2.7).
    package var insuranceLevel: InsuranceLevel?
    package var cognitionImpaired: Bool
    package var communication: Communication
    package var periods: [ServicePeriod]
    package var diedOn: LocalDay?

    package init(
        id: ID<Person>, organisationID: ID<Organisation>, code: PersonCode, name: String, sex: Sex = .unknown,
        bornOn: LocalDay? = nil, unitID: ID<OrganisationUnit>? = nil, place: Place = Place(), payer: Payer = .selfPay,
        ability: AbilityAssessment? = nil, insuranceLevel: InsuranceLevel? = nil, cognitionImpaired: Bool = false,
        communication: Communication = Communication(), periods: [ServicePeriod] = [], diedOn: LocalDay? = nil
    ) {
        self.id = id
        self.organisationID = organisationID
        self.code = code
        self.name = name
        self.sex = sex
        self.bornOn = bornOn
        self.unitID = unitID
        self.place = place
        self.payer = payer
        self.ability = ability
        self.insuranceLevel = insuranceLevel
        self.cognitionImpaired = cognitionImpaired
        self.communication = communication
        self.periods = periods
        self.diedOn = diedOn
    }

    /// Completed years of life on `day`; `nil` when the birthday is unknown or later.
    package func age(on day: LocalDay) -> Int? {
        guard let bornOn, bornOn <= day else { return nil }
        let hadBirthday = (day.month, day.day) >= (bornOn.month, bornOn.day)
        return day.year - bornOn.year - (hadBirthday ? 0 : 1)
    }
}

/// 客户代号: what stands for a person where the name should not, `P-` and at least six digits (S1-71, reading 19).
package struct PersonCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int

    package init(number: Int) { self.number = number }

    /// Reads `P-000123` in either case; `nil` when it is anything else.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /[Pp]-(\d{6,12})/), let number = Int(match.1), number > 0 else {
            return nil
        }
        self.number = number
    }

    package var description: String {
        let digits = String(number)
        return "P-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    package static func < (left: PersonCode, right: PersonCode) -> Bool { left.number < right.number }
}

/// 性别
package enum Sex: String, Sendable, CaseIterable {
    case female, male, unknown
}

/// Where a person lives: room (房间) and bed (床位), both may be empty for somebody served at home.
package struct Place: Hashable, Sendable {
    package var room: String
    package var bed: String

    package init(room: String = "", bed: String = "") {
        self.room = room
        self.bed = bed
    }
}

/// 费用来源：who bears the cost. Never a reason to serve anybody sooner (reading 15).
package enum Payer: String, Sendable, CaseIterable {
    /// 自费
    case selfPay = "self_pay"
    /// 长期护理保险
    case longTermCareInsurance = "ltci"
    /// 医疗保险
    case medicalInsurance = "medical_insurance"
    /// 特困供养、低保等
    case welfare
    case other
}

/// 老年人能力等级 after GB/T 42195-2022, from 完好 to 完全丧失 (standards 2.6).
package enum AbilityLevel: Int, Sendable, CaseIterable, Comparable {
    case intact, mild, moderate, severe, lost

    package static func < (left: AbilityLevel, right: AbilityLevel) -> Bool { left.rawValue < right.rawValue }
    /// The key of the level's name.
    package var label: Message { Message("people.ability.\(rawValue)") }
}

/// A level and the day it was found on; due again after twelve months as a default (standards 2.6).
package struct AbilityAssessment: Hashable, Sendable {
    package var level: AbilityLevel
    package var assessedOn: LocalDay

    package init(level: AbilityLevel, assessedOn: LocalDay) {
        self.level = level
        self.assessedOn = assessedOn
    }
}

/// 长护险失能等级, 0 基本正常 to 5 重度Ⅲ (standards 2.7).
package enum InsuranceLevel: Int, Sendable, CaseIterable {
    case normal, mild, moderate, severeOne, severeTwo, severeThree

    package var label: Message { Message("people.insurance_level.\(rawValue)") }
}

/// How to reach a person so that they understand and are understood (沟通需要, S2-4).
package struct Communication: Hashable, Sendable {
    package var needs: Set<Need>
    /// Which dialect (方言), when one is spoken; empty otherwise.
    package var dialect: String

    package enum Need: String, Sendable, CaseIterable, Comparable {
        case hearing, sight, aphasia
        case largePrint = "large_print"
        case dialect
        case interpreter

        package static func < (left: Need, right: Need) -> Bool { left.rawValue < right.rawValue }
    }

    package init(needs: Set<Need> = [], dialect: String = "") {
        self.needs = needs
        self.dialect = dialect
    }
}
