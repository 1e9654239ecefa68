import Kernel
import Platform
import Storage
import Web

/// What the lists of a form offer (表单选项): employees, units, entries pointed to; and how ids are told.
struct EntryChoices: Sendable {
    let staff: [StaffMember]
    let tree: UnitTree
    /// Entries of other registers, by the field that asks for them.
    let entries: [String: [(id: String, name: String)]]

    static let mostStaff = 200
    static let mostEntries = 100

    static func load(
        _ definition: RegisterDefinition, _ actor: Actor, on day: LocalDay, in db: any Connection
    ) throws -> EntryChoices {
        let asksStaff = definition.fields.contains { $0.kind == .staff }
        let staff =
            asksStaff
            ? try StaffMember.page(
                of: actor.organisationID, StaffMember.Filter(employedOn: day), limit: mostStaff, in: db
            ).staff : []
        var entries: [String: [(id: String, name: String)]] = [:]
        for field in definition.fields where field.kind == .entry {
            guard let register = field.register else { continue }
            entries[field.code] = try db.rows(
                """
                SELECT id, number FROM register_entries
                WHERE organisation_id = \(actor.organisationID) AND register = \(register)
                ORDER BY day_on DESC, id DESC LIMIT \(mostEntries)
                """
            ).map { (try $0.get("id"), try $0.get("number")) }
        }
        return EntryChoices(
            staff: staff, tree: try UnitTree.load(of: actor.organisationID, in: db), entries: entries)
    }

    /// For a form nobody fills in: a description, a template.
    static let none = EntryChoices(staff: [], tree: UnitTree([]), entries: [:])
}

/// How the things entries point to are told (关联名称), for all entries of a page at once.
struct EntryLabels: Sendable {
    private var names: [RegisterTarget: [String: String]] = [:]
    private var files: [String: Attachment] = [:]

    static let none = EntryLabels()

    static func load(
        _ told: [(values: [String: String], definition: RegisterDefinition)], _ registers: RegisterDesk,
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> EntryLabels {
        var wanted: [RegisterTarget: Set<String>] = [:]
        for (values, definition) in told {
            for field in definition.fields {
                guard let target = RegisterTarget(field.kind), let id = values[field.code] else { continue }
                wanted[target, default: []].insert(id)
            }
        }
        var labels = EntryLabels()
        for (target, ids) in wanted {
            labels.names[target] = try names(of: target, ids.sorted(), registers, organisation, in: db)
        }
        return labels
    }

    private static func names(
        of target: RegisterTarget, _ ids: [String], _ registers: RegisterDesk, _ organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [String: String] {
        switch target {
        case .complaint, .person: return try registers.ties.numbers(target, ids, organisation, db)
        case .staff:
            let staff = try StaffMember.names(of: ids.compactMap { ID<Staff>($0) }, in: organisation, in: db)
            return Dictionary(staff.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
        case .unit:
            let tree = try UnitTree.load(of: organisation, in: db)
            return Dictionary(
                ids.compactMap { id in ID<OrganisationUnit>(id).flatMap { tree[$0] }.map { (id, $0.name) } },
                uniquingKeysWith: { first, _ in first })
        case .entry:
            let rows = try db.rows(
                "SELECT id, number FROM register_entries WHERE organisation_id = \(organisation) AND id IN \(ids)")
            return Dictionary(
                try rows.map { (try $0.get("id"), try $0.get("number")) }, uniquingKeysWith: { first, _ in first })
        }
    }

    func name(_ target: RegisterTarget, _ id: String) -> String? { names[target]?[id] }
}

extension RegisterField {
    /// Whether `text` names something this field may point to. Throws what the store throws.
    func pointed(
        to text: String, _ registers: RegisterDesk, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> String? {
        let typed = text.trimmingCharacters(in: .whitespaces)
        guard let target = RegisterTarget(kind) else { return nil }
        switch target {
        case .complaint, .person: return try registers.ties.find(target, typed, organisation, db)
        case .staff:
            let found: String? = try db.first(
                """
                SELECT id FROM staff WHERE organisation_id = \(organisation) AND (id = \(typed) OR number = \(typed))
                """
            )?.get("id")
            if let found { return found }
            // A name told in a table counts where one alone bears it.
            let named = try db.rows(
                "SELECT id FROM staff WHERE organisation_id = \(organisation) AND name = \(typed) LIMIT 2")
            return named.count == 1 ? try named[0].get("id") : nil
        case .unit:
            let tree = try UnitTree.load(of: organisation, in: db)
            if let id = ID<OrganisationUnit>(typed) { return tree[id]?.id.text }
            let named = tree.units.filter { $0.name == typed && $0.activeTo == nil }
            return named.count == 1 ? named[0].id.text : nil
        case .entry:
            return try db.first(
                """
                SELECT id FROM register_entries WHERE organisation_id = \(organisation)
                    AND register = \(register ?? "") AND (number = \(typed) OR id = \(typed))
                """
            )?.get("id")
        }
    }
}
