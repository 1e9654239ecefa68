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
    /// What other slices show on the page of a case.
    let sections: [CaseSectionMaker]
    /// What the terms of keeping go through besides.
    let records: RetainedRecords

    package init(
        desk: Desk, rules: CaseworkData, panels: [DeskPanelMaker] = [], sections: [CaseSectionMaker] = [],
        records: RetainedRecords = .none
    ) {
        self.desk = desk
        self.rules = rules
        self.panels = panels
        self.sections = sections
        self.records = records
    }
}

/// What a registration leaves behind.
package struct Received: Sendable {
    package let subject: Case
    package let pin: PIN
}
