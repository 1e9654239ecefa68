import Casework
import Feedback
import Kernel
import Platform
import Storage

extension ObservedSubject {
    func row(_ table: SQL, key: SQL = "id", _ context: ObservingContext, in db: any Connection) throws -> Row? {
        try db.first("SELECT * FROM \(table) WHERE organisation_id = \(context.organisation) AND \(key) = \(id)")
    }

    /// Done on time of those due, what was waived or withdrawn left out: the rule of `Punctuality`.
    func dutyObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let row = try row("duties", context, in: db) else { return Observed() }
        let state: String = try row.get("state")
        guard state == "open" || state == "done" else { return Observed() }
        let (dueOn, dueAt): (LocalDay, Instant) = (try row.get("due_on"), try row.get("due_at"))
        let ended: Instant? = try row.get("ended_at")
        return Observed([
            Observation(
                .duty, part: try row.get("rule_code"), unit: try row.get("unit_id"),
                assignedAt: context.zone.instant(of: dueOn), maturesAt: dueAt,
                metAt: ended.flatMap { $0 <= dueAt ? $0 : nil })
        ])
    }

    /// One line for each attempt: done by its day, and once its effect was judged, whether it helped.
    func actionObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        let unit: ID<OrganisationUnit>? = try row("improvement_actions", context, in: db)?.get("unit_id")
        let rounds = try db.rows(
            """
            SELECT * FROM improvement_rounds WHERE organisation_id = \(context.organisation) AND action_id = \(id)
            ORDER BY round
            """)
        return Observed(
            try rounds.flatMap { row -> [Observation] in
                let (place, dueOn): (Int, LocalDay) = (try row.get("round"), try row.get("due_on"))
                let (done, judged): (LocalDay?, LocalDay?) = (try row.get("done_on"), try row.get("judged_on"))
                let isEffective: Bool? = try row.get("is_effective")
                var lines = [
                    Observation(
                        .actionOnTime, place: place, unit: unit, assignedAt: context.zone.instant(of: dueOn),
                        maturesAt: context.zone.instant(of: dueOn.advanced(by: 1)),
                        metAt: done.flatMap { $0 <= dueOn ? context.zone.instant(of: $0) : nil })
                ]
                if let judged {
                    let moment = context.zone.instant(of: judged)
                    lines.append(
                        Observation(
                            .actionEffective, place: place, unit: unit, assignedAt: moment,
                            metAt: isEffective == true ? moment : nil))
                }
                return lines
            })
    }

    /// Adopted of those decided (采纳率, S0-38).
    func suggestionObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let row = try row("suggestion_reviews", key: "case_id", context, in: db),
            let decidedOn: LocalDay = try row.get("decided_on", as: LocalDay?.self)
        else { return Observed() }
        let (moment, isAdopted) = (context.zone.instant(of: decidedOn), try row.get("is_adopted", as: Bool.self))
        return Observed([
            Observation(
                .suggestionAdopted, unit: try row.get("unit_id"), assignedAt: moment,
                metAt: isAdopted ? moment : nil)
        ])
    }

    /// What the report of an ended survey tells, and no more: no line stands for somebody's answer.
    func surveyObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let survey = ID<Survey>(id),
            let row = try row("surveys", context, in: db), try row.get("state", as: String.self) == "closed"
        else { return Observed() }
        let report = try SurveyReport(
            Survey.find(survey, of: context.organisation, in: db), at: context.desk, in: db)
        let closedAt: Instant = try row.get("closed_at")
        func line(_ measure: Measure, _ question: String) -> Observation? {
            guard let rate = report.figures.first(where: { $0.question.code == question })?.rate, !rate.isTooSmall
            else { return nil }
            return Observation(measure, assignedAt: closedAt, metAt: closedAt, amount: rate.met, weight: rate.of)
        }
        var lines: [Observation?]
        switch report.survey.kind {
        case .annual:
            lines = [line(.surveySatisfied, "overall"), line(.surveySpoke, "held_back")]
            if let index = report.toldIndex {
                lines.append(
                    Observation(
                        .surveyIndex, assignedAt: closedAt, metAt: closedAt, amount: Int((index * 10).rounded()),
                        weight: 1000))
            }
        case .ltci: lines = [line(.insuranceSatisfied, "overall")]
        case .awareness: lines = [line(.surveyAware, "channels")]
        case .silence: lines = [line(.surveySpoke, "held_back")]
        case .postCase: lines = []
        }
        return Observed(lines.compactMap { $0 })
    }

    /// Points of what is known; a mystery visit counts from its release.
    func inspectionObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let row = try row("inspections", context, in: db), try row.get("is_released", as: Bool.self) else {
            return Observed()
        }
        let madeAt: Instant = try row.get("made_at")
        let isMystery = try row.get("kind", as: String.self) == "mystery"
        return Observed([
            Observation(
                isMystery ? .mysteryPoints : .inspectionPoints, unit: try row.get("unit_id"), assignedAt: madeAt,
                metAt: madeAt, amount: try row.get("reached"), weight: try row.get("possible"))
        ])
    }

    func volumeObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let row = try row("indicator_volumes", context, in: db),
            let month = FigurePeriod(try row.get("month")), let measure = Measure(rawValue: try row.get("kind"))
        else { return Observed() }
        return Observed([
            Observation(
                measure, assignedAt: context.zone.instant(of: month.first),
                maturesAt: context.zone.instant(of: month.next), amount: 0, weight: try row.get("amount"))
        ])
    }
}
