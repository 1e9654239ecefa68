import Foundation

/// Where this module's templates, texts, migrations and data lie when the program runs.
package enum TrainingFolder {
    package static let url = Bundle.module.resourceURL ?? Bundle.module.bundleURL
    package static func named(_ name: String) -> URL { url.appendingPathComponent(name) }
}
