import Deadlines
import Kernel
import Platform
import Web

/// The receipt in the hand (受理回执): number, PIN, who answers for it, and as its largest words the moment by which
/// the complainant will hear (S0-15; anchors 25).
struct ReceiptPage: Page {
    static let template = "casework/public-receipt"

    let title: String
    let number: String
    let numberLabel: String
    let pin: String
    let pinPlain: String
    let qrCode: String
    let qrAddress: String
    let promise: PromiseView?
    let others: DefinitionList
    let hasOthers: Bool
    let secrecy: Notice
    let danger: Notice?
    let draft: String
    let received: String
    let steps: [String]

    init(_ mine: MyCase, pin: PIN, publicAddress: String, words: Words) {
        let subject = mine.subject
        title = words("casework.public.receipt.title")
        number = subject.number.description
        numberLabel = words("casework.public.receipt.number")
        self.pin = pin.grouped
        pinPlain = pin.digits
        qrAddress = "\(publicAddress)/follow?number=\(subject.number)"
        qrCode = QRCode(qrAddress)?.dataURI ?? ""
        promise = mine.next.map { PromiseView($0, mine, words: words) }
        let rest = mine.promises.filter { $0.kind != mine.next?.kind }
        others = DefinitionList(
            rest.map { .init(words("casework.public.promise.\($0.kind.rawValue)"), $0.text(words)) })
        hasOthers = !rest.isEmpty
        secrecy = Notice(
            .info, words("casework.public.secrecy_after.\(subject.secrecy.rawValue)"),
            title: words("casework.secrecy.\(subject.secrecy.rawValue)"))
        danger =
            subject.level.current == .one
            ? Notice(
                .danger, words("casework.public.form.danger_now"), title: words("casework.public.form.danger_title"))
            : nil
        draft = "public-\(subject.kind.rawValue)"
        received = words("casework.public.receipt.received", ["when": .instant(subject.milestones.receivedAt)])
        let kind = subject.kind.isGraded ? "graded" : "plain"
        steps = (1...3).map { words("casework.public.receipt.\(kind)_\($0)") }
    }
}

extension PromiseView {
    /// What comes next, from whom, by when, and why then.
    init(_ promise: OutwardPromise, _ mine: MyCase, words: Words) {
        let complainant = mine.subject.complainant
        let isCalled = complainant.isReachable && !complainant.declinedContact
        let key = promise.isLate ? "late" : promise.kind == .acknowledge && !isCalled ? "here" : promise.kind.rawValue
        var notes = [words(Message.sentence(of: promise.explanation))]
        if promise.isLate { notes.append(words("casework.public.promise_note.late")) }
        if let original = promise.original {
            notes.append(words("casework.public.promise_note.extended", ["when": .instant(original)]))
        }
        self.init(
            lead: words("casework.public.promise_lead.\(key)"), person: mine.holderName,
            personRole: words("casework.public.role.\(mine.subject.holder.staffID == nil ? "group" : "person")"),
            dueText: promise.text(words), dueStamp: words.stamp(promise.dueAt),
            note: notes.joined(separator: words("casework.public.promise_note.join")))
    }
}
