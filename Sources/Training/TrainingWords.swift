import Kernel
import Platform
import Web

/// The words of the pages of training (培训页面用语).
struct TrainingWords: Sendable {
    let words: Words

    func callAsFunction(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("training.\(key)", arguments)
    }

    func name(_ course: Course) -> String { course.name.text(words.language) }

    func names(_ codes: [String], _ versions: [String: CourseVersion]) -> String {
        codes.map { versions[$0].map { name($0.course) } ?? $0 }.joined(separator: words("web.format.list_separator"))
    }

    func tags(_ course: Course) -> String {
        course.tags.map { self("tag.\($0.rawValue)") }.joined(separator: words("web.format.list_separator"))
    }

    func roles(_ course: Course) -> String {
        if course.roles.isEmpty { return self("courses.nobody") }
        return course.roles.map { words("platform.role.\($0.rawValue)") }
            .joined(separator: words("web.format.list_separator"))
    }

    func state(_ need: TrainingNeed) -> StateBadge {
        switch need.state {
        case .valid: StateBadge(self("due.state.valid"), tone: .done, icon: "check-circle")
        case .soon: StateBadge(self("due.state.soon"), tone: .done, icon: "clock")
        case .due: StateBadge(self("due.state.due"), tone: .open, icon: "hourglass-split")
        case .overdue: StateBadge(self("due.state.overdue"), tone: .open, icon: "exclamation-triangle")
        }
    }

    func state(_ session: TrainingSession) -> StateBadge {
        let word = self("sessions.state.\(session.state.rawValue)")
        return switch session.state {
        case .planned: StateBadge(word, tone: .open)
        case .held: StateBadge(word, tone: .done)
        case .cancelled: StateBadge(word, tone: .waiting)
        }
    }

    /// Until when it counts, or since when it is lacking and by when it is to be made good.
    func when(_ need: TrainingNeed) -> String {
        if let until = need.validUntil { return self("due.until", ["day": .day(until)]) }
        guard let since = need.since, let dueOn = need.dueOn else { return "" }
        let told = self("due.since", ["since": .day(since), "due": .day(dueOn)])
        return need.isAway ? told + self("due.away") : told
    }

    func share(_ share: TrainingShare) -> String {
        guard let tenths = share.tenths else { return self("figures.none") }
        return self(
            "figures.share",
            [
                "percent": .text("\(tenths / 10).\(tenths % 10)"), "met": .number(share.met), "of": .number(share.of),
            ])
    }

    func result(_ record: TrainingRecord) -> StateBadge {
        if record.way == .attendance, !record.isPassed {
            return StateBadge(self("records.was_there"), tone: .waiting)
        }
        return record.isPassed
            ? StateBadge(self("records.passed"), tone: .done, icon: "check-circle")
            : StateBadge(self("records.failed"), tone: .open, icon: "x-circle")
    }

    /// The pages of training the reader may open.
    func tabs(_ current: String, _ reach: TrainingReach) -> Tabs {
        let all =
            ["/training", "/training/sessions", "/training/courses"]
            + (reach.readsDue ? ["/training/due"] : []) + (reach.readsFigures ? ["/training/figures"] : [])
        return Tabs(
            label: self("title"),
            all.map { address in
                Tabs.Item(
                    address, self("tab.\(address.split(separator: "/").last ?? "training")"),
                    current: address == current
                )
            })
    }
}

/// How far the reader sees beyond themselves (可见范围).
struct TrainingReach: Sendable {
    /// `nil`: everybody's.
    let units: Set<ID<OrganisationUnit>>?
    let readsDue: Bool
    let readsFigures: Bool
    /// May plan sessions for the whole house, or only for units they head.
    let plansForAll: Bool
    let plansForUnits: Bool

    init(_ actor: Actor, _ facts: StaffFacts, _ training: TrainingDesk) {
        let over = facts.headOver
        let heads: Set<Relation> = over.isEmpty ? [] : [.unitHead]
        let all = training.may(.readResults, actor)
        units = all ? nil : over
        readsDue = training.may(.readResults, actor, as: heads)
        readsFigures = training.may(.readFigures, actor)
        plansForAll = training.may(.planSession, actor)
        plansForUnits = training.may(.planSession, actor, as: heads)
    }

    var mayPlan: Bool { plansForAll || plansForUnits }
}
