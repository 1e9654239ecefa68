import Platform

/// A register as it is declared (台账定义): everything the engine needs for form, list, page, states, paper and export.
package struct RegisterDefinition: Hashable, Sendable {
    package let code: String
    package let name: BothLanguages
    /// Many of its entries.
    package let plural: BothLanguages
    package let lead: BothLanguages
    /// The requirement rows it shows.
    package let rows: [String]
    package let group: Group
    package let icon: String
    package let fields: [RegisterField]
    /// The first is where an entry begins.
    package let states: [RegisterState]
    package let rights: RegisterRights
    package let numbering: NamePattern
    package let fileNaming: NamePattern
    /// The field whose day puts entries in order; the day of entering without one.
    package let dayField: String?
    package let print: PrintLayout
    package let retention: Retention
    package let settings: [RegisterSetting]
    package let checks: [RegisterCheck]
    package let comparison: Comparison?
    /// Codes of the duties an entry is evidence for.
    package let meets: [String]
    /// The duties this register brings, as they were written.
    package let duties: String?

    /// The parts of the overview (台账分类).
    package enum Group: String, Sendable, CaseIterable {
        case channels, learning, service, money, house
    }

    package static let mostFields = 60
    package static let mostStates = 12
    package static let mostChoices = 60
    package static let mostListed = 8
    package static let mostSourceBytes = 64 * 1024

    package subscript(_ code: String) -> RegisterField? { fields.first { $0.code == code } }
    package func state(_ code: String) -> RegisterState? { states.first { $0.code == code } }
    package func setting(_ code: String) -> RegisterSetting? { settings.first { $0.code == code } }

    package var firstState: RegisterState { states[0] }
    var listed: [RegisterField] { fields.filter(\.isListed) }
    var filters: [RegisterField] { fields.filter(\.isFilter) }
    var asked: [RegisterField] { fields.filter(\.isAsked) }
    var fileFields: [RegisterField] { fields.filter { $0.kind == .file } }
    var sealedFields: [RegisterField] { fields.filter { $0.kind == .sealed } }
    /// Whether entries go through states at all.
    var hasStates: Bool { states.count > 1 }
    /// The field that says which unit an entry belongs to.
    var unitField: RegisterField? { fields.first { $0.kind == .unit } }
    /// States whose entries count in no total.
    var uncounted: [String] { states.filter { !$0.counts }.map(\.code) }
}
