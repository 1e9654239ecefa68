import Foundation
import Kernel

/// Where this module's texts and calendars lie when the program runs.
package enum DeadlinesFolder {
    package static let url = Bundle.module.resourceURL ?? Bundle.module.bundleURL
    package static func named(_ name: String) -> URL { url.appendingPathComponent(name) }
}
