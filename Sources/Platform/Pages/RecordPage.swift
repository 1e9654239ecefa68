import Kernel
import Web

/// A staff page made of parts: a head, then sections with facts, a list or a form. Serves everything that has no
/// layout of its own, so that administration looks and behaves the same everywhere.
package struct RecordPage: Page {
    package static let template = "platform/record"

    package let title: String
    package let breadcrumb: Breadcrumb?
    package let tabs: Tabs?
    package let lead: String?
    package let state: StateBadge?
    package let actions: [ActionLink]
    package let sections: [PageSection]
    /// The headings of a long page, each leading to its section.
    let contents: [ActionLink]
    let hasContents: Bool

    package init(
        _ title: String, breadcrumb: Breadcrumb? = nil, tabs: Tabs? = nil, lead: String? = nil,
        state: StateBadge? = nil, actions: [ActionLink] = [], hasContents: Bool = false, _ sections: [PageSection]
    ) {
        contents =
            hasContents
            ? sections.compactMap { section in section.heading.map { ActionLink("#\(section.id)", $0) } } : []
        self.hasContents = contents.count > 1
        self.title = title
        self.breadcrumb = breadcrumb
        self.tabs = tabs
        self.lead = lead
        self.state = state
        self.actions = actions
        self.sections = sections
    }
}

/// One part of a `RecordPage`. `isFolded` hides it behind its heading until somebody opens it; a form with faults is
/// never hidden. A table without rows is left out, and `empty` stands in its place.
package struct PageSection: Sendable {
    package let id: String
    package let heading: String?
    package let lead: String?
    package let notices: [Notice]
    package let filter: FilterView?
    package let facts: DefinitionList?
    package let charts: [ChartView]
    package let table: TableView?
    package let lines: [String]
    package let form: FormView?
    package let empty: EmptyState?
    package let pager: Pager?
    let hasLines: Bool
    let isFolded: Bool
    let isOpen: Bool

    package init(
        _ id: String, _ heading: String? = nil, lead: String? = nil, notices: [Notice] = [],
        filter: FilterView? = nil, facts: DefinitionList? = nil, charts: [ChartView] = [], table: TableView? = nil,
        lines: [String] = [], form: FormView? = nil, empty: EmptyState? = nil, pager: Pager? = nil,
        isFolded: Bool = false
    ) {
        self.id = id
        self.heading = heading
        self.lead = lead
        self.notices = notices
        self.filter = filter
        self.facts = facts
        self.charts = charts
        let hasRows = table.map { !$0.rows.isEmpty }
        self.table = hasRows == true ? table : nil
        self.lines = lines
        self.form = form
        self.empty = hasRows == true ? nil : empty
        self.pager = pager
        hasLines = !lines.isEmpty
        self.isFolded = isFolded && !(form?.hasErrors ?? false)
        isOpen = !self.isFolded
    }
}

/// Conditions of a list, sent by GET so that the address keeps them.
package struct FilterView: Sendable {
    package let action: String
    package let fields: [Field]
    package let submit: String
    package let clear: ActionLink?

    package init(action: String, fields: [Field], submit: String, clear: ActionLink? = nil) {
        self.action = action
        self.fields = fields
        self.submit = submit
        self.clear = clear
    }
}

/// A list with headings; on a phone each row becomes a card.
package struct TableView: Sendable {
    package struct Row: Sendable {
        package let cells: [Cell]
        package init(_ cells: [Cell]) { self.cells = cells }
    }

    /// What stands in one place of the list. `column` is filled in by the table.
    package struct Cell: Sendable {
        package fileprivate(set) var column = ""
        package let text: String
        package let address: String?
        package let note: String?
        package let state: StateBadge?
        package let button: ButtonView?
        /// A bar of the part of a hundred that the text tells.
        package let meter: MeterView?
        package fileprivate(set) var isHeading = false
        package let depthClass: String?
        let hasText: Bool

        package init(
            _ text: String, address: String? = nil, note: String? = nil, state: StateBadge? = nil,
            button: ButtonView? = nil, depth: Int? = nil, meter: MeterView? = nil
        ) {
            self.meter = meter
            self.text = text
            hasText = !text.isEmpty || note != nil
            self.address = address
            self.note = note
            self.state = state
            self.button = button
            depthClass = depth.map { "hy-depth-\(min($0, 7))" }
        }
    }

    package let caption: String
    package let columns: [String]
    package let rows: [Row]

    /// The first cell of a row is its heading. `caption` is read out, not seen.
    package init(_ caption: String, columns: [String], rows: [Row]) {
        self.caption = caption
        self.columns = columns
        self.rows = rows.map { row in
            Row(
                row.cells.enumerated().map { index, cell in
                    var cell = cell
                    cell.column = index < columns.count ? columns[index] : ""
                    cell.isHeading = index == 0
                    return cell
                })
        }
    }
}

/// A bar beside a number, for the eye alone: the text of its cell says the same.
package struct MeterView: Sendable {
    /// 0…100
    package let part: Int

    package init(_ part: Int) { self.part = min(max(part, 0), 100) }
}

/// A step that needs nothing but a press.
package struct ButtonView: Sendable {
    package let action: String
    package let text: String
    /// What the button does, for those who hear it without its row.
    package let about: String?
    package let isWeighty: Bool

    package init(_ action: String, _ text: String, about: String? = nil, isWeighty: Bool = false) {
        self.action = action
        self.text = text
        self.about = about
        self.isWeighty = isWeighty
    }
}

/// A secret or a thing that is shown this one time, with what to do with it.
package struct ShownOncePage: Page {
    package static let template = "platform/shown-once"
    package let title: String
    let lead: String
    let label: String
    let values: [String]
    let next: ActionLink

    package init(_ title: String, lead: String, label: String, values: [String], next: ActionLink) {
        self.title = title
        self.lead = lead
        self.label = label
        self.values = values
        self.next = next
    }
}
