import Foundation
import Platform
import Web

/// What the program reads from its own folders: the same for every store and every organisation.
package struct Fittings: Sendable {
    let slices: [Slice]
    let catalogue: Catalogue
    let templates: Templates
    let assets: Assets

    /// Throws when a data file, a text or a template is wrong. `assetsFolder` holds what `bin/assets` fetched.
    package init(assetsFolder: URL) throws {
        slices = try Slices.all()
        catalogue = try Catalogue(folders: Slices.baseStringFolders + slices.flatMap(\.stringFolders))
        assets = try Assets(folders: [WebFolder.named("Assets"), assetsFolder])
        let folders = [WebFolder.named("Templates")] + slices.map { $0.folder.appendingPathComponent("Templates") }
        templates = try Templates(folders: folders, catalogue: catalogue, assets: assets)
    }
}
