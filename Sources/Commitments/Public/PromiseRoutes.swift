import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// What is promised to everybody: the public page, and the poster for the walls.
enum PromiseRoutes {
    static func all(_ desk: Desk) -> [Route] {
        [
            .get("/promises", .open) { visit in
                let profile = try await desk.organisation.current()
                let today = visit.now.day(in: profile.zone)
                let rates = try await desk.read(.stale) { db in
                    let from = db.now.advanced(byHours: -24 * PublicPromisesPage.days)
                    return try KeptRates.load(
                        from..<db.now.advanced(byMilliseconds: 1),
                        months: (1...3).map { FigurePeriod(.month, holding: today).moved(by: -$0) }, on: today,
                        of: profile.id, in: db)
                }
                return try visit.publicPage(PublicPromisesPage(rates, profile, visit.words))
            },
            .get("/commitments/poster", .right(CommitmentAction.read)) { visit in
                try desk.rights.must(CommitmentAction.read, visit.actor)
                let organisation = visit.actor.organisationID
                let (standards, letter, profile) = try await desk.read { db in
                    (
                        try StandardBook.load(of: organisation, in: db).inForce(at: db.now),
                        try LetterBook.load(of: organisation, in: db).current(at: db.now),
                        try OrganisationProfile.find(organisation, in: db)
                    )
                }
                return try visit.page(
                    PosterPage(
                        standards, letter: letter, profile, publicAddress: desk.publicAddress, today: visit.today,
                        LetterReading(visit).words))
            },
        ]
    }
}
