import Kernel
import Platform
import Web

extension SettingWriter {
    /// Suggested against settled levels, so that a standard that misses too often is seen.
    func review(_ review: GradingReview) -> PageSection {
        let rows = ResponseLevel.allCases.map { suggested in
            TableView.Row(
                [.init(short(suggested))]
                    + ResponseLevel.allCases.map { .init(String(review.count(suggested, settled: $0))) }
                    + [.init(String(review.changedLater[suggested] ?? 0))])
        }
        let gaps: [String: Message.Argument] = [
            "n": .number(review.total), "differing": .number(review.differing), "days": .number(GradingReview.days),
        ]
        return PageSection(
            "review", word("review.title"), lead: word("review.lead", gaps),
            table: TableView(
                word("review.title"),
                columns: [word("review.suggested")]
                    + ResponseLevel.allCases.map { word("review.settled", ["level": .text(short($0))]) }
                    + [word("review.changed_later")],
                rows: review.total == 0 ? [] : rows),
            empty: EmptyState(icon: "bar-chart", sentence: word("review.none")))
    }

    private func short(_ level: ResponseLevel) -> String { word("short_level.\(level.rawValue)") }
}
