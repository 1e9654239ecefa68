import Kernel
import Platform
import Storage

extension CaseDesk {
    /// The case, when the actor may read it now. Throws `Problem.forbidden` or `Problem.notFound`.
    func readable(_ id: ID<Case>, for actor: Actor, in db: any Connection) throws -> Case {
        let subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        try desk.rights.must(subject.readingAction, actor, as: subject.relations(of: try Standing.of(actor, in: db)))
        return subject
    }
}
