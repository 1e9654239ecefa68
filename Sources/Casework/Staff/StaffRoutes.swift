import Platform
import Web

/// What employees work at: desk, inbox, register, case page, approvals, search.
enum StaffRoutes {
    static func all(_ cases: CaseDesk) -> [Route] { [] }
}
