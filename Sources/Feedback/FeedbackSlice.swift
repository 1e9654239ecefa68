import Platform
import Web

/// What people say when they are asked (反馈): surveys and follow-ups.
package enum FeedbackSlice {
    package static func make() throws -> Slice {
        Slice(name: "feedback", folder: FeedbackFolder.url, routes: { _ in [] })
    }
}
