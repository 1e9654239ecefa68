/// What every page prints around its content: who reads, in what form, and where they can go.
package struct Site: Sendable {
    package struct Link: Hashable, Sendable {
        package let address: String
        package let text: String
        /// The name of an icon in the sprite.
        package let icon: String
        package let current: Bool
        /// The key that leads there after `g`.
        package let shortcut: String?
        /// The heading it stands under in the menu; `nil` above all headings.
        package let group: String?

        package init(
            address: String, text: String, icon: String, current: Bool, shortcut: String? = nil, group: String? = nil
        ) {
            self.shortcut = shortcut
            self.group = group
            self.address = address
            self.text = text
            self.icon = icon
            self.current = current
        }
    }

    package struct LanguageChoice: Sendable {
        package let code: String
        package let text: String
        package let current: Bool
    }

    package var language: String
    package var organisationName: String
    /// `light`, `dark` or `auto`.
    package var theme: String
    package var isDark: Bool { theme == "dark" }
    /// The large-type form 长辈版 (standards 2.10).
    package var largeType: Bool
    package var languages: [LanguageChoice]
    /// Proves that a form came from our own page.
    package var csrf: String
    /// Makes a form act once however often it is sent.
    package var once: String
    /// The address of this page, for forms that come back to it.
    package var path: String
    package var requestID: String
    /// The server's moment in ISO 8601, from which the page counts: a browser's own clock may be wrong.
    package var moment: String
    /// The sentence left by the step before, if any.
    package var flash: String?
    /// The signed-in employee's name.
    package var staffName: String?
    package var navigation: [Link]
    /// Single-key commands are on; each reader can turn them off (WCAG 2.1.4).
    package var hasShortcuts = true
}

/// The side menu (导航), printed twice on each page of staff: beside it, and folded above it on a phone.
struct SiteMenu: PagePiece {
    static let template = "web/navigation"

    /// Links under one heading; folded until asked for where the menu is long.
    struct Group: Hashable, Sendable {
        let title: String
        let links: [Site.Link]
        let isOpen: Bool
    }

    let hasLooseLinks: Bool
    let looseLinks: [Site.Link]
    /// The headings in the order of the links, each once; the one that holds this page is open.
    let linkGroups: [Group]

    /// So many links are seen at one glance.
    private static let shortMenu = 10

    init(_ navigation: [Site.Link]) {
        looseLinks = navigation.filter { $0.group == nil }
        hasLooseLinks = !looseLinks.isEmpty
        var titles: [String] = []
        for title in navigation.compactMap(\.group) where !titles.contains(title) { titles.append(title) }
        linkGroups = titles.map { title in
            let links = navigation.filter { $0.group == title }
            return Group(
                title: title, links: links,
                isOpen: navigation.count <= SiteMenu.shortMenu || links.contains(where: \.current))
        }
    }
}
