import Kernel

/// How two cases belong together (个案关联). Each is read in both directions.
package enum LinkKind: String, Codable, Sendable, CaseIterable {
    /// 相关
    case related
    /// 后续：follows an earlier one.
    case followUpOf = "follow_up_of"
    /// 起因：was caused by the other.
    case causedBy = "caused_by"
    /// 同一群发事件
    case sameCluster = "same_cluster"

    /// The words seen from the case that holds the link, and from the other.
    package var key: String { "casework.link.\(rawValue)" }
    package var inverseKey: String { "casework.link_inverse.\(rawValue)" }
}

/// Ties this case to another (建立关联).
package struct CaseLink: CaseChange {
    static let limit = 50

    package var to: ID<Case>
    package var number: CaseNumber
    package var kind: LinkKind
    package var reason: String

    var action: CaseAction { .link }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason, limit: 1000)
        fields.require(to != subject.id, "other", "link_with_itself")
        fields.require(
            !subject.identity.links.contains { $0.to == to && $0.kind == kind }, "other", "linked_already")
        fields.require(subject.identity.links.count < CaseLink.limit, "other", "too_many_links")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) { subject.identity.links.append(self) }
}

/// Takes a tie away that was drawn in error (解除关联); that it stood stays in the history.
package struct Unlinking: CaseChange {
    package var to: ID<Case>
    package var number: CaseNumber
    package var kind: LinkKind
    package var reason: String

    var action: CaseAction { .unlink }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason, limit: 1000)
        let stands = subject.identity.links.contains { $0.to == to && $0.kind == kind }
        fields.require(stands, "link", "no_such_link")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.identity.links.removeAll { $0.to == to && $0.kind == kind }
    }
}
