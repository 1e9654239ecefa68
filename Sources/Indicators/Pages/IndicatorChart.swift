import Casework
import Kernel
import Platform
import Web

/// An indicator over its periods as a drawing, with what chance alone explains (走势图). What may not be told is left
/// open.
struct IndicatorChart {
    let series: IndicatorSeries
    let word: IndicatorWords

    var view: ChartView? {
        let limits = limits
        let points = series.values.enumerated().map { place, one in
            ChartView.TrendPoint(
                one.period.description, one.value.number,
                limits: limits?.limits[place].map { $0.lowerBound * 100...$0.upperBound * 100 },
                isSignal: limits?.signals.contains(place) ?? false)
        }
        return ChartView.trend(
            points, middle: limits.map { $0.middle * 100 }, summary: summary(limits),
            scale: word.scale(series.indicator))
    }

    /// Of rates alone: other numbers have no width that is known.
    private var limits: ControlLimits? {
        let rates = series.values.compactMap(\.value.rate)
        return rates.count == series.values.count ? ControlLimits(rates: rates) : nil
    }

    private func summary(_ limits: ControlLimits?) -> String {
        let name = word.text(series.indicator.name)
        guard let limits else { return word("chart.plain", ["name": .text(name)]) }
        let signals = limits.signals.sorted().map { word.words(series.values[$0].period.message) }
        return word(
            signals.isEmpty ? "chart.calm" : "chart.signals",
            ["name": .text(name), "periods": .text(signals.joined(separator: word("comma")))])
    }
}
