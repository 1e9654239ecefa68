import Duties
import Kernel
import People
import Platform

extension DutyScopes {
    /// The residents as People knows them. Days in hospital count as days here: the follow-up is then made by telephone
    /// or with the family (Part 4 no. 14).
    static let people = DutyScopes(
        residents: { organisation, days, after, limit, db in
            try PersonStay.page(of: organisation, on: days, after: after, limit: limit, in: db).map { stay in
                ScopeSubject(
                    .resident(stay.id.text), stays: stay.periods.map { Stay(from: $0.fromOn, until: $0.untilOn) },
                    unitID: stay.unitID)
            }
        },
        names: { ids, reader, desk, db in
            let zone = try OrganisationProfile.find(reader.organisationID, in: db).zone
            let names = try Person.shownNames(
                ids.compactMap { ID<Person>($0) }, to: reader, on: db.now.day(in: zone), at: desk, in: db)
            return Dictionary(names.map { ($0.key.text, $0.value) }, uniquingKeysWith: { one, _ in one })
        })
}
