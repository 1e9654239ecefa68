import Foundation
import Kernel
import People
import Platform
import Yams

/// What `Data/world.yaml` says of the named world.
struct WorldData: Decodable, Sendable {
    struct Home: Decodable, Sendable {
        let name: String
        let phone: String
        let address: String
    }

    struct Member: Decodable, Sendable {
        let login: String
        let name: String
        let roles: [Role]
        let units: [String]
        let post: String
        let head: Bool?
    }

    struct Resident: Decodable, Sendable {
        let name: String
        let sex: String
        let born: String
        let floor: String
        let room: String
        let bed: String
        let ability: String
        let impaired: Bool?
        let needs: [String]?
        let dialect: String?
        let phone: String
        let health: String?
        let families: [Family]?
    }

    struct Family: Decodable, Sendable {
        let name: String
        let relation: String
        let phone: String
        let scope: [String]
        let authority: String?
        let speaks: Bool?
        let conflict: String?
    }

    let home: Home
    /// The name of a unit by its case.
    let units: [String: String]
    let members: [Member]
    /// How the papers of representatives are numbered, by the kind of authority.
    let documents: [String: String]
    let residents: [Resident]
    let places: Places

    /// How a place is called in a sentence.
    struct Places: Decodable, Sendable {
        let room: String
        let ward: String
        let home: String
    }

    static let shared: WorldData = {
        do {
            let text = try String(contentsOf: AppFolder.named("Data/world.yaml"), encoding: .utf8)
            return try YAMLDecoder().decode(WorldData.self, from: text)
        } catch {
            preconditionFailure("The program's data file world.yaml is missing or wrong; install it again. \(error)")
        }
    }()

    /// A word of the file as the value it stands for; a wrong word is our mistake and stops the program at first use.
    static func known<Value>(_ word: String, _ value: Value?) -> Value {
        guard let value else { preconditionFailure("world.yaml says “\(word)”, which nothing is called.") }
        return value
    }
}

extension World.Unit {
    /// By the name of its case.
    static func named(_ name: String) -> World.Unit {
        WorldData.known(name, allCases.first { "\($0)" == name })
    }
}
