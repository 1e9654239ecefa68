import Platform

/// The case (个案) and everything done to it, from the first word to the doubly confirmed close.
package enum CaseworkSlice {
    package static let slice = Slice(name: "casework", folder: CaseworkFolder.url, routes: { _ in [] })
}
