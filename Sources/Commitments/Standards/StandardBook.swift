import Kernel
import Platform

/// All versions of an organisation's promises (服务标准汇总), and which of them held at a moment. Pure.
package struct StandardBook: Sendable {
    /// By code, each code's versions in order.
    package let versions: [ServiceStandard]
    private let byCode: [String: [ServiceStandard]]

    package init(_ versions: [ServiceStandard]) {
        self.versions = versions.sorted { ($0.code, $0.version) < ($1.code, $1.version) }
        byCode = Dictionary(grouping: self.versions, by: \.code)
    }

    /// What a version is at a moment (版本状态).
    package enum State: String, Sendable, CaseIterable {
        /// 草稿
        case draft
        /// 草稿，已有更新的草稿
        case superseded
        /// 已签发，未到生效日
        case planned
        /// 现行
        case inForce = "in_force"
        /// 已有新版本
        case replaced
        /// 已废止
        case retired
    }

    package subscript(id: ID<ServiceStandard>) -> ServiceStandard? { versions.first { $0.id == id } }
    package func history(of code: String) -> [ServiceStandard] { byCode[code] ?? [] }
    package var codes: [String] { byCode.keys.sorted() }

    /// The promises that hold at a moment, by code.
    package func inForce(at moment: Instant) -> [ServiceStandard] {
        codes.compactMap { inForce($0, at: moment) }
    }

    /// The version of a promise that holds at a moment: the last put in force by then, unless it was retired.
    package func inForce(_ code: String, at moment: Instant) -> ServiceStandard? {
        let last = history(of: code).last { ($0.issued?.inForceFrom).map { $0 <= moment } ?? false }
        guard let last, last.retiredFrom.map({ moment < $0 }) ?? true else { return nil }
        return last
    }

    package func state(of standard: ServiceStandard, at moment: Instant) -> State {
        guard let issued = standard.issued else {
            return history(of: standard.code).last?.id == standard.id ? .draft : .superseded
        }
        if moment < issued.inForceFrom { return .planned }
        if inForce(standard.code, at: moment)?.id == standard.id { return .inForce }
        return standard.retiredFrom.map { $0 <= moment } ?? false ? .retired : .replaced
    }

    /// The drafts that may be put in force: the latest version of each code, where nothing was issued of it.
    package var drafts: [ServiceStandard] {
        codes.compactMap { history(of: $0).last }.filter { $0.issued == nil }
    }

    /// A code nobody has used, `P01` … `P99`; `nil` when all are.
    package var freeCode: String? {
        (1...99).map { $0 < 10 ? "P0\($0)" : "P\($0)" }.first { byCode[$0] == nil }
    }

    package func nextVersion(of code: String) -> Int { (history(of: code).last?.version ?? 0) + 1 }

    /// Why a version may not be put in force on a day by somebody: not the latest draft, one's own words, a day gone
    /// by or too far, or one before the version it follows.
    package func refusal(
        toIssue standard: ServiceStandard, effectiveOn day: LocalDay, today: LocalDay, by staff: ID<Staff>?
    ) -> Problem? {
        guard drafts.contains(where: { $0.id == standard.id }) else {
            return .conflict("commitments.refusal.not_a_draft")
        }
        if standard.madeBy != nil, standard.madeBy == staff { return .forbidden("commitments.refusal.own_words") }
        return VersionDay.refusal(
            day, today: today, after: history(of: standard.code).compactMap(\.issued?.effectiveOn).max())
    }
}

/// The day a version comes into force (生效日): never one gone by, and never before the version it follows.
enum VersionDay {
    static func refusal(_ day: LocalDay, today: LocalDay, after earlier: LocalDay?) -> Problem? {
        func refused(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> Problem {
            .invalid("effective_on", Message("commitments.fault.\(key)", gaps))
        }
        if day < today { return refused("day_gone_by") }
        if today.distance(to: day) > ServiceStandard.aheadDays { return refused("day_too_far") }
        if let earlier, day < earlier { return refused("day_before_former", ["day": .day(earlier)]) }
        return nil
    }
}
