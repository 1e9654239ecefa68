import CCurl
import Foundation
import Kernel
import NIOCore
import NIOPosix

extension Courier {
    private static let patience = 10

    /// Sends over the network: no redirects, no proxy, ten seconds, and only to the address that was checked, so that
    /// a name cannot lead somewhere else a moment later.
    package static func live(allowing hosts: Set<String>) -> Courier {
        Courier(allowedHosts: hosts) { parcel in
            do {
                return try await NIOThreadPool.singleton.runIfActive { try send(parcel, allowing: hosts) }
            } catch let undelivered as Undelivered {
                throw undelivered
            } catch { throw Undelivered("shutting_down") }
        }
    }

    /// Blocks until the other side answered or the time is up.
    private static func send(_ parcel: Parcel, allowing hosts: Set<String>) throws -> Int {
        guard let address = URLComponents(string: parcel.url), let host = address.host, let handle = curl_easy_init()
        else { throw Undelivered("bad_address") }
        defer { curl_easy_cleanup(handle) }
        var headers: UnsafeMutablePointer<curl_slist>?
        var addresses: UnsafeMutablePointer<curl_slist>?
        defer {
            curl_slist_free_all(headers)
            curl_slist_free_all(addresses)
        }
        for (name, value) in parcel.headers { headers = curl_slist_append(headers, "\(name): \(value)") }
        if !hosts.contains(host) {
            let port = address.port ?? (address.scheme == "http" ? 80 : 443)
            addresses = curl_slist_append(nil, "\(host):\(port):\(try checkedAddress(host, port: port))")
        }
        _ = curl_set_text(handle, CURLOPT_URL, parcel.url)
        _ = curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = curl_set_text(handle, CURLOPT_PROXY, "")
        _ = curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        _ = curl_set_list(handle, CURLOPT_RESOLVE, addresses)
        _ = curl_set_number(handle, CURLOPT_POSTFIELDSIZE, parcel.body.utf8.count)
        _ = curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, parcel.body)
        _ = curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = curl_set_number(handle, CURLOPT_TIMEOUT, patience)
        _ = curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        _ = curl_drop_answer(handle)
        let outcome = curl_easy_perform(handle)
        guard outcome == CURLE_OK else { throw Undelivered("curl_\(outcome.rawValue)") }
        var status = 0
        _ = curl_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    private static func checkedAddress(_ host: String, port: Int) throws -> String {
        guard let found = try? SocketAddress.makeAddressResolvingHost(host, port: port).ipAddress else {
            throw Undelivered("unknown_host")
        }
        guard !PrivateNetwork.holds(found) else { throw Undelivered("private_host") }
        return found
    }
}
