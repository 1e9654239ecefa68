import Casework
import Foundation
import Kernel
import Yams

/// Who looks (检查类别, S0-25, S2-17, S2-18, S4-55).
package enum InspectionKind: String, Codable, Sendable, CaseIterable {
    /// 内部检查
    case `internal`
    /// 老人参与的评价
    case residents
    /// 主管部门检查
    case authority
    /// 第三方评价
    case thirdParty = "third_party"
    /// 第三方暗访：secret until it is released
    case mystery
}

/// What is looked at (检查表): items with their weights, in both languages.
package struct Checklist: Hashable, Codable, Sendable {
    package let code: String
    package let kinds: [InspectionKind]
    package let name: Bilingual
    package let items: [Item]

    package struct Item: Hashable, Codable, Sendable {
        package let code: String
        package let weight: Int
        package let text: Bilingual
    }
}

/// The lists of the house, read from `Data/checklists.yaml` (检查表库).
package struct ChecklistLibrary: Hashable, Codable, Sendable {
    package let checklists: [Checklist]

    package subscript(code: String) -> Checklist? { checklists.first { $0.code == code } }

    /// Throws when a code stands twice, a text or weight is missing, or nobody may use a list.
    package static func load(_ text: String) throws -> ChecklistLibrary {
        let library = try YAMLDecoder().decode(ChecklistLibrary.self, from: text)
        guard Set(library.checklists.map(\.code)).count == library.checklists.count else {
            throw ChecklistError(description: "a checklist stands twice")
        }
        for list in library.checklists {
            let texts = [list.name] + list.items.map(\.text)
            guard !list.kinds.isEmpty, !list.items.isEmpty, list.items.count <= 60,
                Set(list.items.map(\.code)).count == list.items.count,
                list.items.allSatisfy({ (1...10).contains($0.weight) }),
                texts.allSatisfy({ !$0.zh.isEmpty && !$0.en.isEmpty })
            else { throw ChecklistError(description: "the checklist \(list.code) is not whole") }
        }
        return library
    }

    package static func load() throws -> ChecklistLibrary {
        try load(
            String(contentsOf: QualityFolder.named("Data").appendingPathComponent("checklists.yaml"), encoding: .utf8))
    }
}

/// A file of checklists that cannot be used.
package struct ChecklistError: Error, CustomStringConvertible {
    package let description: String
}
