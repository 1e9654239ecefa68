import Kernel
import Platform

/// What can be done with training (培训权限). What a person passed is theirs: they read it, who heads their unit, and who
/// looks after training; never a colleague.
package enum TrainingAction: String, Action {
    /// One's own courses, quizzes and records; which courses and sessions there are.
    case takePart = "training.own"
    /// Change, add and retire courses, and see their answers.
    case editCourses = "training.courses.edit"
    /// Plan, move and call off sessions, and ask people to come.
    case planSession = "training.sessions.plan"
    /// Key who was there and what paper quizzes say.
    case keySession = "training.sessions.key"
    /// Read who lacks what, and the records of a person.
    case readResults = "training.results.read"
    /// Read how many are trained, without names.
    case readFigures = "training.figures.read"

    private static let keepers: [Role] = [.humanResources, .qualitySupervisor]
    private static let everybody = Role.allCases.filter { $0 != .regulator }

    static let lines: [Right] =
        Right.lines(TrainingAction.takePart, everybody)
        + Right.lines(TrainingAction.editCourses, keepers)
        + Right.lines(TrainingAction.planSession, keepers + [.complaintLeader, .coordinator])
        + Right.lines(TrainingAction.planSession, everybody, .unitHead)
        + Right.lines(TrainingAction.keySession, keepers)
        + Right.lines(TrainingAction.keySession, everybody, .holder)
        + Right.lines(TrainingAction.readResults, keepers)
        + Right.lines(TrainingAction.readResults, everybody, .unitHead)
        + Right.lines(TrainingAction.readResults, everybody, .own)
        + Right.lines(
            TrainingAction.readFigures,
            keepers + [
                .unitHead, .complaintLeader, .coordinator, .supervisor, .director, .chiefExecutive, .auditor,
            ])
}
