import Crypto
import Foundation

/// The files a browser may fetch: ours from the sources, third parties' from the folder `bin/setup` fills.
/// Read once at start; addressed by content so they can be cached for ever.
package struct Assets: Sendable {
    package struct File: Sendable {
        package let bytes: [UInt8]
        package let gzipped: [UInt8]?
        package let type: String
        package let version: String
    }

    private let files: [String: File]

    /// Reads every file below the folders; a file `x.gz` beside `x` is its compressed form. An earlier folder wins.
    package init(folders: [URL]) throws {
        var files: [String: File] = [:]
        for folder in folders {
            let root = folder.standardizedFileURL.path + "/"
            guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
            else { continue }
            for case let url as URL in walk {
                let path = url.standardizedFileURL.path
                guard let type = Assets.type(of: path), path.hasPrefix(root) else { continue }
                let name = String(path.dropFirst(root.count))
                guard files[name] == nil else { continue }
                let bytes = [UInt8](try Data(contentsOf: url))
                let gzipped = FileManager.default.contents(atPath: path + ".gz").map { [UInt8]($0) }
                let version = SHA256.hash(data: bytes).prefix(6).map { String(format: "%02x", $0) }.joined()
                files[name] = File(bytes: bytes, gzipped: gzipped, type: type, version: version)
            }
        }
        self.files = files
    }

    package func file(_ name: String) -> File? { files[name] }

    /// `/assets/huiyin.css?v=0123456789ab`; `nil` when there is no such file.
    package func address(of name: String) -> String? {
        files[name].map { "/assets/\(name)?v=\($0.version)" }
    }

    private static func type(of path: String) -> String? {
        switch (path as NSString).pathExtension {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "webmanifest": "application/manifest+json"
        default: nil
        }
    }
}
