import Casework
import Foundation
import Kernel
import Logging
import Platform
import Storage
import StorageSQLite

/// A home of its own for one measurement: a fresh folder with the named world, removed when done.
struct BenchHome {
    let program: Program
    let cases: CaseDesk
    let database: any Database
    private let folder: URL?

    /// In a store that is there already.
    init(of program: Program) throws {
        try self.init(program, folder: nil)
    }

    private init(_ program: Program, folder: URL?) throws {
        self.program = program
        cases = CaseDesk(desk: program.desk, rules: try CaseworkData.load())
        database = program.database
        self.folder = folder
    }

    static func open(in parent: URL, groupCommit: Bool = true) async throws -> BenchHome {
        let folder = parent.appendingPathComponent("huiyin-bench-" + hex(Environs.live.randomBytes(6)))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = try SQLiteDatabase(
            path: folder.appendingPathComponent("huiyin.sqlite").path, environs: .live,
            settings: .init(groupCommit: groupCommit))
        return try await make(on: database, in: folder)
    }

    static func make(on database: any Database & Migratable, in folder: URL) async throws -> BenchHome {
        _ = try await database.migrate(try Program.migrations(database.dialect))
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let program = try await Program.assemble(
            Configuration(dataFolder: folder), database: database, environs: .live, logger: logger)
        try await World.make(in: program)
        return try BenchHome(program, folder: folder)
    }

    /// A copy of the store as it is now, where it is a file.
    func copy(to file: URL) throws { try (database as? SQLiteDatabase)?.copy(to: file.path) }

    func close() async {
        await database.close()
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    /// Registers one ordinary complaint, as the public form does.
    @discardableResult
    func register(_ number: Int) async throws -> Case {
        let (cases, world) = (cases, World.organisation)
        return try await database.write { db in
            let group = try BenchFill.group(in: db)
            return try cases.receive(by: Actor(organisationID: world, kind: .visitor), in: db) { id, caseNumber in
                Registration(
                    id: id, organisationID: world, number: caseNumber, zone: .shanghai, kind: .complaint, channel: .web,
                    secrecy: .open, complainant: Complainant(kind: .child, name: "B\(number)", phone: "13800000000"),
                    receivedAt: db.now, accountableGroup: group,
                    narrative: "Complaint number \(number): the soup was cold again and nobody came when called.",
                    allegations: CategoryCode("DIN-01").map { [NewAllegation(text: "Cold soup", category: $0)] } ?? [])
            }.subject
        }
    }
}
