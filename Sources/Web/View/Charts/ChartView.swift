/// A drawing of figures (统计图). It always stands with the table it was made of; who cannot see it hears its summary.
/// Places are whole units of a drawing 640 units wide, which the page stretches.
package struct ChartView: PagePiece {
    package static let template = "web/chart"
    static let width = 640

    package struct Bar: Hashable, Sendable {
        let x, y, width, height: Int
    }

    package struct Rule: Hashable, Sendable {
        let x1, y1, x2, y2: Int
        /// A style of the sheet: `axis`, `middle` or `limit`.
        let look: String
    }

    package struct Dot: Hashable, Sendable {
        let x, y: Int
        /// `plain`, or `signal` for one that chance does not explain.
        let look: String
    }

    package struct Label: Hashable, Sendable {
        let x, y: Int
        let text: String
        /// `start`, `middle` or `end`.
        let anchor: String
    }

    package let summary: String
    let height: Int
    let bars: [Bar]
    let rules: [Rule]
    /// The points of each line, as SVG writes them.
    let lines: [String]
    let dots: [Dot]
    let labels: [Label]

    /// As much of a text as a label holds.
    static func cut(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }
}
