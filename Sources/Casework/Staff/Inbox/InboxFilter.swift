import Kernel
import Platform
import Web

/// What the inbox is narrowed by, as it stands in the address (收件箱筛选).
struct InboxFilter: Sendable, Hashable {
    var kind: CaseKind?
    var level: ResponseLevel?

    init(_ query: (String) -> String) {
        kind = CaseKind(rawValue: query("kind"))
        level = Int(query("level")).flatMap(ResponseLevel.init)
    }

    var isEmpty: Bool { kind == nil && level == nil }

    func address(_ path: String = "/inbox", after cursor: MomentCursor<Case>? = nil) -> String {
        let fields: [(name: String, value: String?)] = [
            ("kind", kind?.rawValue), ("level", level.map { String($0.rawValue) }), ("after", cursor?.text),
        ]
        let given = fields.compactMap { field in field.value.map { (name: field.name, value: $0) } }
        return given.isEmpty ? path : "\(path)?\(FormData.urlEncoded(given))"
    }

    /// The desks of the reader's groups, narrowed.
    func place(of reader: CaseReader) -> CaseList.Place {
        let groups = reader.standing.units.union(reader.standing.headedUnits).map(\.text).sorted()
        return .narrowed(groups, kind: kind, level: level)
    }

    func fields(_ words: Words) -> [Field] {
        [
            .select(
                "kind", words("casework.inbox_filter.kind"),
                options: CaseKind.allCases.map {
                    .init($0.rawValue, words("casework.kind.\($0.rawValue)"), selected: $0 == kind)
                }, blank: words("casework.lists.register.all")),
            .select(
                "level", words("casework.inbox_filter.level"),
                options: ResponseLevel.allCases.map {
                    .init(String($0.rawValue), words($0.message), selected: $0 == level)
                }, blank: words("casework.lists.register.all")),
        ]
    }
}
