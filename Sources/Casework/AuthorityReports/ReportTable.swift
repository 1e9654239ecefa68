import Deadlines
import Foundation
import Kernel
import Platform
import Yams

/// Who has to be told when something of this kind happens (报告对象).
package enum ReportBody: String, Codable, Sendable, CaseIterable {
    /// 公安机关
    case police
    /// 民政部门
    case civilAffairs = "civil_affairs"
    /// 卫生健康部门
    case healthCommission = "health_commission"
    /// 疾控机构
    case diseaseControl = "disease_control"
    /// 市场监管部门
    case marketRegulation = "market_regulation"
    /// 医疗保障经办、行政部门
    case medicalInsurance = "medical_insurance"
    /// 个人信息保护主管部门
    case informationAuthority = "information_authority"
    /// 受影响的个人
    case personsAffected = "persons_affected"
    /// 消防救援 119
    case fireRescue = "fire_rescue"
    /// 特种设备安全监管
    case specialEquipment = "special_equipment"
}

/// A law that says to tell somebody (法律依据). Only what stands in the text itself; everything else is a default.
package enum ReportLaw: String, Codable, Sendable, CaseIterable {
    /// 个人信息保护法第五十七条
    case informationProtection57 = "pipl_57"
    /// 医疗纠纷预防和处理条例第二十九条
    case medicalDisputes29 = "order_701_29"
    /// 医疗纠纷预防和处理条例第二十八条
    case medicalDisputes28 = "order_701_28"
}

/// One line of the table of 3.4 (报告触发条件): what sets it off, whom to tell, within which time, and on what ground.
package struct ReportTrigger: Hashable, Codable, Sendable {
    package let code: String
    package let categories: [CategoryCode]
    /// Reasons of the suggested level that set it off, such as `violence`.
    package let signals: [String]
    /// The least actual harm for a category to set it off.
    package let leastHarm: Harm?
    /// Only for these kinds of case; any when absent.
    package let kinds: [CaseKind]?
    package let bodies: [ReportBody]
    package let law: ReportLaw?
    /// The law speaks to hospitals only; for a home it is the same default.
    package let lawIsForHospitals: Bool?
    /// Hours we give ourselves; the law says at once, or leaves it to local rules.
    package internal(set) var within: Term
    /// To be done at once, whatever the clock says.
    package let isImmediate: Bool
}

/// The table of reports to authorities (主管部门报告清单, 3.4), read from `Data/authority-reports.yaml`. The hours are data:
/// local rules differ.
package struct ReportTable: Hashable, Codable, Sendable {
    package internal(set) var triggers: [ReportTrigger]

    /// Throws when a code stands twice, a category is unknown, or nobody is to be told.
    package static func load(_ file: URL, categories: CategoryTree) throws -> ReportTable {
        let text = try String(contentsOf: file, encoding: .utf8)
        let table = try YAMLDecoder().decode(ReportTable.self, from: text)
        guard Set(table.triggers.map(\.code)).count == table.triggers.count else {
            throw CaseworkDataError("a report trigger stands twice")
        }
        for trigger in table.triggers {
            guard !trigger.bodies.isEmpty, trigger.categories.allSatisfy({ categories[$0] != nil }) else {
                throw CaseworkDataError("the report trigger \(trigger.code) is not whole")
            }
        }
        return table
    }

    package subscript(_ code: String) -> ReportTrigger? { triggers.first { $0.code == code } }

    /// What the case sets off and is not on its list yet: by category, by harm, and by why its level was suggested.
    package func missing(in subject: Case, of organisation: OrganisationKind) -> [ReportDemand] {
        triggers.filter { $0.isSetOff(by: subject) }.flatMap { demands($0, organisation) }.filter { demand in
            !subject.redress.reports.contains {
                $0.demand.trigger == demand.trigger && $0.demand.body == demand.body
            }
        }
    }

    /// One demand for each body of a trigger.
    package func demands(_ trigger: ReportTrigger, _ organisation: OrganisationKind) -> [ReportDemand] {
        let lawHolds = !(trigger.lawIsForHospitals ?? false) || organisation.isHospital
        return trigger.bodies.map {
            ReportDemand(
                trigger: trigger.code, body: $0, law: lawHolds ? trigger.law : nil, within: trigger.within,
                isImmediate: trigger.isImmediate)
        }
    }
}

extension ReportTrigger {
    func isSetOff(by subject: Case) -> Bool {
        if let kinds, !kinds.contains(subject.kind) { return false }
        let reasons = Set(subject.level.suggestion?.reasons.map(\.key) ?? [])
        if signals.contains(where: { reasons.contains("casework.reason.\($0)") }) { return true }
        return subject.allegations.contains { allegation in
            categories.contains(allegation.category) && (leastHarm.map { $0 <= allegation.harm } ?? true)
        }
    }
}

/// What is asked: tell this body, for this reason, within this time (报告要求), as it stood when it was opened.
package struct ReportDemand: Hashable, Codable, Sendable {
    package let trigger: String
    package let body: ReportBody
    /// `nil`: our own default, to be checked locally; never printed as law.
    package let law: ReportLaw?
    package let within: Term
    package let isImmediate: Bool
}
