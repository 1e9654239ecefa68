import Casework
import Commitments
import Deadlines
import Kernel
import Platform
import Storage

/// What every record of an organisation is looked at with (计数背景), read once for many.
struct ObservingContext: Sendable {
    let desk: Desk
    let profile: OrganisationProfile
    let calendar: WorkCalendar
    let standards: StandardBook
    let letters: LetterBook
    let now: Instant

    var organisation: ID<Organisation> { profile.id }
    var zone: Zone { profile.zone }

    init(_ organisation: ID<Organisation>, at desk: Desk, in db: any Connection) throws {
        self.desk = desk
        profile = try OrganisationProfile.find(organisation, in: db)
        calendar = try OrganisationCalendar.load(organisation, in: db)
        standards = try StandardBook.load(of: organisation, in: db)
        letters = try LetterBook.load(of: organisation, in: db)
        now = db.now
    }

    /// Goes up when the way lines are made of records changes.
    static let rules = 1

    /// Under what the lines of a record were made. When it is another, all are made anew, little by little.
    func generation(of kind: ObservedKind) -> String {
        let base = "\(ObservingContext.rules) \(zone.identifier)"
        guard kind == .person else { return base }
        let versions = letters.versions.compactMap { letter in
            letter.issued.map { "\(letter.version):\($0.inForceFrom.milliseconds)" }
        }
        return ([base] + versions).joined(separator: " ")
    }
}

extension ObservedSubject {
    /// What the record gives now; nothing of one that is no longer there.
    func observed(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        switch kind {
        case .case:
            return try CaseSight.find(id, context, in: db)?.observed(in: context.zone, at: context.now) ?? Observed()
        case .person:
            return try PersonSight.find(id, context, in: db)?
                .observed(letters: context.letters, in: context.zone, at: context.now) ?? Observed()
        case .duty: return try dutyObserved(context, in: db)
        case .action: return try actionObserved(context, in: db)
        case .suggestion: return try suggestionObserved(context, in: db)
        case .survey: return try surveyObserved(context, in: db)
        case .inspection: return try inspectionObserved(context, in: db)
        case .volume: return try volumeObserved(context, in: db)
        case .training: return try trainingObserved(context, in: db)
        case .trainingRecord: return try trainingRecordObserved(context, in: db)
        }
    }
}

extension Event.Subject {
    /// Which records something that happened to this one changes the count of.
    func observed(of organisation: ID<Organisation>, in db: any Connection) throws -> [ObservedSubject] {
        func person(_ table: SQL) throws -> [ObservedSubject] {
            try db.rows("SELECT person_id FROM \(table) WHERE organisation_id = \(organisation) AND id = \(id)")
                .map { ObservedSubject(.person, try $0.get("person_id")) }
        }
        func trainingRecords(_ column: SQL) throws -> [ObservedSubject] {
            try db.rows("SELECT id FROM training_records WHERE organisation_id = \(organisation) AND \(column) = \(id)")
                .map { ObservedSubject(.trainingRecord, try $0.get("id")) }
        }
        switch kind {
        case "commitment_issue": return try person("commitment_issues")
        case "follow_up": return try person("follow_ups")
        case "training_sitting": return try trainingRecords("sitting_id")
        case ObservedKind.training.rawValue:
            return [ObservedSubject(.training, id)] + (try trainingRecords("session_id"))
        case ObservedKind.case.rawValue:
            return [ObservedSubject(.case, id)] + (try CaseSight.repeated(by: id, of: organisation, in: db))
        default: return ObservedKind(rawValue: kind).map { [ObservedSubject($0, id)] } ?? []
        }
    }

    /// The kinds of records whose events are followed.
    static let followed = ObservedKind.allCases.map(\.rawValue) + ["commitment_issue", "follow_up", "training_sitting"]
}
