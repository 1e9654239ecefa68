import AsyncHTTPClient
import Foundation
import Kernel
import NIOCore
import NIOHTTP1
import NIOPosix

extension Courier {
    private static let patience: TimeAmount = .seconds(10)

    /// Sends over the network: no redirects, ten seconds, and only to the address that was checked, so that a name
    /// cannot lead somewhere else a moment later.
    package static func live(allowing hosts: Set<String>) -> Courier {
        Courier(allowedHosts: hosts) { parcel in
            guard let host = URLComponents(string: parcel.url)?.host else { throw Undelivered("bad_address") }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: patience, read: patience, write: patience))
            if !hosts.contains(host) { configuration.dnsOverride = [host: try await checkedAddress(host)] }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            do {
                var request = HTTPClientRequest(url: parcel.url)
                request.method = .POST
                for (name, value) in parcel.headers { request.headers.add(name: name, value: value) }
                request.body = .bytes(ByteBuffer(string: parcel.body))
                let status = Int(try await client.execute(request, timeout: patience).status.code)
                try await client.shutdown()
                return status
            } catch {
                try? await client.shutdown()
                throw Undelivered(String("\(type(of: error))".prefix(60)))
            }
        }
    }

    private static func checkedAddress(_ host: String) async throws -> String {
        let found: [String]
        do {
            found = try await NIOThreadPool.singleton.runIfActive {
                try SocketAddress.makeAddressResolvingHost(host, port: 443).ipAddress.map { [$0] } ?? []
            }
        } catch { throw Undelivered("unknown_host") }
        guard let address = found.first else { throw Undelivered("unknown_host") }
        guard !PrivateNetwork.holds(address) else { throw Undelivered("private_host") }
        return address
    }
}
