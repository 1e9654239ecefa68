/// A link that looks like what it does; `icon` names a symbol of the sprite.
package struct ActionLink: Sendable {
    package let address: String
    package let text: String
    package let icon: String?

    package init(_ address: String, _ text: String, icon: String? = nil) {
        self.address = address
        self.text = text
        self.icon = icon
    }
}
