import Foundation

/// The client programs of PostgreSQL, found beside `pg_config`, on the path or where Debian puts them. A password of
/// the address goes to them by their environment, never as a word others can read.
enum PostgresTools {
    static func dump(_ url: String, to file: URL) throws {
        try run(
            "pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", "--file=\(file.path)"])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }

    /// Restores into a database that must be empty; all of it or nothing.
    static func restore(_ file: URL, into url: String) throws {
        try run(
            "pg_restore", url,
            ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", file.path])
    }

    /// Makes an empty database beside that of `url`, and gives its address.
    static func makeDatabase(named name: String, beside url: String) throws -> String {
        let (plain, password) = withoutPassword(url)
        try start(
            "createdb",
            ["--maintenance-db=\(plain)", "--template=template0", "--encoding=UTF8", "--locale=C", name], password)
        return renamed(url, to: name)
    }

    static func dropDatabase(named name: String, beside url: String) throws {
        let (plain, password) = withoutPassword(url)
        try start("dropdb", ["--maintenance-db=\(plain)", "--if-exists", "--force", name], password)
    }

    /// The address with another database in it; what follows a question mark stays, but for options of a session.
    static func renamed(_ url: String, to name: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1)
        let head = parts.first.map(String.init) ?? url
        let query =
            parts.count > 1 ? parts[1].split(separator: "&").filter { !$0.hasPrefix("options=") }.map(String.init) : []
        guard let scheme = head.range(of: "://") else { return url }
        let authority = head[scheme.upperBound...].prefix { $0 != "/" }
        let tail = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        return "\(head[..<scheme.upperBound])\(authority)/\(name)\(tail)"
    }

    /// The address without its password, and the password.
    static func withoutPassword(_ url: String) -> (url: String, password: String?) {
        guard let scheme = url.range(of: "://"), let at = url[scheme.upperBound...].firstIndex(of: "@"),
            let colon = url[scheme.upperBound..<at].firstIndex(of: ":")
        else { return (url, nil) }
        let password = String(url[url.index(after: colon)..<at])
        return ("\(url[..<colon])\(url[at...])", password.removingPercentEncoding ?? password)
    }

    private static func run(_ name: String, _ url: String, _ words: [String]) throws {
        let (plain, password) = withoutPassword(url)
        try start(name, ["--dbname=\(plain)"] + words, password)
    }

    private static func start(_ name: String, _ words: [String], _ password: String?) throws {
        guard let program = find(name) else {
            throw BackupError.tool(name, "it is not installed; install the package postgresql-client.")
        }
        let process = Process()
        process.executableURL = program
        process.arguments = words
        var environment = ProcessInfo.processInfo.environment
        if let password { environment["PGPASSWORD"] = password }
        process.environment = environment
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BackupError.tool(name, String(decoding: said.suffix(600), as: UTF8.self))
        }
    }

    private static func find(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [])
            .sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        let folders = versions.map { "\(root)/\($0)/bin" } + path.split(separator: ":").map(String.init)
        return folders.map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
