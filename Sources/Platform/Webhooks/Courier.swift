import Kernel

/// Carries a message to another system over HTTP (信使). The one way out for webhooks.
package struct Courier: Sendable {
    /// One delivery, ready to be sent.
    package struct Parcel: Hashable, Sendable {
        package let url: String
        package let headers: [String: String]
        package let body: String
    }

    /// Why nothing could be delivered, in a word for the log.
    package struct Undelivered: Error, Hashable, Sendable {
        package let fault: String
        package init(_ fault: String) { self.fault = fault }
    }

    /// Hosts of the own network that may be written to; everything else private is refused.
    package let allowedHosts: Set<String>
    /// Sends and returns the status. Throws `Undelivered`.
    package let post: @Sendable (Parcel) async throws -> Int

    package init(allowedHosts: Set<String> = [], post: @escaping @Sendable (Parcel) async throws -> Int) {
        self.allowedHosts = allowedHosts
        self.post = post
    }

    package static let failing = Courier { _ in throw Undelivered("not_configured") }

    /// Hands every parcel to `keep` and answers with `status`.
    package static func recording(status: Int = 204, _ keep: @escaping @Sendable (Parcel) async -> Void) -> Courier {
        Courier { parcel in
            await keep(parcel)
            return status
        }
    }
}

/// Addresses that belong to no one outside: loopback, private nets, link-local, multicast.
package enum PrivateNetwork {
    /// `address` in numbers, IPv4 or IPv6; what is neither counts as private.
    package static func holds(_ address: String) -> Bool {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if parts.count == 4, !address.contains(":") {
            let bytes = parts.compactMap { $0 }
            return bytes.count != 4 || holdsFour(bytes[0], bytes[1])
        }
        let lower = address.lowercased()
        if let mapped = lower.split(separator: ":").last, mapped.contains("."), lower.hasPrefix("::") {
            return holds(String(mapped))
        }
        guard lower.contains(":"), let first = lower.split(separator: ":", omittingEmptySubsequences: false).first,
            let head = UInt16(first, radix: 16)
        else { return true }
        // Only the global unicast block 2000::/3 is public.
        return head < 0x2000 || head > 0x3FFF
    }

    private static func holdsFour(_ first: UInt8, _ second: UInt8) -> Bool {
        switch (first, second) {
        case (0, _), (10, _), (127, _), (224..., _), (169, 254), (192, 168), (172, 16...31), (100, 64...127),
            (192, 0), (198, 18...19):
            true
        default: false
        }
    }
}
