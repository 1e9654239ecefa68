/// What happened to a record, newest or oldest first as the page likes.
package struct Timeline: Sendable {
    package let entries: [TimelineEntry]
    package init(_ entries: [TimelineEntry]) { self.entries = entries }
}

/// One event, told in a sentence.
package struct TimelineEntry: PagePiece {
    package static let template = "web/timeline-entry"

    package let when: String
    /// ISO 8601 with offset.
    package let stamp: String
    package let who: String
    package let sentence: String
    /// Further lines, such as a quoted text or a reason.
    package let details: [String]
    package let icon: String
    /// Not shown to the complainant.
    package let isInternal: Bool
    let hasDetails: Bool

    package init(
        when: String, stamp: String, who: String, sentence: String, details: [String] = [], icon: String,
        isInternal: Bool = false
    ) {
        self.when = when
        self.stamp = stamp
        self.who = who
        self.sentence = sentence
        self.details = details
        self.icon = icon
        self.isInternal = isInternal
        hasDetails = !details.isEmpty
    }
}
