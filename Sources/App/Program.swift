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
        let applied = try await database.migrate(try migrations(database.dialect))
        if !applied.isEmpty { logger.info("schema brought up to date", metadata: ["migrations": "\(applied.count)"]) }
        let program = try await assemble(configuration, database: database, environs: environs, logger: logger)
        let written = try await program.renewSearch()
        if written > 0 { logger.info("index of words written anew", metadata: ["documents": "\(written)"]) }
        return program
    }

    /// Writes anew what an earlier version put into the index of words; returns how many documents that were.
    package func renewSearch() async throws -> Int {
        let sources = try Slices.all().reduce(into: [:]) { $0.merge($1.searchSources) { first, _ in first } }
        return try await SearchRebuild.run(sources, at: desk)
    }

    /// Puts the program together over a store that is already migrated.
    package static func assemble(
        _ configuration: Configuration, database: any Database & Migratable, environs: Environs, logger: Logger
    ) async throws -> Program {
        let slices = try Slices.all()
        let keyFile = try KeyFile.openOrCreate(
            at: configuration.dataFolder.appendingPathComponent("keys/huiyin.key"), randomBytes: environs.randomBytes)
        let vault = Vault(keyFile: keyFile, randomBytes: environs.randomBytes)
        let catalogue = try Catalogue(folders: Slices.baseStringFolders + slices.flatMap(\.stringFolders))
        let rights = Rights(slices.flatMap(\.rights))
        let desk = Desk(
            database: database, vault: vault,
            files: FileStore(
                folder: configuration.dataFolder.appendingPathComponent("files"), randomBytes: environs.randomBytes),
            catalogue: catalogue, rights: rights, reactions: slices.flatMap(\.reactions),
            attentions: slices.reduce(into: [:]) { $0.merge($1.attentions) { first, _ in first } },
            rounds: slices.flatMap(\.rounds), organisation: OrganisationCache(database: database),
            publicAddress: configuration.publicAddress, courier: .live(allowing: configuration.webhookHosts))
        try await database.read { db in
            for home in try OrganisationProfile.list(in: db) { try vault.remember(home.id, in: db) }
        }
        let front = try makeFront(configuration, desk: desk, slices: slices, environs: environs)
        let routes = slices.flatMap { $0.routes(desk) }
        return Program(
            configuration: configuration, database: database, desk: desk, front: front,
            routes: routes + DescriptionRoutes.all(for: routes, at: desk), environs: environs, logger: logger)
    }

    package static func migrations(_ dialect: Dialect) throws -> [Migration] {
        try Slices.all().flatMap { try $0.migrations(dialect) }
    }

    package func router() -> Router<WebContext> { front.router(routes) }

    private static func openDatabase(
        _ configuration: Configuration, environs: Environs
    ) throws -> any Database & Migratable {
        if let url = configuration.databaseURL {
            return PostgresDatabase(url: url, poolSize: 8, environs: environs)
        }
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        return try SQLiteDatabase(path: path, environs: environs)
    }

    private static func makeFront(
        _ configuration: Configuration, desk: Desk, slices: [Slice], environs: Environs
    ) throws -> Front {
        let assets = try Assets(folders: [WebFolder.named("Assets"), configuration.assetsFolder])
        let folders = [WebFolder.named("Templates")] + slices.map { $0.folder.appendingPathComponent("Templates") }
        let entries = NavigationGroup.allCases.flatMap { group in
            slices.flatMap(\.navigation).filter { $0.group == group }.sorted { $0.order < $1.order }
        }
        let rights = desk.rights
        return Front(
            catalogue: desk.catalogue,
            templates: try Templates(folders: folders, catalogue: desk.catalogue, assets: assets), assets: assets,
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
                    return (profile.name, profile.zone)
                }),
            now: environs.now, randomBytes: environs.randomBytes)
    }
}
