import Kernel

extension Consent {
    /// What a person wants in a matter, read from all the decisions so far.
    package enum Wish: Hashable, Sendable {
        case given(Consent)
        /// Refused or withdrawn.
        case denied(Consent)
        /// Nobody ever asked.
        case unasked
    }

    /// The wish on `day`. A decision that names the relative beats a general one, except that a general refusal made
    /// later takes back what was given by name; a refusal by name is lifted by a consent by name alone.
    package static func wish(
        _ kind: Kind, about relativeID: ID<Relative>? = nil, on day: LocalDay, in consents: [Consent]
    ) -> Wish {
        let known = consents.filter { $0.kind == kind && $0.decidedOn <= day }
        let general = known.filter { $0.relativeID == nil }.max(by: precedes)
        let named = relativeID.flatMap { id in known.filter { $0.relativeID == id }.max(by: precedes) }
        if let named, let general, named.decision == .given, general.decision != .given, precedes(named, general) {
            return .denied(general)
        }
        guard let decisive = named ?? general else { return .unasked }
        return decisive.decision == .given ? .given(decisive) : .denied(decisive)
    }

    /// The consent in force on `day`, or `nil`: never asked, refused or withdrawn.
    package static func inForce(
        kind: Kind, about relativeID: ID<Relative>? = nil, on day: LocalDay, in consents: [Consent]
    ) -> Consent? {
        if case .given(let consent) = wish(kind, about: relativeID, on: day, in: consents) { return consent }
        return nil
    }

    /// Throws when the decision may not be recorded: the giver may not speak for the person, nothing is there to
    /// withdraw, the notice has no version, or the day is still to come.
    package func check(relatives: [Relative], earlier: [Consent], today: LocalDay) throws(Problem) {
        if version.isEmpty { throw .invalid("version", Message("people.consent.version_missing")) }
        if decidedOn > today { throw .invalid("decided_on", Message("people.consent.in_future")) }
        if relativeID != nil, kind != .disclosure, kind != .healthDisclosure {
            throw .invalid("relative", Message("people.consent.names_nobody"))
        }
        if let relativeID, !relatives.contains(where: { $0.id == relativeID && $0.personID == personID }) {
            throw .notFound
        }
        if case .relative(let giverID) = givenBy { try checkGiver(giverID, relatives) }
        guard decision == .withdrawn else { return }
        if Consent.inForce(kind: kind, about: relativeID, on: decidedOn, in: earlier) == nil {
            throw .conflict("people.consent.nothing_to_withdraw")
        }
    }

    private func checkGiver(_ giverID: ID<Relative>, _ relatives: [Relative]) throws(Problem) {
        guard let giver = relatives.first(where: { $0.id == giverID && $0.personID == personID }) else {
            throw .notFound
        }
        guard giver.represents(on: decidedOn) else { throw .conflict("people.consent.giver_without_authority") }
        // An agent who opens the file to himself would decide about himself; a guardian may.
        if relativeID == giverID, giver.authority(.guardian, on: decidedOn) == nil, decision == .given {
            throw .conflict("people.consent.agent_for_himself")
        }
    }

    private static func precedes(_ left: Consent, _ right: Consent) -> Bool {
        (left.decidedOn, left.recordedAt, left.id) < (right.decidedOn, right.recordedAt, right.id)
    }
}
