import Mustache

/// A page's stored values as dictionaries and arrays, made once for a rendering. Mustache would else reflect on every
/// struct around a tag for each tag it meets, which for a list of fifty cases is most of the page's time.
enum PageTree {
    static func tree(_ site: Site, _ page: some Page) -> [String: Any] {
        ["site": node(of: site), "page": node(of: page) ?? [String: Any]()]
    }

    /// `nil` for an absent optional, so that its name is looked up further out.
    private static func node(of value: Any) -> Any? {
        switch value {
        case let text as String: return text
        case let flag as Bool: return flag
        case let number as Int: return number
        case is any MustacheCustomRenderable: return value
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { node(of: $0.value) }
        case .collection: return mirror.children.compactMap { node(of: $0.value) }
        case .struct where !mirror.children.isEmpty: return fields(of: mirror)
        default: return value
        }
    }

    /// What the layouts ask of a site beyond its stored values.
    private static func node(of site: Site) -> [String: Any] {
        fields(of: Mirror(reflecting: site)).merging([
            "isDark": site.isDark, "isLight": site.theme == "light",
            "isAutomatic": site.theme != "dark" && site.theme != "light",
            "hasNavigation": !site.navigation.isEmpty, "hasLooseLinks": !site.looseLinks.isEmpty,
            "looseLinks": site.looseLinks.compactMap { node(of: $0) },
            "linkGroups": site.linkGroups.compactMap { node(of: $0) },
        ]) { _, added in added }
    }

    private static func fields(of mirror: Mirror) -> [String: Any] {
        var fields: [String: Any] = [:]
        for child in mirror.children {
            guard let label = child.label, let node = node(of: child.value) else { continue }
            fields[label] = node
        }
        return fields
    }
}
