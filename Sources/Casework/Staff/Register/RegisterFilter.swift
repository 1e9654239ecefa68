import Kernel
import Platform
import Web

/// What the register is narrowed by, as it stands in the address (登记簿筛选). Anything unknown is passed over, so an
/// old or mistyped address shows more rather than an error.
struct RegisterFilter: Sendable, Hashable {
    var kind: CaseKind?
    var state: CaseState?
    var level: ResponseLevel?
    var isOpen: Bool?
    var from: LocalDay?
    /// Inclusive, as people mean it.
    var until: LocalDay?

    init() {}

    init(_ query: (String) -> String) {
        kind = CaseKind(rawValue: query("kind"))
        state = CaseState(rawValue: query("state"))
        level = Int(query("level")).flatMap(ResponseLevel.init)
        isOpen = ["open": true, "done": false][query("open")]
        from = RegisterFilter.day(query("from"))
        until = RegisterFilter.day(query("until"))
    }

    var isEmpty: Bool { self == RegisterFilter() }

    /// The filter as the list asks it.
    func inMoments(of zone: Zone) -> CaseFilter {
        var filter = CaseFilter()
        filter.kind = kind
        filter.state = state
        filter.level = level
        filter.isOpen = isOpen
        filter.from = from.map { zone.instant(of: $0) }
        filter.until = until.map { zone.instant(of: $0.advanced(by: 1)) }
        return filter
    }

    /// Names and values as they stand in the address.
    var values: [(name: String, value: String)] {
        let all: [(String, String?)] = [
            ("kind", kind?.rawValue), ("state", state?.rawValue), ("level", level.map { String($0.rawValue) }),
            ("open", isOpen.map { $0 ? "open" : "done" }), ("from", from?.description), ("until", until?.description),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// `path?kind=CMP&…`, with a cursor when there is one.
    func address(_ path: String, after cursor: MomentCursor<Case>? = nil) -> String {
        let fields = values + (cursor.map { [(name: "after", value: $0.text)] } ?? [])
        return fields.isEmpty ? path : "\(path)?\(FormData.urlEncoded(fields))"
    }

    /// The questions of the filter, filled.
    func fields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        func select(_ name: String, _ chosen: String?, _ options: [(String, String)]) -> Field {
            .select(
                name, word(name),
                options: options.map { .init($0.0, $0.1, selected: $0.0 == chosen) }, blank: word("all"))
        }
        return [
            select(
                "kind", kind?.rawValue, CaseKind.allCases.map { ($0.rawValue, words("casework.kind.\($0.rawValue)")) }),
            select(
                "level", level.map { String($0.rawValue) },
                ResponseLevel.allCases.map { (String($0.rawValue), words($0.message)) }),
            select("state", state?.rawValue, CaseState.allCases.map { ($0.rawValue, words($0.key)) }),
            select(
                "open", isOpen.map { $0 ? "open" : "done" }, [("open", word("open_only")), ("done", word("done_only"))]),
            .day("from", word("from"), value: from), .day("until", word("until"), value: until),
        ]
    }

    private static func day(_ text: String) -> LocalDay? {
        LocalDay(text).flatMap { (1900...2200).contains($0.year) ? $0 : nil }
    }
}
