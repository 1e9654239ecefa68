import Kernel
import Platform
import Storage
import Web

/// What the complainant takes home (受理凭条): number, PIN and the way to look it up. Every printing is an event.
enum ReceiptRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/cases/:case/receipt", .right(CaseAction.register)) { visit in
                let id = try visit.id("case", of: Case.self)
                let sheet = try await cases.desk.write { db in
                    let subject = try Case.find(id, of: visit.actor.organisationID, at: cases.desk, in: db)
                    let isFresh = try cases.holdsNewPIN(of: id, visit.actor, in: db)
                    guard mayPrint(subject, try CaseReader.of(visit.actor, in: db), isFresh: isFresh) else {
                        throw Problem.forbidden("casework.staff_intake.receipt.not_yours")
                    }
                    let round = try cases.pinRound(of: id, visit.actor.organisationID, in: db)
                    try Event.record(
                        "casework.receipt_printed", of: subject.eventSubject, by: visit.actor,
                        facts: ["round": String(round)], sealed: false, at: cases.desk, in: db)
                    let profile = try OrganisationProfile.find(visit.actor.organisationID, in: db)
                    return ReceiptSheet(
                        subject, pin: cases.pin(of: id, round: round), profile: profile,
                        publicAddress: cases.desk.publicAddress, visit.words)
                }
                return try visit.page(sheet)
            }
        ]
    }

    /// The first receiver and the accountable group, for whom the complainant is known anyway; never whoever is
    /// complained about, who could open the case with it. Whoever just made a new PIN prints it this once.
    static func mayPrint(_ subject: Case, _ reader: CaseReader, isFresh: Bool = false) -> Bool {
        let relations = subject.relations(of: reader.standing)
        return reader.mayRead(subject) && (isFresh || !relations.isDisjoint(with: [.firstReceiver, .groupMember]))
    }
}

/// The printed receipt.
struct ReceiptSheet: Page {
    static let template = "casework/intake/receipt"

    let title: String
    let facts: DefinitionList
    let numberLabel: String
    let number: String
    let pinLabel: String
    let pin: String
    let qrCode: String
    let address: String
    let thanks: String
    let help: String
    let secrecy: String

    init(_ subject: Case, pin: PIN, profile: OrganisationProfile, publicAddress: String, _ words: Words) {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.staff_intake.receipt.\(key)", gaps)
        }
        title = word("title")
        facts = DefinitionList([
            .init(word("received"), words.moment(subject.milestones.receivedAt)),
            .init(word("kind"), words("casework.kind.\(subject.kind.rawValue)")),
            .init(word("channel"), words("casework.channel.\(subject.channel.rawValue)")),
        ])
        numberLabel = word("number")
        number = subject.number.description
        pinLabel = word("pin")
        self.pin = pin.grouped
        address = "\(publicAddress)/follow?number=\(subject.number)"
        qrCode = QRCode(address)?.dataURI ?? ""
        thanks = word("thanks", ["name": .text(profile.name)])
        help = profile.phone.isEmpty ? word("help") : word("help_phone", ["phone": .text(profile.phone)])
        secrecy = words("casework.secrecy_explained.\(subject.secrecy.rawValue)")
    }
}
