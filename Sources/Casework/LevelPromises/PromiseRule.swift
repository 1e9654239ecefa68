import Deadlines
import Kernel
import Platform

/// Which clock a promise runs on (时限种类, 3.1 and 3.4).
package enum ClockKind: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// 受理回执（由人）
    case acknowledge
    /// 先行处置
    case makeSafe = "make_safe"
    /// 告知紧急联系人或代理人
    case tellRepresentative = "tell_representative"
    /// 报告管理层
    case tellManagement = "tell_management"
    /// 报告统一协调小组
    case tellCoordination = "tell_coordination"
    /// 核查是否须报主管部门
    case authorityReport = "authority_report"
    /// 首次实质反馈 (S0-15)
    case firstFeedback = "first_feedback"
    /// 处理结果 (S0-16)
    case decision
    /// 根因分析
    case rootCause = "root_cause"
    /// 内部复核
    case review
    /// 约定答复 (S1-36), also the answer to a suggestion, request or rights request.
    case reply
    /// 分类办结目标 (S4-52)：a goal of the house for one type of complaint, stricter than the promise.
    case categoryTarget = "category_target"
    /// 表扬致谢
    case thanks
    /// 外部转办时限：set by the outside body, not by us (probe 13).
    case outside
    /// 接收或退回派单
    case acceptance
    /// 归属裁定
    case arbitration
    /// 协办
    case part
    /// 子任务
    case task
    /// 督办单 (S4-36)
    case supervision
    /// 督办单，答复退回后
    case supervisionAgain = "supervision_again"
    /// 紧急处置事后报告 (S3-41)
    case emergencyReport = "emergency_report"
}

/// How much time a clock has (时限). Days begin on the day after the start (S0-16).
package struct PromiseRule: Hashable, Codable, Sendable {
    package let clock: ClockKind
    package let term: Term

    package init(_ clock: ClockKind, _ term: Term) {
        self.clock = clock
        self.term = term
    }

    /// Whether `self` can never end after `other`. `nil` when the units cannot be compared, as 7 natural with 5
    /// working days: then both run and the earlier governs.
    package func isWithin(_ other: PromiseRule) -> Bool? {
        if term.unit == .workingDays || other.term.unit == .workingDays {
            return term.unit == other.term.unit ? term.amount <= other.term.amount : nil
        }
        return minutes <= other.minutes
    }

    /// The promise a clock is started with. Promises of care do not move over rest days.
    package func promise(escalateAtPercent: [Int], ruleVersion: String) -> Promise {
        Promise(
            kind: Promise.Kind(rawValue: clock.rawValue), term: term, warnings: escalateAtPercent,
            ruleVersion: ruleVersion)
    }

    private var minutes: Int {
        switch term.unit {
        case .minutes: term.amount
        case .hours: term.amount * 60
        case .naturalDays, .workingDays: term.amount * 24 * 60
        }
    }
}

/// The target of a level with the outer limits above it (目标与上限): whichever ends first governs.
package struct LevelPromise: Hashable, Sendable {
    package let clock: ClockKind
    package let targets: [PromiseRule]
    package let caps: [PromiseRule]

    /// All rules that must be clocked: the targets, and those caps that a target is not sure to lie within.
    package var governing: [PromiseRule] {
        targets + caps.filter { cap in !targets.contains { $0.isWithin(cap) == true } }
    }
}

extension OrganisationKind {
    /// Eldercare bodies keep the source documents' 14 days, hospitals the working days of Order No. 3; a combined
    /// body both (reading 2).
    var isElderCare: Bool { self != .hospital }
    var isHospital: Bool { self == .hospital || self == .combined }
}
