import Casework
import Kernel
import Platform
import Storage

extension StandardBook {
    /// More versions than an organisation writes in a lifetime.
    static let limit = 3_000

    package static func load(of organisation: ID<Organisation>, in db: any Connection) throws -> StandardBook {
        StandardBook(
            try db.rows(
                """
                SELECT * FROM service_standards WHERE organisation_id = \(organisation)
                ORDER BY code, version LIMIT \(limit)
                """
            ).map(ServiceStandard.init))
    }
}

extension ServiceStandard {
    package static func find(
        _ id: ID<ServiceStandard>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> ServiceStandard {
        try ServiceStandard(
            db.one("SELECT * FROM service_standards WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// Adds a version as a draft. Without a code it is a new promise. Throws `Problem.conflict` when all codes are used.
    package static func draft(
        _ terms: Terms, of code: String? = nil, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ServiceStandard {
        let book = try StandardBook.load(of: actor.organisationID, in: db)
        if let code, book.history(of: code).isEmpty, actor.kind != .system { throw Problem.notFound }
        guard let code = code ?? book.freeCode, book.versions.count < StandardBook.limit else {
            throw Problem.conflict("commitments.refusal.too_many")
        }
        let standard = ServiceStandard(
            id: db.newID(), organisationID: actor.organisationID, code: code, version: book.nextVersion(of: code),
            terms: try terms.checked(), madeAt: db.now, madeBy: actor.staffID)
        try standard.insert(in: db)
        try Event.record(
            "commitments.standard_drafted", of: standard.subject, by: actor,
            facts: [
                "code": code, "version": String(standard.version), "wording_zh": terms.wording.zh,
                "wording_en": terms.wording.en, "target": terms.target.description,
                "evidence": terms.evidence.description,
            ], at: desk, in: db)
        return standard
    }

    private func insert(in db: any Connection) throws {
        let scope = terms.scope
        try db.run(
            """
            INSERT INTO service_standards (id, organisation_id, code, version, name_zh, name_en, wording_zh, wording_en,
                exclusions_zh, exclusions_en, remedy_zh, remedy_en, target, evidence, unit_id, category, level,
                opens_action, opens_after, needs_check, made_at, made_by)
            VALUES (\(id), \(organisationID), \(code), \(version), \(terms.name.zh), \(terms.name.en),
                \(terms.wording.zh), \(terms.wording.en), \(terms.exclusions.zh), \(terms.exclusions.en),
                \(terms.remedy.zh), \(terms.remedy.en), \(terms.target.description), \(terms.evidence.description),
                \(scope.unit), \(scope.category?.text), \(scope.level?.rawValue), \(terms.opensAfter != nil),
                \(terms.opensAfter),
                \(terms.needsCheck), \(madeAt), \(madeBy))
            """)
    }

    /// Puts drafts in force from a day on; each must be the latest of its promise and written by somebody else.
    package static func issue(
        _ ids: [ID<ServiceStandard>], effectiveOn day: LocalDay, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        let book = try StandardBook.load(of: actor.organisationID, in: db)
        let issued = Issued(at: db.now, by: actor.staffID, effectiveOn: day, in: zone)
        for id in ids {
            guard let standard = book[id] else { throw Problem.notFound }
            let today = db.now.day(in: zone)
            if let refusal = book.refusal(toIssue: standard, effectiveOn: day, today: today, by: actor.staffID) {
                throw refusal
            }
            try db.run(
                """
                UPDATE service_standards SET issued_at = \(issued.at), issued_by = \(issued.by),
                    effective_on = \(day), in_force_from = \(issued.inForceFrom)
                WHERE organisation_id = \(actor.organisationID) AND id = \(id) AND issued_at IS NULL
                """)
            try Event.record(
                "commitments.standard_issued", of: standard.subject, by: actor,
                facts: ["code": standard.code, "version": String(standard.version), "effective_on": day.description],
                at: desk, in: db)
        }
    }

    /// Ends the promise from now on. What was promised before stays promised, and is measured on.
    package func retire(for reason: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let book = try StandardBook.load(of: organisationID, in: db)
        guard book.state(of: self, at: db.now) == .inForce else {
            throw Problem.conflict("commitments.refusal.not_in_force")
        }
        try db.run(
            """
            UPDATE service_standards SET retired_from = \(db.now), retired_by = \(actor.staffID)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND retired_from IS NULL
            """)
        try Event.record(
            "commitments.standard_retired", of: subject, by: actor,
            facts: ["code": code, "version": String(version), "reason": reason], at: desk, in: db)
    }

    init(_ row: Row) throws {
        func both(_ name: String) throws -> Bilingual {
            Bilingual(zh: try row.get("\(name)_zh"), en: try row.get("\(name)_en"))
        }
        guard let target = StandardTarget(try row.get("target")) else { throw StorageError.badColumn("target") }
        guard let evidence = StandardEvidence(try row.get("evidence")) else {
            throw StorageError.badColumn("evidence")
        }
        let category: String? = try row.get("category")
        let level: Int? = try row.get("level")
        let terms = Terms(
            name: try both("name"), wording: try both("wording"), exclusions: try both("exclusions"),
            remedy: try both("remedy"), target: target, evidence: evidence,
            scope: Scope(
                unit: try row.get("unit_id"), category: category.flatMap { CategoryCode($0) },
                level: level.flatMap(ResponseLevel.init)), opensAfter: try row.get("opens_after"),
            needsCheck: try row.get("needs_check"))
        var issued: Issued?
        if let at: Instant = try row.get("issued_at"), let day: LocalDay = try row.get("effective_on"),
            let from: Instant = try row.get("in_force_from")
        {
            issued = Issued(at: at, by: try row.get("issued_by"), effectiveOn: day, inForceFrom: from)
        }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), code: try row.get("code"),
            version: try row.get("version"), terms: terms, madeAt: try row.get("made_at"),
            madeBy: try row.get("made_by"), issued: issued, retiredFrom: try row.get("retired_from"))
    }
}
