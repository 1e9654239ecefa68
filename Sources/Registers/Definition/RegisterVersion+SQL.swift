import Duties
import Kernel
import Platform
import Storage

extension RegisterShelf {
    /// The most registers an organisation may have.
    package static let mostRegisters = 200

    /// Definitions read lately: pages ask for one each time, and it seldom changes.
    private static let parsed = Memo<String, RegisterDefinition>(limit: 400)

    /// What the organisation works by now. Throws `Problem.notFound`.
    package func current(
        _ register: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> RegisterVersion {
        guard DefinitionReader.isCode(register) else { throw Problem.notFound }
        let row = try db.first(
            """
            SELECT * FROM register_definitions
            WHERE organisation_id = \(organisation) AND register = \(register) AND is_current = 1
            """)
        let stored = try row.map(RegisterShelf.version)
        guard let found = newer(stored, register) else { throw Problem.notFound }
        return found
    }

    /// All the organisation works by, withdrawn ones too, by code.
    package func all(of organisation: ID<Organisation>, in db: any Connection) throws -> [RegisterVersion] {
        let stored = try db.rows(
            """
            SELECT * FROM register_definitions WHERE organisation_id = \(organisation) AND is_current = 1
            ORDER BY register LIMIT \(RegisterShelf.mostRegisters)
            """
        ).map(RegisterShelf.version)
        let byCode = Dictionary(stored.map { ($0.definition.code, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(byCode.keys).union(shipped.keys).sorted().compactMap { newer(byCode[$0], $0) }
    }

    /// The version an entry was made under. Throws `Problem.notFound`.
    package func version(
        _ number: Int, of register: String, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> RegisterVersion {
        try RegisterShelf.version(
            db.one(
                """
                SELECT * FROM register_definitions
                WHERE organisation_id = \(organisation) AND register = \(register) AND version = \(number)
                """))
    }

    /// Every version of a register, the newest first, at most 100.
    func history(
        _ register: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [RegisterVersion] {
        try db.rows(
            """
            SELECT * FROM register_definitions WHERE organisation_id = \(organisation) AND register = \(register)
            ORDER BY version DESC LIMIT 100
            """
        ).map(RegisterShelf.version)
    }

    /// What the product brings in a newer form goes before an older form of the same; what a house made goes before
    /// both.
    private func newer(_ stored: RegisterVersion?, _ register: String) -> RegisterVersion? {
        guard let brought = shipped[register] else { return stored }
        if let stored, stored.origin == .house || stored.isWithdrawn || stored.source == brought.source {
            return stored
        }
        return RegisterVersion(
            definition: brought.definition, version: (stored?.version ?? 0) + 1, origin: .shipped,
            source: brought.source, isWithdrawn: false, isStored: false, putInForceAt: nil, putInForceBy: nil)
    }

    private static func version(_ row: Row) throws -> RegisterVersion {
        let (register, version): (String, Int) = (try row.get("register"), try row.get("version"))
        let (organisation, source): (String, String) = (try row.get("organisation_id"), try row.get("source"))
        let definition = try parsed.value("\(organisation).\(register).\(version)", source) {
            try DefinitionReader.read(source, file: "\(register).\(version)")
        }
        return RegisterVersion(
            definition: definition, version: version, origin: try row.get("origin"), source: source,
            isWithdrawn: try row.get("withdrawn_at", as: Instant?.self) != nil, isStored: true,
            putInForceAt: try row.get("put_in_force_at"), putInForceBy: try row.get("put_in_force_by"))
    }
}

extension RegisterVersion.Origin: ColumnValue {}

extension RegisterVersion {
    static func subject(_ register: String, _ organisation: ID<Organisation>) -> Event.Subject {
        Event.Subject(kind: "register", id: "\(organisation).\(register)")
    }

    /// Makes sure the version an entry names stands in the store.
    func store(by actor: Actor, in db: any Connection) throws {
        if !isStored { try insert(by: actor, in: db) }
    }

    private func insert(by actor: Actor, in db: any Connection) throws {
        let (organisation, register) = (actor.organisationID, definition.code)
        try db.run(
            """
            UPDATE register_definitions SET is_current = 0
            WHERE organisation_id = \(organisation) AND register = \(register) AND is_current = 1
            """)
        try db.run(
            """
            INSERT INTO register_definitions (organisation_id, register, version, origin, source, put_in_force_at,
                put_in_force_by, is_current)
            VALUES (\(organisation), \(register), \(version), \(origin), \(source), \(db.now), \(actor.signature), 1)
            """)
    }

    /// Puts a definition of the house in force as the next version, with the duties it brings; what was entered keeps
    /// its own.
    static func putInForce(
        _ definition: RegisterDefinition, source: String, over before: RegisterVersion?, by actor: Actor,
        at desk: Desk, in db: any Connection
    ) throws {
        // A shipped form that is replaced stays readable beside what replaces it.
        if let before, !before.isStored { try before.insert(by: actor, in: db) }
        let next = RegisterVersion(
            definition: definition, version: (before?.version ?? 0) + 1, origin: .house, source: source,
            isWithdrawn: false, isStored: false, putInForceAt: db.now, putInForceBy: actor.signature)
        try next.insert(by: actor, in: db)
        try Event.record(
            "registers.put_in_force", of: subject(definition.code, actor.organisationID), by: actor,
            facts: ["register": definition.code, "version": String(next.version)], sealed: false, at: desk, in: db)
        for rule in definition.duties { try Duties.adopt(rule, by: actor, at: desk, in: db) }
    }

    /// Takes no new entries from now on. Throws `Problem.conflict` when it is withdrawn already.
    func withdraw(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard !isWithdrawn else { throw Problem.conflict("registers.refusal.withdrawn_already") }
        try store(by: actor, in: db)
        try db.run(
            """
            UPDATE register_definitions SET withdrawn_at = \(db.now), withdrawn_by = \(actor.signature)
            WHERE organisation_id = \(actor.organisationID) AND register = \(definition.code) AND version = \(version)
            """)
        try Event.record(
            "registers.withdrawn", of: RegisterVersion.subject(definition.code, actor.organisationID), by: actor,
            facts: ["register": definition.code, "version": String(version)], sealed: false, at: desk, in: db)
    }
}

/// What the numbers of a register's rules are in a house (台账参数值).
package struct RegisterNumbers: Hashable, Sendable {
    private let values: [String: Int]

    package init(_ values: [String: Int]) { self.values = values }

    package static func load(
        _ definition: RegisterDefinition, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> RegisterNumbers {
        var values = Dictionary(
            definition.settings.map { ($0.code, $0.value) }, uniquingKeysWith: { first, _ in first })
        if values.isEmpty { return RegisterNumbers([:]) }
        let rows = try db.rows(
            """
            SELECT setting, value FROM register_settings
            WHERE organisation_id = \(organisation) AND register = \(definition.code)
            """)
        for row in rows {
            let (code, value): (String, Int) = (try row.get("setting"), try row.get("value"))
            if let setting = definition.setting(code), setting.bounds.contains(value) { values[code] = value }
        }
        return RegisterNumbers(values)
    }

    /// Writes what the house decided, and what it was before.
    static func save(
        _ chosen: [String: Int], of definition: RegisterDefinition, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws {
        let before = try load(definition, of: actor.organisationID, in: db)
        var facts: [String: String] = ["register": definition.code]
        for (setting, value) in chosen.sorted(by: { $0.key < $1.key }) {
            try db.run(
                """
                INSERT INTO register_settings (organisation_id, register, setting, value)
                VALUES (\(actor.organisationID), \(definition.code), \(setting), \(value))
                ON CONFLICT (organisation_id, register, setting) DO UPDATE SET value = excluded.value
                """)
            facts[setting] = "\(before[setting]) → \(value)"
        }
        try Event.record(
            "registers.settings_changed", of: RegisterVersion.subject(definition.code, actor.organisationID),
            by: actor, facts: facts, sealed: false, at: desk, in: db)
    }

    subscript(_ code: String) -> Int { values[code] ?? 0 }

    func value(of bound: RegisterCheck.Bound) -> Int {
        switch bound {
        case .fixed(let value): value
        case .setting(let code): self[code]
        }
    }
}
