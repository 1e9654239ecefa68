import Kernel

extension PersonImport {
    /// What the database knows about the people a sheet speaks of.
    package struct Known: Sendable {
        package var byCode: [PersonCode: Person]
        package var byDocument: [IdentityNumber: PersonCode]

        package init(byCode: [PersonCode: Person] = [:], byDocument: [IdentityNumber: PersonCode] = [:]) {
            self.byCode = byCode
            self.byDocument = byDocument
        }
    }

    /// What an import would do: the report of the dry run, and the same thing that is then carried out.
    package struct Plan: Sendable {
        package let rowCount: Int
        package let creates: [Draft]
        package let updates: [Update]
        /// In the order of the lines.
        package let faults: [Fault]

        package struct Update: Hashable, Sendable {
            package let draft: Draft
            package let person: Person
        }

        package var mayBeApplied: Bool { faults.isEmpty && !(creates.isEmpty && updates.isEmpty) }
    }

    /// Compares a sheet with what is known. A line with a code updates that person, a line without one makes a new
    /// person; somebody who is already there by document number is never made twice.
    package static func plan(_ sheet: Sheet, known: Known, today: LocalDay) -> Plan {
        var creates: [Draft] = []
        var updates: [Plan.Update] = []
        var faults = sheet.faults
        for draft in sheet.drafts {
            if let fault = clash(draft, known) {
                faults.append(fault)
                continue
            }
            guard let code = draft.code else {
                creates.append(draft)
                continue
            }
            guard let person = known.byCode[code] else {
                faults.append(
                    Fault(line: draft.line, field: .code, reason: Message("people.import.fault.unknown_code")))
                continue
            }
            if draft.fromOn == nil, draft.untilOn != nil, person.openPeriod == nil {
                let reason = Message("people.import.fault.from_missing")
                faults.append(Fault(line: draft.line, field: .fromOn, reason: reason))
                continue
            }
            let changed = draft.applied(to: person)
            do throws(Problem) {
                try changed.check(on: today)
                updates.append(Plan.Update(draft: draft, person: changed))
            } catch {
                faults.append(Fault(line: draft.line, field: nil, reason: reason(of: error)))
            }
        }
        faults.sort { $0.line < $1.line }
        return Plan(rowCount: sheet.rowCount, creates: creates, updates: updates, faults: faults)
    }

    private static func clash(_ draft: Draft, _ known: Known) -> Fault? {
        guard let document = draft.idNumber, let holder = known.byDocument[document], holder != draft.code else {
            return nil
        }
        let reason = Message("people.import.fault.already_known", ["code": .text(holder.description)])
        return Fault(line: draft.line, field: .idNumber, reason: reason)
    }

    private static func reason(of problem: Problem) -> Message {
        if case .invalid(let faults) = problem {
            return Message(
                "people.import.fault.contradiction", ["list": .list(faults.sorted { $0.key < $1.key }.map(\.value))])
        }
        return Message("people.import.fault.contradiction", ["list": .list([])])
    }
}

extension Person {
    /// The period of service without an end.
    var openPeriod: ServicePeriod? { periods.first { $0.kind == .service && $0.untilOn == nil } }
}

extension PersonImport.Draft {
    /// The person with the filled cells of the line taken over; empty cells change nothing.
    func applied(to person: Person) -> Person {
        var changed = person
        if let name { changed.name = name }
        if let sex { changed.sex = sex }
        if let bornOn { changed.bornOn = bornOn }
        if let unitID { changed.unitID = unitID }
        if let room { changed.place.room = room }
        if let bed { changed.place.bed = bed }
        if let payer { changed.payer = payer }
        if let ability { changed.ability = ability }
        if let insuranceLevel { changed.insuranceLevel = insuranceLevel }
        if let cognitionImpaired { changed.cognitionImpaired = cognitionImpaired }
        if let needs { changed.communication.needs = needs }
        if let dialect { changed.communication.dialect = dialect }
        changed.periods = applied(to: person.periods)
        return changed
    }

    /// The sealed facts with the filled cells taken over.
    func applied(to confidential: Confidential) -> Confidential {
        Confidential(
            idNumber: idNumber ?? confidential.idNumber, phone: phone ?? confidential.phone,
            healthNotes: healthNotes ?? confidential.healthNotes)
    }

    /// A known first day changes the end of its period, a new one opens a period, an end alone closes the open one.
    private func applied(to periods: [ServicePeriod]) -> [ServicePeriod] {
        var changed = periods
        let known = changed.firstIndex { period in
            period.kind == .service && (fromOn.map { period.fromOn == $0 } ?? (period.untilOn == nil))
        }
        if let known {
            if let untilOn { changed[known].untilOn = untilOn }
        } else if let fromOn {
            changed.append(ServicePeriod(from: fromOn, until: untilOn))
        }
        return changed
    }
}
