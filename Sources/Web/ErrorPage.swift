/// What a person sees when something did not work: what, and what to do.
package struct ErrorPage: Page {
    package static let template = "web/error"

    /// A field of a form that could not be taken because the session had ended.
    package struct KeptField: Sendable {
        package let name: String
        package let value: String
    }

    package let title: String
    package let status: Int
    package let sentence: String
    package let hint: String
    /// Where the kept form goes once somebody is signed in again.
    package let keptAddress: String
    package let kept: [KeptField]
    package var hasKept: Bool { !kept.isEmpty }
    package let isStaff: Bool
}
