import Kernel
import Platform

/// Something to be done within a case (子任务), by somebody, by a moment. While one is open the case cannot be closed.
package struct SubTask: Hashable, Codable, Sendable {
    package let number: Int
    package let text: String
    package let owner: ID<Staff>
    package let givenBy: Author
    package let givenAt: Instant
    package let dueAt: Instant
    package internal(set) var doneAt: Instant?
    package internal(set) var doneBy: ID<Staff>?
    package internal(set) var evidence: String?
    package internal(set) var dropReason: String?
    /// When it ended without being done: dropped, or with its round.
    package internal(set) var endedAt: Instant?

    package var isOpen: Bool { doneAt == nil && endedAt == nil }
}

/// A sub-task is given to somebody (派子任务).
package struct NewTask: CaseChange {
    static let limit = 100
    static let longestDays = 366

    package var text: String
    package var owner: ID<Staff>
    package var dueAt: Instant

    var action: CaseAction { .addTask }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("task", text, limit: 1000)
        fields.require(!subject.complainedAbout.staff.contains(owner), "owner", "person_is_named")
        fields.require(now < dueAt, "due_at", "moment_is_past")
        fields.require(dueAt < now.advanced(byHours: NewTask.longestDays * 24), "due_at", "too_far")
        fields.require(subject.teamwork.tasks.count < NewTask.limit, "task", "too_many_tasks")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.teamwork.tasks.append(
            SubTask(
                number: subject.teamwork.tasks.count + 1, text: text, owner: owner, givenBy: author, givenAt: now,
                dueAt: dueAt))
    }
}

/// The owner reports a sub-task done, with what shows it (子任务完成).
package struct TaskCompletion: CaseChange {
    package var number: Int
    package var evidence: String

    var action: CaseAction { .completeTask }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("evidence", evidence)
        let own = subject.teamwork.openTasks.filter { subject.isActing(actor.staffID, for: $0.owner) }
        fields.require(own.contains { $0.number == number }, "number", "no_such_task")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.teamwork.tasks.firstIndex(where: { $0.number == number }) else { return }
        subject.teamwork.tasks[index].doneAt = now
        subject.teamwork.tasks[index].doneBy = author.staffID
        subject.teamwork.tasks[index].evidence = evidence
    }
}

/// A sub-task is no longer needed (撤销子任务), with the reason.
package struct TaskRemoval: CaseChange {
    package var number: Int
    package var reason: String

    var action: CaseAction { .dropTask }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(subject.teamwork.openTasks.contains { $0.number == number }, "number", "no_such_task")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.teamwork.tasks.firstIndex(where: { $0.number == number }) else { return }
        subject.teamwork.tasks[index].dropReason = reason
        subject.teamwork.tasks[index].endedAt = now
    }
}
