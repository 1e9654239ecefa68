import Mustache

/// What the layouts ask of a site beyond its stored values, which is all that Mustache can see by itself.
extension Site: MustacheParent {
    package func child(named name: String) -> Any? {
        switch name {
        case "isDark": return isDark
        case "isLight": return theme == "light"
        case "isAutomatic": return theme != "dark" && theme != "light"
        case "hasNavigation": return !navigation.isEmpty
        default:
            guard let value = Mirror(reflecting: self).children.first(where: { $0.label == name })?.value else {
                return nil
            }
            let mirror = Mirror(reflecting: value)
            return mirror.displayStyle == .optional ? mirror.children.first?.value : value
        }
    }
}
