import Kernel
import Platform
import Storage
import Web

/// A short list that another slice shows on everybody's own desk (工作台栏目). App passes the maker, so that neither
/// slice knows the other.
package struct DeskPanel: Sendable {
    let id: String
    let heading: String
    let lines: [Line]
    let more: ActionLink?

    /// One thing to do, with the way to it.
    package struct Line: Sendable {
        let text: String
        let detail: String
        let due: String
        let stamp: String
        let isLate: Bool
        let address: String

        package init(
            _ text: String, detail: String, due: String, stamp: String, isLate: Bool, address: String
        ) {
            self.text = text
            self.detail = detail
            self.due = due
            self.stamp = stamp
            self.isLate = isLate
            self.address = address
        }
    }

    package init(_ id: String, heading: String, lines: [Line], more: ActionLink? = nil) {
        self.id = id
        self.heading = heading
        self.lines = lines
        self.more = more
    }
}

/// Makes the panel for whoever looks; `nil` when there is nothing to show. Reads a few lines by their index.
package typealias DeskPanelMaker = @Sendable (Visit, Desk, any Connection) throws -> DeskPanel?
