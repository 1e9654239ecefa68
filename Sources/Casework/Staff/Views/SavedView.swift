import Kernel
import Platform
import Web

/// A filter of a list kept under a name (个人视图): one's own, or shared with a unit. It is an address and holds no
/// rights: whoever opens it sees what they may see.
struct SavedView: Sendable, Hashable {
    /// Which list it narrows.
    enum List: String, CaseIterable, Sendable {
        case register
        case inbox

        var path: String {
            switch self {
            case .register: "/cases"
            case .inbox: "/inbox"
            }
        }

        /// The filters of an address as this list writes them; anything else in it is dropped.
        func query(_ given: (String) -> String) -> String {
            let address =
                switch self {
                case .register: RegisterFilter(given).address("")
                case .inbox: InboxFilter(given).address("")
                }
            return String(address.drop { $0 == "?" })
        }
    }

    let id: ID<SavedView>
    let owner: ID<Staff>
    /// The unit it is shared with.
    let unit: ID<OrganisationUnit>?
    let list: List
    let name: String
    let query: String

    static let limit = 50
    static let nameLimit = 60

    var address: String { query.isEmpty ? list.path : "\(list.path)?\(query)" }
}

/// The views above a list, and what saving the present filter takes.
struct ViewBar: Sendable {
    struct Link: Sendable {
        let address: String
        let name: String
        let isShared: Bool
        let current: Bool
    }

    let links: [Link]
    let hasLinks: Bool
    let list: String
    let query: String
    let name: Field
    let unit: Field
    let canSave: Bool

    init(
        _ views: [SavedView], list: SavedView.List, query: String, units: [(id: ID<OrganisationUnit>, name: String)],
        _ words: Words
    ) {
        links = views.map {
            Link(address: $0.address, name: $0.name, isShared: $0.unit != nil, current: $0.query == query)
        }
        hasLinks = !links.isEmpty
        self.list = list.rawValue
        self.query = query
        canSave = !query.isEmpty
        name = .text("view_name", words("casework.views.name"), required: true, limit: SavedView.nameLimit)
        unit = .select(
            "view_unit", words("casework.views.unit"), options: units.map { .init($0.id.text, $0.name) },
            blank: words("casework.views.own"))
    }
}
