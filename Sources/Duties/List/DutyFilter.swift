import Kernel
import Platform
import Web

/// Whose duties a list shows (查看范围).
enum DutyView: String, Sendable, CaseIterable {
    /// 我的
    case mine
    /// 本部门
    case unit
    /// 全院
    case house
}

/// Which of them, by how they stand (进度).
enum DutyProgress: String, Sendable, CaseIterable {
    /// May be done now, late ones included.
    case open
    case late
    /// Laid ahead, not to be done yet.
    case ahead
    /// Offered to the reader.
    case offered
    /// A waiver waits for a decision.
    case waiver
    /// Done, waived or not applicable.
    case ended

    /// The latest first, as with everything that is over.
    var isNewestFirst: Bool { self == .ended }
}

/// The conditions of a list of duties, as its address keeps them.
struct DutyFilter: Hashable, Sendable {
    var view = DutyView.mine
    var progress = DutyProgress.open
    var code: DutyCode?
    var unit: ID<OrganisationUnit>?
    var resident: String?
    /// By the due day.
    var from: LocalDay?
    var until: LocalDay?

    static let address = "/duties"

    /// Reads the address; throws `Problem.invalid` by field for what cannot be read.
    static func read(_ form: FormData) throws(Problem) -> DutyFilter {
        var reader = FormReader(form)
        var filter = DutyFilter()
        filter.view = reader.choice("view", as: DutyView.self) ?? .mine
        filter.progress = reader.choice("progress", as: DutyProgress.self) ?? .open
        if let text = reader.optionalText("rule", limit: 60) {
            filter.code = DutyCode(checking: text)
            if filter.code == nil { reader.fault("rule", Message("web.form.not_listed")) }
        }
        filter.unit = reader.identity("unit", of: OrganisationUnit.self)
        filter.resident = reader.optionalText("resident", limit: 36)
        filter.from = reader.day("from")
        filter.until = reader.day("until")
        try reader.finish()
        return filter
    }

    var query: String {
        var pairs: [(name: String, value: String)] = [("view", view.rawValue), ("progress", progress.rawValue)]
        if let code { pairs.append(("rule", code.rawValue)) }
        if let unit { pairs.append(("unit", unit.text)) }
        if let resident { pairs.append(("resident", resident)) }
        if let from { pairs.append(("from", from.description)) }
        if let until { pairs.append(("until", until.description)) }
        return FormData.urlEncoded(pairs)
    }

    func address(after cursor: MomentCursor<Duty>? = nil) -> String {
        DutyFilter.address + "?" + query + (cursor.map { "&after=\($0.text)" } ?? "")
    }

    /// The same list of all duties of one kind of progress.
    func with(_ view: DutyView) -> DutyFilter {
        var copy = self
        copy.view = view
        return copy
    }
}
