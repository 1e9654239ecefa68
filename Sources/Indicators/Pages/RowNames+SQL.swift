import Casework
import Duties
import Kernel
import People
import Platform
import Storage
import Web

/// What the records behind a value are called, for one reader (明细名称). Cases are told by the rules of lists: what the
/// reader may not open has no name and no address, and a restricted one its number alone (decision 011).
struct RowNames: Sendable {
    struct Name: Sendable {
        let text: String
        let note: String?
        let address: String
    }

    private var names: [ObservedSubject: Name] = [:]
    private let duties: [String: String]

    subscript(row: IndicatorRow) -> Name? {
        guard let name = names[row.subject] else { return nil }
        guard row.subject.kind == .duty, let duty = duties[row.line.part] else { return name }
        return Name(text: duty, note: name.note, address: name.address)
    }

    init(_ rows: [IndicatorRow], _ visit: Visit, _ desk: Desk, in db: any Connection) throws {
        let (actor, words) = (visit.actor, visit.words)
        func subjects(_ kind: ObservedKind) -> [ObservedSubject] {
            Array(Set(rows.map(\.subject).filter { $0.kind == kind }))
        }
        func address(_ subject: ObservedSubject) -> String? {
            desk.address(of: Event.Subject(kind: subject.kind.rawValue, id: subject.id))
        }
        for kind in ObservedKind.allCases {
            let found = subjects(kind)
            guard !found.isEmpty else { continue }
            switch kind {
            case .case, .suggestion:
                let ids = found.compactMap { ID<Case>($0.id) }
                for line in try CaseList.list(ids, reader: .of(actor, in: db), at: desk, in: db) {
                    let subject = ObservedSubject(kind, line.id.text)
                    names[subject] = address(subject).map {
                        Name(text: line.gist(words), note: line.number, address: $0)
                    }
                }
            case .person:
                let shown = try Person.shownNames(
                    found.compactMap { ID<Person>($0.id) }, to: actor, on: visit.today, at: desk, in: db)
                for (id, name) in shown {
                    let subject = ObservedSubject(kind, id.text)
                    names[subject] = address(subject).map { Name(text: name, note: nil, address: $0) }
                }
            case .trainingRecord: continue  // Who passed is told on their own page, to few.
            case .duty, .action, .survey, .inspection, .volume, .training:
                for subject in found {
                    names[subject] = address(subject).map {
                        Name(text: words("indicators.record.\(kind.rawValue)"), note: nil, address: $0)
                    }
                }
            }
        }
        duties =
            subjects(.duty).isEmpty
            ? [:]
            : try RuleHistory.all(of: actor.organisationID, in: db).reduce(into: [:]) { names, one in
                names[one.key.rawValue] = words(one.value.latest.rule.name.message)
            }
    }
}
