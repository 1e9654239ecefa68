import Foundation
import Kernel

/// The figures in Prometheus' text form.
package struct MetricsText: Sendable {
    package private(set) var text = ""

    package init(_ figures: Meters.Figures, _ backlog: Backlog?, at now: Instant) {
        gauge("huiyin_up", "Whether the store answers.", backlog == nil ? 0 : 1)
        head("huiyin_requests_total", "Answers by class of status.", "counter")
        for (kind, count) in figures.requests.sorted(by: { $0.key < $1.key }) {
            text += "huiyin_requests_total{status=\"\(kind)xx\"} \(count)\n"
        }
        gauge("huiyin_requests_running", "Requests being answered.", figures.running)
        durations("huiyin_request_seconds", "How long answers took.", figures.requestDurations)
        head("huiyin_store_running", "Transactions waiting for or holding a connection.", "gauge")
        text += "huiyin_store_running{mode=\"read\"} \(figures.reads)\n"
        text += "huiyin_store_running{mode=\"write\"} \(figures.writes)\n"
        durations("huiyin_read_seconds", "How long reads of the store took.", figures.readDurations)
        durations(
            "huiyin_commit_seconds", "From handing a write over to its durable commit.", figures.writeDurations)
        counter("huiyin_commit_failures_total", "Writes the store failed.", figures.writeFailures)
        counter("huiyin_sweeps_total", "Rounds of the sweep.", figures.sweeps)
        counter("huiyin_sweep_failures_total", "Rounds of the sweep that failed.", figures.sweepFailures)
        if let at = figures.sweptAt {
            gauge("huiyin_sweep_age_seconds", "Since the last good round.", Int((ContinuousClock.now - at).inSeconds))
        }
        guard let backlog else { return }
        head("huiyin_queue_depth", "What waits to be done.", "gauge")
        text += "huiyin_queue_depth{queue=\"outbox\"} \(backlog.outboxWaiting)\n"
        text += "huiyin_queue_depth{queue=\"outbox_dead\"} \(backlog.outboxDead)\n"
        text += "huiyin_queue_depth{queue=\"clocks\"} \(backlog.clocksDue)\n"
        gauge(
            "huiyin_sweep_lag_seconds", "How late the longest waiting clock is.",
            backlog.oldestAttentionAt.map { Int((now - $0) / 1000) } ?? 0)
        for (name, at) in [("backup", backlog.lastBackupAt), ("checkpoint", backlog.lastCheckpointAt)] {
            guard let at else { continue }
            gauge("huiyin_last_\(name)_age_seconds", "Since the last good \(name).", Int((now - at) / 1000))
        }
    }

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        head(name, help, "gauge")
        text += "\(name) \(value)\n"
    }

    private mutating func counter(_ name: String, _ help: String, _ value: Int) {
        head(name, help, "counter")
        text += "\(name) \(value)\n"
    }

    private mutating func durations(_ name: String, _ help: String, _ found: Meters.Durations) {
        head(name, help, "histogram")
        var sum = 0
        for (bound, count) in zip(Meters.bounds, found.counts) {
            sum += count
            text += "\(name)_bucket{le=\"\(bound)\"} \(sum)\n"
        }
        text += "\(name)_bucket{le=\"+Inf\"} \(found.count)\n\(name)_sum \(found.sum)\n\(name)_count \(found.count)\n"
    }
}
