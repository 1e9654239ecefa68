import Foundation
import Kernel
import Storage
import Web

/// One area of the product: what it brings to the program. App lists the slices; nothing else ties them together.
package struct Slice: Sendable {
    package let name: String
    /// The folder with `Templates`, `Strings` and `Migrations`.
    package let folder: URL
    package let rights: [Right]
    package let navigation: [NavigationEntry]
    package let reactions: [Reaction]
    /// What the slice does when a clock of its subjects wants attention, by kind of subject.
    package let attentions: [String: AttentionReaction]
    /// What the slice looks after in each round of the sweep besides clocks.
    package let rounds: [SweepRound]
    /// How its records come into the index of words, by kind of subject.
    package let searchSources: [String: SearchSource]
    /// Its columns of sealed values, which a change of keys re-seals.
    package let sealedColumns: [SealedColumn]
    /// Its tables with codes of sealed values, which a change of their key writes anew.
    package let blindTables: [BlindTable]
    /// Where its records are shown, by kind of subject; `{id}` stands for the record's.
    package let addresses: [String: String]
    /// What an organisation calls things itself.
    package let wording: Wording?
    package let routes: @Sendable (Desk) -> [Route]

    package init(
        name: String, folder: URL, rights: [Right] = [], navigation: [NavigationEntry] = [],
        reactions: [Reaction] = [], attentions: [String: AttentionReaction] = [:],
        rounds: [SweepRound] = [], searchSources: [String: SearchSource] = [:], sealedColumns: [SealedColumn] = [],
        blindTables: [BlindTable] = [], addresses: [String: String] = [:], wording: Wording? = nil,
        routes: @escaping @Sendable (Desk) -> [Route]
    ) {
        self.name = name
        self.folder = folder
        self.rights = rights
        self.navigation = navigation
        self.reactions = reactions
        self.attentions = attentions
        self.rounds = rounds
        self.searchSources = searchSources
        self.sealedColumns = sealedColumns
        self.blindTables = blindTables
        self.addresses = addresses
        self.wording = wording
        self.routes = routes
    }

    /// Empty for a slice that keeps no table of its own and so has no such folder.
    package func migrations(_ dialect: Dialect) throws -> [Migration] {
        let own = folder.appendingPathComponent("Migrations")
        guard FileManager.default.fileExists(atPath: own.path) else { return [] }
        return try Migration.load(slice: name, folder: own, dialect: dialect)
    }

    /// The folders of texts: `Strings` itself and one level of folders below it.
    package var stringFolders: [URL] {
        let root = folder.appendingPathComponent("Strings")
        let below = (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
        return [root] + below.filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
    }
}

/// A line of the staff's menu, shown to those who may ever do its action.
package struct NavigationEntry: Sendable {
    package let address: String
    /// Key of the text.
    package let text: String
    package let icon: String
    package let action: String
    /// Shown only to those who may do the action without any tie to the record.
    package let isForAnyRecord: Bool
    package let group: NavigationGroup
    /// Smaller comes first within the group.
    package let order: Int
    /// The key that leads there after `g`.
    package let shortcut: String?

    package init(
        address: String, text: String, icon: String, action: some Action, isForAnyRecord: Bool = false,
        in group: NavigationGroup = .work, order: Int, shortcut: String? = nil
    ) {
        self.group = group
        self.shortcut = shortcut
        self.isForAnyRecord = isForAnyRecord
        self.address = address
        self.text = text
        self.icon = icon
        self.action = action.rawValue
        self.order = order
    }

    /// Whether the line stands in the actor's menu.
    package func isShown(to actor: Actor, by rights: Rights) -> Bool {
        isForAnyRecord ? rights.allows(action, to: actor) : rights.mayEver(action, roles: actor.roles)
    }
}

/// The parts of the menu (菜单分组), in their order.
package enum NavigationGroup: String, Sendable, CaseIterable {
    /// What everybody begins the day with; it has no heading.
    case work
    /// 个案
    case cases
    /// 统计与改进
    case learning
    /// 本院
    case house
    /// 系统管理
    case administration

    /// Key of the heading.
    package var title: String? { self == .work ? nil : "platform.navigation.\(rawValue)" }
}

/// What another part does when something happened, inside the same transaction.
package typealias Reaction = @Sendable (Event, any Connection, Desk) throws -> Void
