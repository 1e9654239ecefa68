import Kernel
import Platform
import Storage
import Web

/// Records of another slice that have terms of their own (其他记录的保存期限), such as entries of registers. App passes
/// them in, for Casework knows none; what is held stays held, by the same holds.
package struct RetainedRecords: Sendable {
    /// One record whose term is over.
    package struct Due: Sendable {
        let number: String
        let kind: @Sendable (Language) -> String
        let address: String
        let keptUntil: LocalDay
        let manner: RetentionManner

        package init(
            number: String, kind: @escaping @Sendable (Language) -> String, address: String, keptUntil: LocalDay,
            manner: RetentionManner
        ) {
            self.number = number
            self.kind = kind
            self.address = address
            self.keptUntil = keptUntil
            self.manner = manner
        }
    }

    /// How many are due that were to be kept until that day or an earlier one.
    let count: @Sendable (RetentionManner, ID<Organisation>, LocalDay, any Connection) throws -> Int
    /// The first of them of either manner, the longest over first.
    let due: @Sendable (ID<Organisation>, LocalDay, Int, any Connection) throws -> [Due]
    /// Deals with a batch and tells how many; 0 when nothing more can be done.
    let dispose: @Sendable (Desk, RetentionManner, ID<Organisation>, LocalDay) async throws -> Int

    package init(
        count: @escaping @Sendable (RetentionManner, ID<Organisation>, LocalDay, any Connection) throws -> Int,
        due: @escaping @Sendable (ID<Organisation>, LocalDay, Int, any Connection) throws -> [Due],
        dispose: @escaping @Sendable (Desk, RetentionManner, ID<Organisation>, LocalDay) async throws -> Int
    ) {
        self.count = count
        self.due = due
        self.dispose = dispose
    }

    /// There are none.
    package static let none = RetainedRecords(
        count: { _, _, _, _ in 0 }, due: { _, _, _, _ in [] }, dispose: { _, _, _, _ in 0 })
}
