import Kernel
import Platform
import Storage
import Web

/// Training (培训): everybody learns regularly how to serve, listen and handle a complaint (S0-29, S0-30).
///
/// `Courses/` holds what is taught as data with versions: the product's courses and the house's own. `Sessions/` are
/// planned, moved, called off and held; the sheet says who was there. `Quiz/` is taken by each for themselves, with the
/// questions in an order drawn from a seed, or keyed from paper; `TrainingRecord` is what counts. `Due/` works out, as a
/// pure rule, who lacks what their role requires, since when and by when. `Figures/` counts coverage and passes for the
/// page and for other slices. A session held settles the shipped duty `staff_training`.
package enum TrainingSlice {
    /// Reads the courses; throws at start when the file is wrong.
    package static func make() throws -> Slice {
        let shelf = CourseShelf(library: try CourseLibrary.load())
        return Slice(
            name: "training", folder: TrainingFolder.url, rights: TrainingAction.lines, navigation: navigation,
            rounds: [{ desk in try await TrainingUpkeep.work(shelf, at: desk) }],
            sealedColumns: [SealedColumn("training_sittings", "answers_sealed") { QuizSitting.context($0[0]) }],
            addresses: [
                TrainingSession.subjectKind: "/training/sessions/{id}", "training_sitting": "/training/quizzes/{id}",
            ],
            routes: { desk in
                let training = TrainingDesk(desk: desk, shelf: shelf)
                return OwnRoutes.all(training) + QuizRoutes.all(training) + CourseRoutes.all(training)
                    + SessionRoutes.all(training) + SheetRoutes.all(training) + DueRoutes.all(training)
                    + TrainingApi.all(training)
            })
    }

    private static let navigation = [
        NavigationEntry(
            address: "/training", text: "training.title", icon: "book", action: TrainingAction.takePart,
            in: .house, order: 30)
    ]
}
