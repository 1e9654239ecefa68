import Casework
import Kernel
import Platform
import Web

/// `GET /promises`: what the house promises everybody, and how far it was kept (公开承诺, S0-3).
struct PublicPromisesPage: Page {
    static let template = "commitments/promises"

    struct Line: Sendable {
        let name: String
        let wording: String
        let exclusions: String?
        let remedy: String
        let rate: String?
    }

    let title: String
    let lead: String
    let lines: [Line]
    let isEmpty: Bool
    let counted: String
    let phone: String?

    /// How far back the public rates look.
    static let days = 90

    init(_ rates: KeptRates, _ profile: OrganisationProfile, _ words: Words) {
        let word = CommitmentWords(words: words)
        title = word("public.title")
        lead = word("public.lead", ["name": .text(profile.name)])
        lines = rates.lines.map { line in
            let (terms, exclusions) = (line.standard.terms, word.text(line.standard.terms.exclusions))
            return Line(
                name: word.text(terms.name), wording: word.text(terms.wording),
                exclusions: exclusions.isEmpty ? nil : word("letter.exclusions", ["text": .text(exclusions)]),
                remedy: word("letter.remedy", ["text": .text(word.text(terms.remedy))]),
                rate: PublicPromisesPage.rate(line.measure, word))
        }
        isEmpty = rates.lines.isEmpty
        counted = word("public.counted", ["n": .number(PublicPromisesPage.days)])
        phone = profile.phone.isEmpty ? nil : profile.phone
    }

    /// Nothing below five is told to everybody.
    private static func rate(_ measure: KeptRates.Measure, _ word: CommitmentWords) -> String? {
        switch measure {
        case .kept(let rate), .figure(let rate):
            rate.isTooSmall ? nil : word("public.kept", ["rate": .text(word.rate(rate))])
        case .elsewhere, .unmeasured: nil
        }
    }
}

/// `GET /commitments/poster`: the promises in big words, to hang where everybody sees them (上墙公示, S0-11, S0-22).
struct PosterPage: Page {
    static let template = "commitments/poster"

    let title: String
    let organisation: String
    let lines: [Line]
    let call: String
    let phone: String?
    let qrCode: String
    let address: String
    let version: String

    struct Line: Sendable {
        let name: String
        let wording: String
    }

    init(
        _ standards: [ServiceStandard], letter: CommitmentLetter?, _ profile: OrganisationProfile,
        publicAddress: String, today: LocalDay, _ words: Words
    ) {
        let word = CommitmentWords(words: words)
        title = word("poster.title")
        organisation = profile.name
        lines = standards.map { Line(name: word.text($0.terms.name), wording: word.text($0.terms.wording)) }
        call = word("poster.call")
        phone = profile.phone.isEmpty ? nil : word("poster.phone", ["phone": .text(profile.phone)])
        address = "\(publicAddress)/complaints/new"
        qrCode = QRCode(address)?.dataURI ?? ""
        version =
            letter.map { word("poster.version", ["n": .number($0.version), "day": .day(today)]) }
            ?? word("poster.no_version", ["day": .day(today)])
    }
}
