import Kernel

/// A part of a whole, both told (占比).
package struct TrainingShare: Hashable, Sendable {
    package let met: Int
    package let of: Int

    package init(_ met: Int, of: Int) {
        self.met = met
        self.of = of
    }

    /// In tenths of a hundred, rounded half up; `nil` of nothing.
    package var tenths: Int? { of == 0 ? nil : (met * 2000 + of) / (of * 2) }
}

/// How a house or a unit stands with training in a period (培训统计).
package struct TrainingFigures: Hashable, Sendable {
    /// Courses required of somebody in service at the end of the period, and those of them passed and counting then.
    package let coverage: TrainingShare
    /// People of whom something is required, and those who have passed all of it.
    package let people: TrainingShare
    /// Quizzes handed in or keyed in the period, and those passed.
    package let passes: TrainingShare
    /// People asked to the sessions held in the period, and those who were there.
    package let attendance: TrainingShare
    /// Sessions held in the period; of a unit those somebody of it was asked to.
    package let sessions: Int

    package init(
        coverage: TrainingShare, people: TrainingShare, passes: TrainingShare, attendance: TrainingShare, sessions: Int
    ) {
        self.coverage = coverage
        self.people = people
        self.passes = passes
        self.attendance = attendance
        self.sessions = sessions
    }

    /// The same from what each person needs; a pure count.
    package init(
        needs: [[TrainingNeed]], passes: TrainingShare, attendance: TrainingShare, sessions: Int
    ) {
        let asked = needs.filter { !$0.isEmpty }
        self.init(
            coverage: TrainingShare(
                asked.reduce(0) { $0 + $1.count { $0.state.isMet } }, of: asked.reduce(0) { $0 + $1.count }),
            people: TrainingShare(asked.count { $0.allSatisfy(\.state.isMet) }, of: asked.count), passes: passes,
            attendance: attendance, sessions: sessions)
    }
}
