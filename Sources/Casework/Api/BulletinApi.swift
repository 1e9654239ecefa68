import Kernel
import Platform
import Web

/// Quarterly bulletins for programs (季度通报接口).
enum BulletinApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "bulletins", cases: cases)
        return [
            list(group), show(group), readers(group), write(group), approve(group), acknowledge(group), remind(group),
        ]
    }

    private static let line = JSONShape<ToldRecord<(bulletin: Bulletin, readAt: Instant?)>>([
        ("id", Schema.id, { .text($0.value.bulletin.id.text) }),
        ("period", Schema.text(), { .text($0.value.bulletin.period.description) }),
        ("version", Schema.integer(), { .integer($0.value.bulletin.versions.last?.number ?? 0) }),
        ("published_at", Schema.maybeMoment, { $0.moment($0.value.bulletin.publishedAt) }),
        ("read_at", Schema.maybeMoment, { $0.moment($0.value.readAt) }),
        ("words", Schema.text(), { .text($0.value.bulletin.current?.words ?? "") }),
    ])

    private static func list(_ group: ApiGroup) -> Route {
        group.get(
            "listBulletins", "/bulletins", .right(BulletinAction.read), answer: Schema.items(line.schema)
        ) { asked in
            let read = try Bulletin.read(by: asked.visit.actor.staffID, of: asked.organisation, in: asked.db)
            let seen = try Bulletin.list(of: asked.organisation, in: asked.db).filter {
                $0.isPublished || BulletinRoutes.mayWork(asked.visit.actor, asked.desk)
            }
            return ["items": asked.list(line, seen.map { (bulletin: $0, readAt: read[$0.id]) })]
        }
    }

    private static let version = JSONShape<ToldRecord<Bulletin.Version>>([
        ("number", Schema.integer(), { .integer($0.value.number) }),
        ("made_at", Schema.moment, { $0.moment($0.value.madeAt) }),
        ("by", Schema.maybeNamed, { $0.name($0.value.madeBy?.text) }),
    ])

    private static func show(_ group: ApiGroup) -> Route {
        group.get(
            "getBulletin", "/bulletins/:bulletin", .right(BulletinAction.read),
            answer: Schema.object([
                "bulletin": line.schema, "versions": Schema.list(version.schema),
                "sections": Schema.list(SectionShape.schema),
            ])
        ) { asked in
            let bulletin = try BulletinRoutes.open(asked.visit, asked.desk, in: asked.db)
            let read = try Bulletin.read(by: asked.visit.actor.staffID, of: asked.organisation, in: asked.db)
            let figures = try BulletinRoutes.figures(bulletin, asked.visit, in: asked.db)
            let names = try asked.names(bulletin.versions.compactMap(\.madeBy))
            return [
                "bulletin": line.json(asked.told((bulletin: bulletin, readAt: read[bulletin.id]))),
                "versions": asked.list(version, bulletin.versions, names),
                "sections": .list(figures.map(SectionShape.json)),
            ]
        }
    }

    private static func readers(_ group: ApiGroup) -> Route {
        let member = Schema.object(["id": Schema.id, "name": Schema.text(), "number": Schema.text()])
        return group.get(
            "listBulletinReaders", "/bulletins/:bulletin/readers", .right(BulletinAction.write),
            answer: Schema.object(["read": Schema.integer(), "unread": Schema.list(member)])
        ) { asked in
            let bulletin = try BulletinRoutes.open(asked.visit, asked.desk, in: asked.db)
            guard bulletin.isPublished else { throw Problem.notFound }
            let unread = try bulletin.unread(on: asked.visit.today, in: asked.db)
            return [
                "read": .integer(try bulletin.receipts(in: asked.db)),
                "unread": .list(
                    unread.map { ["id": .text($0.id.text), "name": .text($0.name), "number": .text($0.number)] }),
            ]
        }
    }

    private static func step(
        _ group: ApiGroup, _ name: String, _ noun: String, _ action: BulletinAction,
        questions: (@Sendable (Words) -> JSONForm)? = nil,
        _ take: @escaping @Sendable (Visit, Desk) throws -> BulletinRoutes.Step
    ) -> Route {
        let desk = group.cases.desk
        return group.post(
            name, "/bulletins/:bulletin/\(noun)", .right(action), questions: questions, answer: line.schema
        ) { visit in
            let step = try take(visit, desk)
            return { db in
                let before = try BulletinRoutes.open(visit, desk, in: db)
                try step(before, db)
                let after = try Bulletin.find(before.id, of: before.organisationID, in: db)
                let read = try Bulletin.read(by: visit.actor.staffID, of: before.organisationID, in: db)
                return line.json(
                    ToldRecord(
                        value: (bulletin: after, readAt: read[after.id]), words: visit.words, names: Names(),
                        now: db.now))
            }
        }
    }

    private static func write(_ group: ApiGroup) -> Route {
        step(
            group, "writeBulletin", "words", .write,
            questions: { words in
                JSONForm([BulletinPage.fields("", words)]).adding(
                    integer: "version", isRequired: true, label: words("casework.lists_api.parameter.version"))
            }, BulletinRoutes.writing)
    }

    private static func approve(_ group: ApiGroup) -> Route {
        step(group, "approveBulletin", "approval", .approve, BulletinRoutes.approving)
    }

    private static func acknowledge(_ group: ApiGroup) -> Route {
        step(group, "acknowledgeBulletin", "receipt", .read, BulletinRoutes.acknowledging)
    }

    private static func remind(_ group: ApiGroup) -> Route {
        step(group, "remindOfBulletin", "reminder", .write, BulletinRoutes.reminding)
    }
}

/// A part of a page as it is shown (统计表的 JSON 形): every number worded and kept back as on the screen.
enum SectionShape {
    static let schema = Schema.object([
        "id": Schema.text(), "heading": Schema.maybeText, "lead": Schema.maybeText,
        "notices": Schema.list(Schema.text()),
        "facts": Schema.list(Schema.object(["term": Schema.text(), "text": Schema.text()])),
        "columns": Schema.list(Schema.text()),
        "rows": Schema.list(
            Schema.list(Schema.object(["text": Schema.text(), "note": Schema.maybeText]))),
    ])

    static func json(_ section: PageSection) -> JSON {
        let rows: [JSON] = (section.table?.rows ?? []).map { row in
            .list(row.cells.map { ["text": .text($0.text), "note": .optional($0.note)] })
        }
        return [
            "id": .text(section.id), "heading": .optional(section.heading), "lead": .optional(section.lead),
            "notices": .texts(section.notices.map(\.text)),
            "facts": .list(
                (section.facts?.items ?? []).map { ["term": .text($0.term), "text": .text($0.text)] }),
            "columns": .texts(section.table?.columns ?? []), "rows": .list(rows),
        ]
    }
}
