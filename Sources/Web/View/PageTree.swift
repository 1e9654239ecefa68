import Mustache
@_spi(Reflection) import Swift
import Synchronization

/// A page as its template sees it. Each value is read when a tag asks for it, from its place in memory; where the
/// places are is found out once for each type. Mustache alone would reflect on every struct around a tag for each tag
/// it meets, which for a list of fifty cases is most of the page's time.
enum PageTree {
    static func tree(_ site: Site, _ page: some Page, printer: PiecePrinter) -> PageNode {
        let around = PageNode(
            site, printer: printer,
            adding: [
                "isDark": site.isDark, "isLight": site.theme == "light",
                "isAutomatic": site.theme != "dark" && site.theme != "light",
                "menu": site.navigation.isEmpty ? "" : printer.print(SiteMenu(site.navigation)),
            ])
        return PageNode((), printer: printer, adding: ["site": around, "page": PageNode(page, printer: printer)])
    }
}

/// A struct as a template sees it: its stored fields by name.
final class PageNode: MustacheParent {
    private let value: UnsafeMutableRawPointer
    private let layout: PageLayout
    private let printer: PiecePrinter
    private let added: [String: Any]

    init<Value>(_ value: Value, printer: PiecePrinter, adding added: [String: Any] = [:]) {
        self.printer = printer
        let place = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        place.initialize(to: value)
        self.value = UnsafeMutableRawPointer(place)
        self.added = added
        layout = PageLayout.of(Value.self)
    }

    deinit { layout.free(value) }

    /// `nil` for an absent optional too, so that its name is looked up further out.
    func child(named name: String) -> Any? {
        if let read = layout.fields[name] { return read(value, printer) }
        return added.isEmpty ? nil : added[name]
    }
}

/// Where the fields of a type lie and how each is printed.
struct PageLayout: Sendable {
    typealias Reading = @Sendable (UnsafeRawPointer, PiecePrinter) -> Any?

    let fields: [String: Reading]
    let free: @Sendable (UnsafeMutableRawPointer) -> Void

    private static let known = Mutex<[ObjectIdentifier: PageLayout]>([:])

    static func of<Value>(_ type: Value.Type) -> PageLayout {
        let key = ObjectIdentifier(type)
        if let made = known.withLock({ $0[key] }) { return made }
        let layout = PageLayout(type)
        known.withLock { $0[key] = layout }
        return layout
    }

    private init<Value>(_ type: Value.Type) {
        var fields: [String: Reading] = [:]
        _forEachField(of: type) { name, offset, field, _ in
            func open<Field>(_ type: Field.Type) -> Reading { PageLayout.reading(of: type) }
            let read = _openExistential(field, do: open)
            fields[String(cString: name)] = { read($0 + offset, $1) }
            return true
        }
        self.fields = fields
        free = { place in
            place.assumingMemoryBound(to: type).deinitialize(count: 1)
            place.deallocate()
        }
    }

    /// How a value of that type comes out of its place: text is made safe, an absent optional is `nil`, a piece is
    /// printed, any other struct is a node of its own.
    fileprivate static func reading<Value>(of type: Value.Type) -> Reading {
        switch type {
        case is String.Type: return { place, _ in escapeHTML(place.load(as: String.self)) }
        case let type as any Composed.Type: return type.reading
        case let type as any PagePiece.Type: return printing(type)
        case is any Numeric.Type, is any RawRepresentable.Type, is Bool.Type:
            return { place, _ in place.load(as: type) }
        default: break
        }
        let hasFields = !_forEachField(of: type) { _, _, _, _ in false }
        if hasFields { return { place, printer in PageNode(place.load(as: type), printer: printer) } }
        return { place, _ in place.load(as: type) }
    }

    private static func printing<Piece: PagePiece>(_ type: Piece.Type) -> Reading {
        { place, printer in printer.print(place.load(as: type)) }
    }
}

/// A type that holds values of another: an optional or a list.
private protocol Composed {
    static var reading: PageLayout.Reading { get }
}

extension Optional: Composed {
    static var reading: PageLayout.Reading {
        let read = PageLayout.reading(of: Wrapped.self)
        return { place, printer in
            guard let value: Wrapped = place.load(as: Self.self) else { return nil }
            return withUnsafePointer(to: value) { pointer -> Any? in read(UnsafeRawPointer(pointer), printer) }
        }
    }
}

extension Array: Composed {
    static var reading: PageLayout.Reading {
        let read = PageLayout.reading(of: Element.self)
        return { place, printer in
            let list: [Element] = place.load(as: Self.self)
            return list.compactMap { element -> Any? in
                withUnsafePointer(to: element) { pointer -> Any? in read(UnsafeRawPointer(pointer), printer) }
            }
        }
    }
}
