import Kernel

/// A person's word on the level (确认定级). It may be more serious than the suggestion, never less: that is a downgrade.
package struct LevelConfirmation: CaseChange {
    package var level: ResponseLevel
    package var reason: String?

    var action: CaseAction { .confirmLevel }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        let suggested = (subject.level.suggestion?.level ?? .four).orWorse(subject.level.confirmed ?? .four)
        fields.require(!suggested.isMoreSerious(than: level), "level", "below_suggestion")
        fields.optional("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.setLevel(level, reason, by: author, at: now)
    }
}

/// A more serious level (升级): any time, by anyone handling.
package struct Upgrade: CaseChange {
    package var level: ResponseLevel
    package var reason: String

    var action: CaseAction { .upgrade }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require(level.isMoreSerious(than: subject.level.current ?? .four), "level", "not_more_serious")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.setLevel(level, reason, by: author, at: now)
    }
}

/// A less serious level (降级): only by the approver of the present level, with a reason.
package struct Downgrade: CaseChange {
    package var level: ResponseLevel
    package var reason: String

    var action: CaseAction { .downgrade }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        guard !subject.approverRoles.isDisjoint(with: actor.roles) else {
            throw .forbidden("casework.refusal.downgrade_by_approver")
        }
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.require((subject.level.current ?? .four).isMoreSerious(than: level), "level", "not_less_serious")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.setLevel(level, reason, by: author, at: now)
    }
}

extension Case {
    fileprivate mutating func setLevel(
        _ new: ResponseLevel, _ reason: String?, by author: Author, at now: Instant
    ) {
        level.confirmed = new
        level.history.append(LevelChange(at: now, by: author, level: new, reason: reason))
    }
}
