import Kernel
import Platform
import Web

/// Twelve months of figures as drawings (趋势控制图): how many came, and how many were answered in time, each with what
/// chance alone explains. A month that may not be told is left open.
struct FiguresTrend {
    let months: [(period: FigurePeriod, told: ToldFigures)]
    let word: FigureWords

    var charts: [ChartView] { [received, feedback].compactMap { $0 } }

    private var received: ChartView? {
        let counts = months.map { month -> Int? in
            let count = month.told.figures.received
            return month.told.isRefused || Disclosure.isSmall(count) ? nil : count
        }
        return chart("received", counts.map { $0.map(Double.init) }, ControlLimits(counts: counts)) {
            String(Int($0.rounded()))
        }
    }

    private var feedback: ChartView? {
        let rates = months.map { month in
            month.told.figures.promises.first { $0.isCap && $0.kind == .firstFeedback }?.promised.rate ?? Rate()
        }
        return chart("feedback", rates.map(\.share), ControlLimits(rates: rates), scale: word.percent)
    }

    private func chart(
        _ key: String, _ values: [Double?], _ limits: ControlLimits?, scale: (Double) -> String
    ) -> ChartView? {
        let names = months.map { word("chart.month", ["month": .number($0.period.month)]) }
        let points = values.indices.map { place in
            ChartView.TrendPoint(
                names[place], values[place], limits: limits?.limits[place],
                isSignal: limits?.signals.contains(place) ?? false)
        }
        return ChartView.trend(
            points, middle: limits?.middle, summary: summary(key, limits, scale: scale), scale: scale)
    }

    private func summary(_ key: String, _ limits: ControlLimits?, scale: (Double) -> String) -> String {
        let title = word("chart.\(key)")
        guard let limits else { return title + word("sentence_gap") + word("chart.no_limits") }
        let middle = word("chart.middle", ["middle": .text(scale(limits.middle))])
        let signals = limits.signals.sorted().map { word.words(months[$0].period.message) }
        let told =
            signals.isEmpty
            ? word("chart.calm")
            : word("chart.signals", ["months": .text(signals.joined(separator: word("separator")))])
        return [title, middle, told].joined(separator: word("sentence_gap"))
    }
}
