import Kernel

/// The person served (服务对象): resident 住养老人, client 居家服务对象 or patient 患者. One entity for every kind of
/// organisation, named after the kind on the page (reading 35).
package struct Person: Hashable, Sendable, Identifiable {
    package let id: ID<Person>
    package let organisationID: ID<Organisation>
    /// 客户代号 such as `P-000123`, unique in the organisation.
    package var code: PersonCode
    package var name: String

    package init(id: ID<Person>, organisationID: ID<Organisation>, code: PersonCode, name: String) {
        self.id = id
        self.organisationID = organisationID
        self.code = code
        self.name = name
    }
}

/// 客户代号: what stands for a person where the name should not, `P-` and at least six digits (S1-71).
package struct PersonCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: Int

    package init(number: Int) { self.number = number }

    package var description: String {
        let digits = String(number)
        return "P-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    package static func < (left: PersonCode, right: PersonCode) -> Bool { left.number < right.number }
}
