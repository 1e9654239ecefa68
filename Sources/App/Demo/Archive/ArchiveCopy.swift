import Kernel

/// One copy of a played case: what sets it apart from the original (副本).
struct ArchiveCopy: Sendable {
    /// Which of the played cases it is a copy of.
    let template: Int
    let receivedAt: Instant
    /// How far its moments lie from the original's.
    let shift: Int64
    let days: Int
    let id: String
    let number: String
    let year: Int
    /// Its place in the index of words.
    let place: Int
    let name: String?
    let phone: String?
    let sentence: ArchiveWords.Sentence

    /// Moments that stand for "never" stay.
    func moved(_ moment: Int64) -> Int64 { moment > 8_000_000_000_000 ? moment : moment + shift }
    func moved(_ moment: Instant) -> Instant { Instant(milliseconds: moved(moment.milliseconds)) }
}
