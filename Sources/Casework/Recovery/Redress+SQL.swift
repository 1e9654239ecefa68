import Kernel
import Platform
import Storage

extension Case {
    /// Writes the tables that the lists of money, recovery and reports are read from, when they changed.
    func saveRedress(after before: Case?, in db: any Connection) throws {
        let isSame =
            before?.redress == redress && before?.decision == decision && before?.state == state
            && before?.confirmation == confirmation
        guard !isSame else { return }
        try saveMoney(in: db)
        try saveRecoveries(in: db)
        try saveReports(in: db)
        try saveWaivers(in: db)
    }
}
