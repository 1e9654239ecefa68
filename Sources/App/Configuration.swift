import Foundation
import Storage

/// What an installation is told from outside: options of the command or `HUIYIN_…` of the environment.
package struct Configuration: Sendable {
    /// The folder of everything that must be backed up: keys, attachments and, with SQLite, the database.
    package var dataFolder: URL
    /// A PostgreSQL connection string; SQLite in the data folder when there is none.
    package var databaseURL: String?
    /// A PostgreSQL connection string of servers for reads that may be some seconds old.
    package var replicaURL: String?
    /// A replica that is so many seconds behind is not asked.
    package var replicaLagSeconds: Int
    /// The most connections of this process to PostgreSQL, and as many to the replica.
    package var poolSize: Int
    package var host: String
    package var port: Int
    /// The address people reach the server at, for links and QR codes.
    package var publicAddress: String
    /// The folder `bin/setup` laid third parties' browser files into.
    package var assetsFolder: URL
    package var secureCookies: Bool
    package var trustsProxy: Bool
    /// A file with the moment to pretend it is; for tests and demonstrations only.
    package var clockFile: URL?
    /// Hosts of the own network webhooks may write to, besides everybody outside.
    package var webhookHosts: Set<String>
    /// What a program must bring to read `/metrics`; without one only this machine may.
    package var metricsToken: String?
    /// The Python with WeasyPrint that `bin/setup` laid out, for PDF files.
    package var pressPython: URL

    package init(
        dataFolder: URL, databaseURL: String? = nil, replicaURL: String? = nil, replicaLagSeconds: Int = 15,
        poolSize: Int = 8, host: String = "127.0.0.1", port: Int = 8080, publicAddress: String? = nil,
        assetsFolder: URL = URL(fileURLWithPath: ".assets"), trustsProxy: Bool = false, clockFile: URL? = nil,
        webhookHosts: Set<String> = [], metricsToken: String? = nil,
        pressPython: URL = URL(fileURLWithPath: ".press/bin/python")
    ) {
        self.pressPython = pressPython
        self.replicaLagSeconds = replicaLagSeconds
        self.metricsToken = metricsToken
        self.webhookHosts = webhookHosts
        self.dataFolder = dataFolder
        self.databaseURL = databaseURL
        self.replicaURL = replicaURL
        self.poolSize = poolSize
        self.host = host
        self.port = port
        let address = publicAddress ?? "http://\(host):\(port)"
        self.publicAddress = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.assetsFolder = assetsFolder
        secureCookies = address.hasPrefix("https://")
        self.trustsProxy = trustsProxy
        self.clockFile = clockFile
    }

    /// Where time and chance come from: the system, or the pretended moment.
    package var environs: Environs { clockFile.map { SimulatedTime(file: $0, live: .live).environs } ?? .live }
}
