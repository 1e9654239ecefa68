import Kernel
import Platform
import Storage

extension CaseDesk {
    /// The case a proved number and PIN lead to. A merged case leads to the one that lives on when both complainants are
    /// one person; to somebody else's words nobody is led, they keep their own page, which says how it goes on.
    func led(from id: ID<Case>, of organisation: ID<Organisation>, in db: any Connection) throws -> ID<Case> {
        let own = try Case.find(id, of: organisation, at: desk, in: db)
        guard own.state == .merged else { return id }
        let survivor = try survivor(of: own, in: db)
        return survivor.complainant.isSamePerson(as: own.complainant) ? survivor.id : id
    }
}
