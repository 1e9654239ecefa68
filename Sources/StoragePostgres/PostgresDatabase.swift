import CPostgres
import Kernel
import Storage

/// PostgreSQL behind the storage seam.
package final class PostgresDatabase: Database, Migratable {
    package let dialect = Dialect.postgres

    package init(url: String, poolSize: Int = 8, environs: Environs) throws {
        throw StorageError.unavailable("The PostgreSQL engine is not here yet.")
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        throw StorageError.unavailable("")
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        throw StorageError.unavailable("")
    }

    package func close() async {}
    package func migrate(_ migrations: [Migration]) async throws -> [String] { [] }
}
