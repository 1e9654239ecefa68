/// Links to the rows before and after; `summary` says where one is.
package struct Pager: Sendable {
    package let previous: String?
    package let next: String?
    package let summary: String?

    package init(previous: String?, next: String?, summary: String? = nil) {
        self.previous = previous
        self.next = next
        self.summary = summary
    }
}

/// What stands where a list has no rows: why, and what to do.
package struct EmptyState: Sendable {
    package let icon: String
    package let sentence: String
    package let hint: String?
    package let action: ActionLink?

    package init(icon: String, sentence: String, hint: String? = nil, action: ActionLink? = nil) {
        self.icon = icon
        self.sentence = sentence
        self.hint = hint
        self.action = action
    }
}

/// The way back up; the last item is the page itself and has no address.
package struct Breadcrumb: Sendable {
    package struct Item: Sendable {
        package let address: String?
        package let text: String
    }

    package let items: [Item]

    package init(_ links: [(address: String, text: String)], here: String) {
        items = links.map { Item(address: $0.address, text: $0.text) } + [Item(address: nil, text: here)]
    }
}

/// Views of one subject, each with its own address.
package struct Tabs: Sendable {
    package struct Item: Sendable {
        package let address: String
        package let text: String
        package let count: String?
        package let current: Bool

        package init(_ address: String, _ text: String, count: Int? = nil, current: Bool = false) {
            self.address = address
            self.text = text
            self.count = count.map(String.init)
            self.current = current
        }
    }

    /// What the tabs choose between, for those who do not see them.
    package let label: String
    package let items: [Item]

    package init(label: String, _ items: [Item]) {
        self.label = label
        self.items = items
    }
}

/// Facts as term and text.
package struct DefinitionList: Sendable {
    package struct Item: Sendable {
        package let term: String
        package let text: String
        package let address: String?
        /// True when the reader is shown something others are not.
        package let isConfidential: Bool

        package init(_ term: String, _ text: String, address: String? = nil, isConfidential: Bool = false) {
            self.term = term
            self.text = text
            self.address = address
            self.isConfidential = isConfidential
        }
    }

    package let items: [Item]
    package init(_ items: [Item]) { self.items = items }
}

/// What was promised to the complainant: the largest thing on a public page.
package struct PromiseView: Sendable {
    /// `You will hear from` …
    package let lead: String
    package let person: String
    package let personRole: String?
    package let dueText: String
    package let dueStamp: String
    package let note: String?

    package init(
        lead: String, person: String, personRole: String? = nil, dueText: String, dueStamp: String, note: String? = nil
    ) {
        self.lead = lead
        self.person = person
        self.personRole = personRole
        self.dueText = dueText
        self.dueStamp = dueStamp
        self.note = note
    }
}

/// How far a matter has come.
package struct Steps: Sendable {
    package enum Stage: Sendable { case done, current, ahead }

    package struct Item: Sendable {
        package let text: String
        package let note: String?
        let isDone: Bool
        let isCurrent: Bool
        let isAhead: Bool

        package init(_ text: String, _ stage: Stage, note: String? = nil) {
            self.text = text
            self.note = note
            isDone = stage == .done
            isCurrent = stage == .current
            isAhead = stage == .ahead
        }
    }

    package let items: [Item]
    package init(_ items: [Item]) { self.items = items }
}

/// A message within a page; `tone` chooses icon and edge, never the meaning alone.
package struct Notice: Sendable {
    package enum Tone: String, Sendable { case info, good, warning, danger }

    package let tone: String
    package let icon: String
    package let title: String?
    package let text: String

    package init(_ tone: Tone, _ text: String, title: String? = nil) {
        self.tone = tone.rawValue
        self.text = text
        self.title = title
        icon =
            switch tone {
            case .info: "info-circle"
            case .good: "check-circle"
            case .warning: "exclamation-circle"
            case .danger: "exclamation-triangle"
            }
    }
}

/// One figure of a board.
package struct Figure: Sendable {
    package let label: String
    package let value: String
    package let note: String?
    package let address: String?
    package let isLate: Bool

    package init(_ label: String, _ value: String, note: String? = nil, address: String? = nil, isLate: Bool = false) {
        self.label = label
        self.value = value
        self.note = note
        self.address = address
        self.isLate = isLate
    }
}
