import Foundation
import Hummingbird
import Kernel
import Logging
import Platform
import Storage
import StoragePostgres
import StorageSQLite
import Web

/// The whole program put together: engine, keys, slices, routes. The only place that knows all of them.
package struct Program: Sendable {
    package let configuration: Configuration
    package let database: any Database & Migratable
    package let desk: Desk
    package let front: Front
    package let routes: [Route]
    package let environs: Environs
    package let logger: Logger

    /// Opens the store (making it when absent), brings it to the newest schema, and loads texts and templates.
    /// Throws a sentence for the operator when something is missing.
    /// `environs` replaces where time comes from, for a demonstration that has a past.
    package static func open(
        _ configuration: Configuration, environs other: Environs? = nil, logger: Logger
    ) async throws -> Program {
        let environs = other ?? configuration.environs
        try FileManager.default.createDirectory(
            at: configuration.dataFolder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let database = try openDatabase(configuration, environs: environs)
        guard try await !EngineMove.isUnfinished(in: database) else {
            throw StorageError.migration("The move to this store was not finished. Run huiyin migrate-engine again.")
        }
        let applied = try await database.migrate(try migrations(database.dialect))
        if !applied.isEmpty { logger.info("schema brought up to date", metadata: ["migrations": "\(applied.count)"]) }
        let program = try await assemble(configuration, database: database, environs: environs, logger: logger)
        let desk = program.desk
        for home in try await database.read({ try SearchRebuild.unlooked(in: $0) }) {
            try await database.write { db in try SearchRebuild.beginWhereOutdated(home, at: desk, in: db) }
        }
        return program
    }

    /// Opens an installation without changing its schema; `nil` when it is not there or its schema is another's.
    package static func openUnchanged(_ configuration: Configuration, logger: Logger) async throws -> Program? {
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        if configuration.databaseURL == nil, !FileManager.default.fileExists(atPath: path) { return nil }
        let environs = configuration.environs
        let database = try openDatabase(configuration, environs: environs)
        let known = try migrations(database.dialect).map(\.name)
        guard try await Set(Backup.migrations(of: database)) == Set(known) else {
            await database.close()
            return nil
        }
        return try await assemble(configuration, database: database, environs: environs, logger: logger)
    }

    /// Puts the program together over a store that is already migrated. `given` is what was read before for another.
    package static func assemble(
        _ configuration: Configuration, fittings given: Fittings? = nil, database: any Database & Migratable,
        environs: Environs, logger: Logger
    ) async throws -> Program {
        let fittings = try given ?? Fittings(assetsFolder: configuration.assetsFolder)
        let slices = fittings.slices
        let keyFile = try KeyFile.openOrCreate(
            at: configuration.dataFolder.appendingPathComponent("keys/huiyin.key"), randomBytes: environs.randomBytes)
        let signingFile = try KeyFile.openOrCreate(
            at: configuration.dataFolder.appendingPathComponent("keys/signing.key"), randomBytes: environs.randomBytes)
        let vault = Vault(
            keyFile: keyFile, signer: SigningKey(keyFile: signingFile), randomBytes: environs.randomBytes)
        let rights = Rights(slices.flatMap(\.rights))
        // Anew with each start: what a former process of this machine held, it may still hold.
        let node = hex(environs.randomBytes(6))
        let desk = Desk(
            database: database, vault: vault,
            files: FileStore(
                folder: configuration.dataFolder.appendingPathComponent("files"), environs: environs),
            catalogue: fittings.catalogue, rights: rights,
            reactions: slices.flatMap(\.reactions) + [DutyEndings.reaction],
            attentions: slices.reduce(into: [:]) { $0.merge($1.attentions) { first, _ in first } },
            rounds: slices.flatMap(\.rounds),
            searchSources: slices.reduce(into: [:]) { $0.merge($1.searchSources) { first, _ in first } },
            blindTables: slices.flatMap(\.blindTables),
            addresses: slices.reduce(into: [:]) { $0.merge($1.addresses) { first, _ in first } },
            organisation: OrganisationCache(database: database),
            publicAddress: configuration.publicAddress, live: LiveHub(node: node, signals: database.signals),
            courier: .live(allowing: configuration.webhookHosts), node: node,
            checkpointBook: CheckpointBook(
                file: configuration.dataFolder.appendingPathComponent("evidence/checkpoints.jsonl")),
            metricsToken: configuration.metricsToken,
            press: PrintingPress(
                .init(
                    python: configuration.pressPython,
                    assets: [WebFolder.named("Assets"), configuration.assetsFolder],
                    cache: configuration.dataFolder.appendingPathComponent("cache"))))
        try await database.read { db in
            for home in try OrganisationProfile.list(in: db) { try vault.remember(home.id, in: db) }
        }
        let front = makeFront(configuration, desk: desk, fittings: fittings, environs: environs)
        let routes = slices.flatMap { $0.routes(desk) }
        return Program(
            configuration: configuration, database: database, desk: desk, front: front,
            routes: routes + DescriptionRoutes.all(for: routes, at: desk), environs: environs, logger: logger)
    }

    package static func migrations(_ dialect: Dialect) throws -> [Migration] {
        try Slices.all().flatMap { try $0.migrations(dialect) }
    }

    package func router() -> Router<WebContext> { front.router(routes) }

    /// The store as it is, whatever its schema.
    static func openDatabase(
        _ configuration: Configuration, environs: Environs
    ) throws -> any Database & Migratable {
        if let url = configuration.databaseURL {
            return PostgresDatabase(
                url: url, replicaURL: configuration.replicaURL,
                settings: .init(
                    poolSize: configuration.poolSize, mostLag: .seconds(configuration.replicaLagSeconds)),
                environs: environs)
        }
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        return try SQLiteDatabase(path: path, environs: environs)
    }

    private static func makeFront(
        _ configuration: Configuration, desk: Desk, fittings: Fittings, environs: Environs
    ) -> Front {
        let entries = NavigationGroup.allCases.flatMap { group in
            fittings.slices.flatMap(\.navigation).filter { $0.group == group }.sorted { $0.order < $1.order }
        }
        let rights = desk.rights
        let own = OwnCatalogue(desk: desk, wordings: fittings.slices.compactMap(\.wording), now: environs.now)
        return Front(
            catalogue: desk.catalogue,
            templates: fittings.templates, assets: fittings.assets,
            csrf: CSRF(secret: desk.vault.mac(purpose: "csrf", Array("token".utf8))),
            settings: .init(secureCookies: configuration.secureCookies, trustsProxy: configuration.trustsProxy),
            doorkeeper: Front.Doorkeeper(
                identify: { try await desk.identity(behind: $0) },
                mayEver: { rights.mayEver($0, roles: $1) },
                navigation: { identity, words, path in
                    let shown = entries.filter { $0.isShown(to: identity.actor, by: rights) }
                    // The longest address that fits, so that "/cases/new" does not light "/cases" as well.
                    let here = shown.map(\.address).filter { path == $0 || path.hasPrefix($0 + "/") }.max {
                        $0.count < $1.count
                    }
                    return shown.map {
                        Site.Link(
                            address: $0.address, text: words($0.text), icon: $0.icon, current: $0.address == here,
                            shortcut: $0.shortcut, group: $0.group.title.map { words($0) })
                    }
                },
                organisation: {
                    let profile = try await desk.organisation.current()
                    return (profile.name, profile.zone, try await own.current(for: profile.id))
                }),
            meter: desk.meters, now: environs.now, randomBytes: environs.randomBytes)
    }
}

extension Meters: RequestMeter {}
