import Deadlines
import Kernel
import Platform
import Storage

/// The desk cases are worked at: the platform's tools and the rules' data. What pages and API call.
package struct CaseDesk: Sendable {
    package let desk: Desk
    package let rules: CaseworkData
    /// What other slices show on everybody's own desk.
    let panels: [DeskPanelMaker]

    package init(desk: Desk, rules: CaseworkData, panels: [DeskPanelMaker] = []) {
        self.desk = desk
        self.rules = rules
        self.panels = panels
    }
}

/// What a registration leaves behind.
package struct Received: Sendable {
    package let subject: Case
    package let pin: PIN
}
