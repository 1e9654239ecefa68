import Deadlines
import Kernel
import Platform
import Storage

/// How a duty stands (状态).
package enum DutyState: String, ColumnValue, Codable, Sendable, CaseIterable {
    /// 待办
    case open
    /// 已办
    case done
    /// 已豁免
    case waived
    /// 不适用
    case notApplicable = "not_applicable"
    /// 已撤销：it is not owed after all, as when a resident left early in the month
    case withdrawn
}

/// Why a duty need not be done (豁免类别).
package enum WaiverKind: String, ColumnValue, Codable, Sendable, CaseIterable {
    case waived
    case notApplicable = "not_applicable"

    var state: DutyState {
        switch self {
        case .waived: .waived
        case .notApplicable: .notApplicable
        }
    }
}

/// Whose a duty is (责任人): always exactly one, an employee or the desk of a role, from which one takes it.
package enum DutyHolder: Hashable, Sendable {
    case staff(ID<Staff>)
    case desk(Role)

    package var key: String {
        switch self {
        case .staff(let id): id.text
        case .desk(let role): "role:\(role.rawValue)"
        }
    }

    package init?(key: String) {
        if key.hasPrefix("role:"), let role = Role(rawValue: String(key.dropFirst(5))) {
            self = .desk(role)
        } else if let id = ID<Staff>(key) {
            self = .staff(id)
        } else {
            return nil
        }
    }

    package var staffID: ID<Staff>? {
        if case .staff(let id) = self { return id }
        return nil
    }

    package func isHeld(by actor: Actor) -> Bool {
        switch self {
        case .staff(let id): actor.staffID == id
        case .desk(let role): actor.roles.contains(role)
        }
    }

    /// The desks an employee sees as their own.
    package static func keys(of actor: Actor) -> [String] {
        (actor.staffID.map { [$0.text] } ?? []) + actor.roles.sorted().map { DutyHolder.desk($0).key }
    }
}

/// One occurrence of a recurring obligation (一项义务): whose it is, by when it is to be done, and how it ended. Its
/// changes are pure; each gives back the kind of the event it is.
package struct Duty: Hashable, Sendable {
    package let id: ID<Duty>
    package let organisationID: ID<Organisation>
    package let code: DutyCode
    package var ruleNumber: Int
    package let scope: DutyScope
    package let period: Period
    package var opensOn: LocalDay
    package var dueOn: LocalDay
    package var nominalDueOn: LocalDay
    package var dueAt: Instant
    package var unitID: ID<OrganisationUnit>?
    package internal(set) var state: DutyState
    package internal(set) var holder: DutyHolder
    /// Somebody gave it on; the rule no longer says whose it is.
    package internal(set) var isHandedOver: Bool
    /// For whom the holder acts while they are away.
    package internal(set) var absentID: ID<Staff>?
    package internal(set) var offeredTo: ID<Staff>?
    package internal(set) var waiver: Waiver?
    package internal(set) var endedAt: Instant?
    package internal(set) var endedBy: String?
    package internal(set) var evidence: Event.Subject?
    package internal(set) var version: Int

    /// A waiver that was asked for; it holds when a second person agreed.
    package struct Waiver: Hashable, Sendable {
        package let kind: WaiverKind
        /// As in events, `staff:…`.
        package let by: String
    }

    package static let subjectKind = "duty"
    package var subject: Event.Subject { Event.Subject(kind: Duty.subjectKind, id: id.text) }

    package func isLate(at now: Instant) -> Bool { (endedAt ?? now) > dueAt && (state == .open || state == .done) }
}

/// A step somebody takes with a duty (步骤).
package enum DutyStep: String, Decodable, Sendable, CaseIterable {
    case completion, claim, offer, acceptance, decline, waiver, approval, rejection, reopening
}

extension Duty {
    static let noteLimit = 2_000

    /// Whether the step is lawful for the duty as it stands; who may take it is for the table of rights.
    package func refusal(of step: DutyStep, by actor: Actor, today: LocalDay) -> Problem? {
        func refuse(_ key: String) -> Problem { .conflict("duties.refusal.\(key)") }
        switch step {
        case .reopening: return state == .open || state == .withdrawn ? refuse("not_ended") : nil
        case .completion where opensOn > today: return refuse("not_open_yet")
        case .completion, .offer: return state == .open ? nil : refuse("ended")
        case .waiver:
            if state != .open { return refuse("ended") }
            return waiver == nil ? nil : refuse("waiver_waits")
        case .claim:
            if state != .open { return refuse("ended") }
            return holder.staffID == nil ? nil : refuse("held")
        case .acceptance, .decline:
            if state != .open { return refuse("ended") }
            return offeredTo != nil && offeredTo == actor.staffID ? nil : refuse("not_offered")
        case .approval, .rejection:
            guard state == .open, let waiver else { return refuse("no_waiver") }
            if step == .approval, holder.isHeld(by: actor) || waiver.by == actor.signature || absentID == actor.staffID
            {
                return .forbidden("duties.refusal.own_waiver")
            }
            return nil
        }
    }

    mutating func complete(_ evidence: Event.Subject?, by signature: String, at now: Instant) {
        end(.done, by: signature, at: now)
        self.evidence = evidence
    }

    mutating func waive(by signature: String, at now: Instant) {
        if let waiver { end(waiver.kind.state, by: signature, at: now) }
    }

    mutating func withdraw(at now: Instant) { end(.withdrawn, by: "system", at: now) }

    mutating func reopen() {
        (state, endedAt, endedBy, evidence, waiver) = (.open, nil, nil, nil, nil)
    }

    mutating func give(to holder: DutyHolder) {
        (self.holder, isHandedOver, offeredTo, absentID) = (holder, true, nil, nil)
    }

    mutating func standIn(_ other: DutyHolder) {
        if let staff = holder.staffID, absentID == nil { absentID = staff }
        holder = other
        offeredTo = nil
    }

    mutating func endStandIn() {
        guard let absentID else { return }
        (holder, self.absentID) = (.staff(absentID), nil)
    }

    private mutating func end(_ state: DutyState, by signature: String, at now: Instant) {
        (self.state, endedAt, endedBy, offeredTo) = (state, now, signature, nil)
        if state == .done || state == .withdrawn { waiver = nil }
    }
}
