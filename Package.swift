// swift-tools-version:6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]
let fastLink: [LinkerSetting] = [.unsafeFlags(["-use-ld=lld"])]

/// A slice or base module with its templates, texts and migrations beside the code.
func module(_ name: String, _ dependencies: [Target.Dependency], resources: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(name)",
        resources: resources.map { .copy($0) }, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: resources,
        swiftSettings: house, linkerSettings: fastLink)
}

func systemLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "huiyin",
    products: [.executable(name: "huiyin", targets: ["huiyin"])],
    dependencies: [
        // Without its reader of configuration, which nobody asks.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        // Base: small, settled, rarely changed. A change of an interface here rebuilds everything.
        module("Kernel", []),
        module("Deadlines", ["Kernel"], resources: ["Strings", "Calendars"]),
        module("Storage", ["Kernel"]),
        module(
            "Web", ["Kernel", "Storage", hummingbird, mustache, crypto, yams, logging],
            resources: ["Templates", "Strings", "Assets"]),
        module(
            "Platform",
            [
                "Web", "Storage", "Deadlines", "Kernel", "CArgon2", "CCurl", "CQREncode", crypto, hummingbird, yams,
            ],
            resources: ["Templates", "Strings", "Migrations", "Data"]),

        // Engines: named by App alone.
        module("StorageSQLite", ["Storage", "Kernel", grdb, sqlite]),
        module("StoragePostgres", ["Storage", "Kernel", "CPostgres"]),
        systemLibrary("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        systemLibrary("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),
        systemLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        systemLibrary("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        systemLibrary("CXlsxWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
        systemLibrary("CZip", pkgConfig: "libzip", apt: "libzip-dev"),
        systemLibrary("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),

        // Slices.
        module("People", ["Platform"], resources: ["Templates", "Strings", "Migrations"]),
        module(
            "Casework", ["People", "Platform", "Deadlines", yams],
            resources: ["Templates", "Strings", "Migrations", "Data"]),
        module(
            "Duties", ["Platform", "Deadlines", yams],
            resources: ["Strings", "Migrations", "Data"]),
        module(
            "Registers", ["Duties", "Platform", "Deadlines", "CXlsxWriter", "CZip", "CExpat", yams],
            resources: ["Templates", "Strings", "Migrations", "Data"]),
        module(
            "Commitments", ["Casework", "People", "Duties", "Registers", "Platform", "Deadlines", yams],
            resources: ["Templates", "Strings", "Migrations", "Data"]),
        module(
            "Feedback", ["Casework", "People", "Duties", "Registers", "Platform", "Deadlines", yams],
            resources: ["Templates", "Strings", "Migrations", "Data"]),
        module(
            "Quality", ["Casework", "People", "Duties", "Registers", "Platform", "Deadlines", yams],
            resources: ["Strings", "Migrations", "Data"]),
        module(
            "Indicators",
            [
                "Quality", "Feedback", "Commitments", "Training", "Casework", "People", "Duties", "Registers",
                "Platform", "Deadlines", yams,
            ],
            resources: ["Strings", "Migrations", "Data"]),
        module(
            "Training", ["Duties", "Platform", "Deadlines", yams],
            resources: ["Templates", "Strings", "Migrations", "Data"]),

        // The program.
        module(
            "App",
            [
                "Casework", "People", "Duties", "Registers", "Commitments", "Feedback", "Quality", "Training",
                "Indicators", "Platform", "Deadlines",
                "Web", "StorageSQLite", "StoragePostgres", hummingbird, yams,
            ],
            resources: ["Data"]),
        .executableTarget(
            name: "huiyin",
            dependencies: [
                "App", "Storage", "Platform", "Deadlines", "Web", "Kernel", hummingbird, logging, argumentParser,
            ],
            path: "Sources/huiyin", swiftSettings: house, linkerSettings: fastLink),

        // Tests: one target per module, one bundle.
        .target(
            name: "TestKit", dependencies: ["App", "CPostgres", hummingbird, nioEmbedded], path: "Tests/TestKit",
            swiftSettings: house),
        tests("KernelTests", ["Kernel"]),
        tests("DeadlinesTests", ["Deadlines", "Web"]),
        tests("StorageTests", ["TestKit"]),
        tests("WebTests", ["TestKit"]),
        tests("PlatformTests", ["TestKit"]),
        tests("PeopleTests", ["TestKit"]),
        tests("CaseworkTests", ["TestKit"]),
        tests("DutiesTests", ["TestKit"]),
        tests("RegistersTests", ["TestKit"]),
        tests("CommitmentsTests", ["TestKit"]),
        tests("FeedbackTests", ["TestKit"]),
        tests("QualityTests", ["TestKit"]),
        tests("IndicatorsTests", ["TestKit"]),
        tests("TrainingTests", ["TestKit"]),
        tests("AppTests", ["TestKit"], resources: ["Approved"]),
    ],
    swiftLanguageModes: [.v6]
)
