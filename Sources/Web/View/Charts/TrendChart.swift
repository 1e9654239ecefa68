extension ChartView {
    private static let plot = (left: 56, right: 628, top: 16, bottom: 190)

    /// One value of a trend; without a value it is left open, never drawn as nothing.
    package struct TrendPoint: Sendable {
        let name: String
        let value: Double?
        /// The limits that hold for this value alone, as a rate of few has wider ones.
        let limits: ClosedRange<Double>?
        let isSignal: Bool

        package init(_ name: String, _ value: Double?, limits: ClosedRange<Double>?, isSignal: Bool) {
            self.name = name
            self.value = value
            self.limits = limits
            self.isSignal = isSignal
        }
    }

    /// Values over time with their middle and the limits chance keeps to (控制图). `scale` gives the words of a height.
    package static func trend(
        _ points: [TrendPoint], middle: Double?, summary: String, scale: (Double) -> String
    ) -> ChartView? {
        let heights = points.compactMap(\.value) + points.compactMap(\.limits?.upperBound)
        guard points.compactMap(\.value).count > 1, let most = heights.max(), most > 0 else { return nil }
        let step = Double(plot.right - plot.left) / Double(max(1, points.count - 1))
        func x(_ place: Int) -> Int { plot.left + Int((Double(place) * step).rounded()) }
        func y(_ value: Double) -> Int {
            plot.bottom - Int((min(max(value, 0), most) / most * Double(plot.bottom - plot.top)).rounded())
        }
        var rules = [Rule(x1: plot.left, y1: plot.bottom, x2: plot.right, y2: plot.bottom, look: "axis")]
        if let middle {
            rules.append(Rule(x1: plot.left, y1: y(middle), x2: plot.right, y2: y(middle), look: "middle"))
        }
        let half = max(4, Int(step / 2))
        for (place, point) in points.enumerated() {
            guard let limits = point.limits else { continue }
            for bound in [limits.lowerBound, limits.upperBound] {
                rules.append(
                    Rule(
                        x1: max(plot.left, x(place) - half), y1: y(bound), x2: min(plot.right, x(place) + half),
                        y2: y(bound), look: "limit"))
            }
        }
        var labels = [
            Label(x: plot.left - 6, y: plot.bottom + 4, text: scale(0), anchor: "end"),
            Label(x: plot.left - 6, y: plot.top + 4, text: scale(most), anchor: "end"),
        ]
        let every = points.count > 8 ? 2 : 1
        for (place, point) in points.enumerated() where (points.count - 1 - place) % every == 0 {
            labels.append(
                Label(x: x(place), y: plot.bottom + 20, text: point.name, anchor: anchor(place, points.count)))
        }
        return ChartView(
            summary: summary, height: plot.bottom + 30, bars: [], rules: rules, lines: unbroken(points, x, y),
            dots: points.enumerated().compactMap { place, point in
                point.value.map { Dot(x: x(place), y: y($0), look: point.isSignal ? "signal" : "plain") }
            }, labels: labels)
    }

    private static func anchor(_ place: Int, _ count: Int) -> String {
        place == 0 ? "start" : place == count - 1 ? "end" : "middle"
    }

    /// A line for each stretch of values without a gap.
    private static func unbroken(
        _ points: [TrendPoint], _ x: (Int) -> Int, _ y: (Double) -> Int
    ) -> [String] {
        points.enumerated().split { $0.element.value == nil }.filter { $0.count > 1 }.map { stretch in
            stretch.compactMap { place, point in point.value.map { "\(x(place)),\(y($0))" } }.joined(separator: " ")
        }
    }
}
