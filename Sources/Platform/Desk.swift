import Foundation
import Kernel
import Storage
import Web

/// The tools every behaviour works with. Made once by App and passed to the slices' routes.
package struct Desk: Sendable {
    package let database: any Database
    package let vault: Vault
    package let files: FileStore
    package let catalogue: Catalogue
    package let rights: Rights
    package let reactions: [Reaction]
    /// What is done when a clock wants attention, by the kind of its subject.
    package let attentions: [String: AttentionReaction]
    /// What slices look after in each round of the sweep besides clocks.
    package let rounds: [SweepRound]
    /// How records come into the index of words, by the kind of subject.
    package let searchSources: [String: SearchSource]
    /// The tables with codes of sealed values.
    package let blindTables: [BlindTable]
    /// The organisation this installation serves visitors of; staff carry theirs in their session.
    package let organisation: OrganisationCache
    /// The address people reach this server at, for links in letters and QR codes. Without a slash at the end.
    package let publicAddress: String
    /// The open live pages of this node.
    package let live: LiveHub
    package let courier: Courier
    /// This process among those that share the store.
    package let node: String
    /// Where checkpoints are noted outside the database; nowhere in most tests.
    package let checkpointBook: CheckpointBook?
    /// What is counted for whoever watches over the program.
    package let meters: Meters
    /// What a program must bring to read the figures; without one only this machine may.
    package let metricsToken: String?
    /// Makes files of print pages.
    package let press: PrintingPress

    package init(
        database: any Database, vault: Vault, files: FileStore, catalogue: Catalogue, rights: Rights,
        reactions: [Reaction], attentions: [String: AttentionReaction], rounds: [SweepRound] = [],
        searchSources: [String: SearchSource] = [:], blindTables: [BlindTable] = [], organisation: OrganisationCache,
        publicAddress: String,
        live: LiveHub = LiveHub(),
        courier: Courier = .failing, node: String = "alone", checkpointBook: CheckpointBook? = nil,
        meters: Meters = Meters(), metricsToken: String? = nil, press: PrintingPress = PrintingPress(nil)
    ) {
        self.press = press
        self.node = node
        self.metricsToken = metricsToken
        self.checkpointBook = checkpointBook
        self.meters = meters
        self.live = live
        self.courier = courier
        self.database = database
        self.vault = vault
        self.files = files
        self.catalogue = catalogue
        self.rights = rights
        self.reactions = reactions
        self.attentions = attentions
        self.rounds = rounds
        self.searchSources = searchSources
        self.blindTables = blindTables
        self.organisation = organisation
        self.publicAddress = publicAddress
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await meters.reading { try await database.read(body) }
    }

    /// Figures and overviews may say `.stale`, and a replica may answer them.
    package func read<T: Sendable>(
        _ freshness: Freshness, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await meters.reading { try await database.read(freshness, body) }
    }

    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        let before = live.marks
        let result = try await meters.writing { try await database.write(body) }
        if live.marks != before { live.wake() }
        return result
    }

    /// Runs a form's step once, however often the form is sent: a second sending is answered with the address the
    /// first one led to. Both happen in one transaction.
    package func once(
        _ visit: Visit, _ body: @escaping @Sendable (any Connection) throws -> String
    ) async throws -> String {
        try await once(visit, part: "", body)
    }

    /// The same for one part of a form whose parts are taken in transactions of their own.
    package func once(
        _ visit: Visit, part: String, _ body: @escaping @Sendable (any Connection) throws -> String
    ) async throws -> String {
        let path = part.isEmpty ? visit.request.uri.path : "\(visit.request.uri.path)#\(part)"
        let key = OnceKey(organisation: visit.actor.organisationID, key: visit.once, path: path)
        return try await write { db in
            if let address = try key.earlierAnswer(in: db) { return address }
            let address = try body(db)
            try key.remember(address, in: db)
            return address
        }
    }
}
