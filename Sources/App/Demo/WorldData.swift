import Foundation
import Kernel
import People
import Platform
import Yams

/// The named world as it stands in `Data/world.yaml`.
struct WorldData: Decodable {
    let organisation: Home
    let units: [Unit]
    let posts: [String]
    let staff: [Member]
    let people: [Served]

    struct Home: Decodable {
        let name: String
        let kind: String
        let phone: String
        let address: String
    }

    struct Unit: Decodable {
        let key: String
        let kind: String
        let name: String
        let parent: String?
        let head: String?
    }

    struct Member: Decodable {
        let login: String
        let number: String
        let name: String
        let post: String
        let roles: [String]
        let units: [String]
    }

    struct Served: Decodable {
        let name: String
        let sex: String
        let born: String
        let unit: String
        let room: String
        let bed: String
        let payer: String
        let ability: Int
        let cognition: Bool?
        let relatives: [Kin]
    }

    struct Kin: Decodable {
        let name: String
        let relation: String
        let phone: String
        let authorities: [String]
        let topics: [String]
        let spokesperson: Bool?
    }

    static func load() throws -> WorldData {
        let text = try String(contentsOf: AppFolder.named("Data/world.yaml"), encoding: .utf8)
        return try YAMLDecoder().decode(WorldData.self, from: text)
    }
}
