import Testing
import Web

@testable import Platform

@Suite struct `The texts of files and search` {
    private let catalogue: Catalogue

    init() throws { catalogue = try Catalogue(folders: [PlatformFolder.named("Strings").appendingPathComponent("vault")]) }

    @Test(arguments: FileKind.allCases)
    func `name each kind of file`(kind: FileKind) {
        #expect(catalogue.has(kind.labelKey))
        #expect(catalogue.has(kind.category.labelKey))
    }

    @Test(arguments: ["empty", "unknown_kind", "too_large", "broken_photo", "too_many"])
    func `say why a file was refused`(key: String) { #expect(catalogue.has("platform.files.\(key)")) }
}
