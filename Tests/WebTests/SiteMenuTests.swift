import Testing

@testable import Web

@Suite struct SiteMenuTests {
    private func link(_ number: Int, _ group: String?, current: Bool = false) -> Site.Link {
        Site.Link(address: "/\(number)", text: "\(number)", icon: "house", current: current, group: group)
    }

    @Test func `a long menu folds its headings but the one of this page`() {
        let links =
            [link(0, nil)] + (1...6).map { link($0, "Cases") } + (7...14).map { link($0, "House", current: $0 == 9) }
        let menu = SiteMenu(links)
        #expect(menu.looseLinks.map(\.address) == ["/0"])
        #expect(menu.linkGroups.map(\.title) == ["Cases", "House"])
        #expect(menu.linkGroups.map(\.isOpen) == [false, true])
        #expect(menu.linkGroups.map(\.links.count) == [6, 8])
    }

    @Test func `a short menu stands open`() {
        let menu = SiteMenu([link(0, nil), link(1, "Cases"), link(2, "House")])
        #expect(menu.linkGroups.map(\.isOpen) == [true, true])
    }
}
