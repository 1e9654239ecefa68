import Foundation
import Kernel
import Yams

/// One category of the two-level tree (投诉类别, 3.3).
package struct Category: Hashable, Codable, Sendable {
    package let code: CategoryCode
    package let group: String
    package let rollup: Rollup
    package let hcat: [HCATDomain]
    package let nors: [String]
    /// Who is meant by the NORS code where it depends on that (SAF-06).
    package let perpetrator: Perpetrator?
    /// ★: the level this category asks for at least, each under its condition.
    package internal(set) var overrides: [Override]
    package let effectiveFrom: LocalDay

    /// The roll-up to the source documents' classes (S0-13).
    package enum Rollup: String, Codable, Sendable, CaseIterable {
        /// 服务质量
        case quality = "Q"
        /// 设施问题
        case facility = "F"
        /// 员工态度
        case attitude = "A"
        /// 其他
        case other = "O"
    }

    /// The seven problem domains of HCAT.
    package enum HCATDomain: String, Codable, Sendable, CaseIterable {
        case quality = "Qu"
        case safety = "Sa"
        case environment = "En"
        case processes = "Ip"
        case listening = "Li"
        case communication = "Co"
        case respect = "Re"
    }

    /// One ★ rule: a floor, or a number of levels up, under an optional condition.
    package struct Override: Hashable, Codable, Sendable {
        package let level: ResponseLevel?
        package let raise: Int?
        package let when: Condition?
    }

    package enum Condition: String, Codable, Sendable, CaseIterable {
        /// 有伤情
        case injury
        /// 有损害
        case harm
        /// 聚集性
        case cluster
        /// 金额超限
        case aboveLimit = "above_limit"
    }
}

/// The tree of categories in force (类别树), read from `Data/categories.yaml`.
package struct CategoryTree: Sendable {
    package let categories: [Category]
    package let groups: [String]
    private let byCode: [CategoryCode: Category]
    /// What the program brings, before an organisation's own.
    private let shipped: [Category]
    /// No longer given to anything new; what has one keeps it.
    package private(set) var retired: Set<CategoryCode> = []

    /// Throws when a code is written twice or belongs to no group.
    package init(groups: [String], categories: [Category]) throws {
        guard Set(groups).count == groups.count else { throw CaseworkDataError("a group is written twice") }
        for category in categories where category.group != category.code.group || !groups.contains(category.group) {
            throw CaseworkDataError("\(category.code) is not in a known group")
        }
        let byCode = Dictionary(categories.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        guard byCode.count == categories.count else { throw CaseworkDataError("a category is written twice") }
        self.groups = groups
        self.categories = categories
        self.byCode = byCode
        shipped = categories
    }

    package static func load(_ file: URL) throws -> CategoryTree {
        let written = try YAMLDecoder().decode(Written.self, from: String(contentsOf: file, encoding: .utf8))
        return try CategoryTree(groups: written.groups, categories: written.categories)
    }

    package subscript(_ code: CategoryCode) -> Category? { byCode[code] }

    package func list(in group: String) -> [Category] { categories.filter { $0.group == group } }

    /// What may be given to something new, and the one it has already.
    package func offered(in group: String, keeping own: CategoryCode? = nil) -> [Category] {
        list(in: group).filter { isOffered($0.code) || $0.code == own }
    }

    package func isOffered(_ code: CategoryCode) -> Bool { byCode[code] != nil && !retired.contains(code) }

    /// The tree of an organisation: its own categories under the fixed groups, further ★, and what it no longer gives.
    /// A ★ of the shipped tree stays whatever is added.
    func adapted(own: [Category], stars: [CategoryCode: ResponseLevel], retired: Set<CategoryCode>) -> CategoryTree {
        var all = (shipped + own).map { category in
            var category = category
            if let level = stars[category.code] {
                category.overrides.append(Category.Override(level: level, raise: nil, when: nil))
            }
            return category
        }
        all.sort { (groups.firstIndex(of: $0.group) ?? 0, $0.code) < (groups.firstIndex(of: $1.group) ?? 0, $1.code) }
        return CategoryTree(self, all: all, retired: retired)
    }

    private init(_ tree: CategoryTree, all: [Category], retired: Set<CategoryCode>) {
        (groups, shipped) = (tree.groups, tree.shipped)
        self.retired = retired
        categories = all
        byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Written: Codable {
        let groups: [String]
        let categories: [Category]
    }
}

/// A fault in the module's data files, for whoever starts the program.
package struct CaseworkDataError: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
