import Kernel
import People
import Platform
import Web

/// Words the parts of the case page that are lists of facts.
struct CaseWriter {
    let contents: CaseContents
    let words: Words

    private var open: OpenCase { contents.open }
    private var subject: Case { open.subject }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.case_page.\(key)", gaps)
    }

    /// Whose desk it is on, in one line.
    var whose: String {
        let name = contents.name(subject.holder.staffID) ?? subject.holder.groupID.flatMap { contents.units[$0] }
        return word("on_desk", ["name": .text(name ?? word("nobody"))])
    }

    var levelReasons: [String] {
        let suggested = subject.level.suggestion.map { $0.reasons.map { words($0) } } ?? []
        let changes = subject.level.history.map { change in
            let who = FactSentence(words: words, names: contents.names, units: [:]).who(change.by)
            let gaps: [String: Message.Argument] = [
                "who": .text(who), "at": .instant(change.at), "level": .message(change.level.message),
            ]
            guard let reason = change.reason else { return word("level_change", gaps) }
            return word("level_change_because", gaps.merging(["reason": .text(reason)]) { own, _ in own })
        }
        return suggested + changes
    }

    /// What the reader must not overlook.
    var notices: [Notice] {
        var notices: [Notice] = []
        if let closing = subject.closing, closing.isUnresolved {
            notices.append(
                Notice(
                    .warning, word("watched", ["day": .day(closing.watchUntil)]),
                    title: words("casework.mark.unresolved")))
        }
        if let offer = subject.handling.offer {
            let name = contents.name(offer.to) ?? word("nobody")
            notices.append(Notice(.info, word("offered", ["name": .text(name), "at": .instant(offer.at)])))
        }
        if subject.teamwork.isDisputed { notices.append(Notice(.warning, words("casework.team.disputed"))) }
        if subject.confirmation.isHeld { notices.append(Notice(.warning, word("held"))) }
        if let until = subject.timing.pausedUntil {
            notices.append(Notice(.info, word("paused_until", ["at": .instant(until)])))
        }
        if let outside = subject.outside {
            let due = outside.dueAt.map { word("outside_due", ["at": .due($0)]) } ?? ""
            let body = words("casework.channel.\(outside.body.rawValue)")
            notices.append(
                Notice(.info, word("outside", ["body": .text(body), "reference": .text(outside.reference)]) + due))
        }
        if subject.secrecy != .open {
            notices.append(
                Notice(.info, word("restricted"), title: words("casework.secrecy.\(subject.secrecy.rawValue)")))
        }
        return notices
    }

    /// Where it came from.
    var origin: DefinitionList {
        var items: [DefinitionList.Item] = [
            .init(word("received"), words.moment(subject.firstReceivedAt)),
            .init(word("channel"), words("casework.channel.\(subject.channel.rawValue)")),
        ]
        if let day = subject.occurredOn { items.append(.init(word("occurred"), words.day(day))) }
        if !subject.complainedAbout.staff.isEmpty || !subject.complainedAbout.units.isEmpty {
            let names =
                subject.complainedAbout.staff.sorted().compactMap { contents.name($0) }
                + subject.complainedAbout.units.sorted().compactMap { contents.units[$0] }
            items.append(.init(word("about"), names.joined(separator: words("web.format.list_separator"))))
        }
        return DefinitionList(items)
    }

    var people: DefinitionList {
        var items = complainant
        if let person = contents.person {
            items.append(.init(words(open.profile.kind.personServedKey), person.text, address: person.address))
            if !person.place.isEmpty { items.append(.init(word("room"), person.place)) }
        }
        func add(_ key: String, _ text: String?) {
            items.append(.init(word(key), text ?? word("nobody")))
        }
        add("first_receiver", contents.name(subject.firstReceiver))
        add("holder", contents.name(subject.holder.staffID) ?? subject.holder.groupID.flatMap { contents.units[$0] })
        add("handler", contents.name(subject.handler))
        add("group", contents.units[subject.accountableGroup])
        add("unit", subject.responsibleUnit.flatMap { contents.units[$0] })
        if let route = open.route {
            let names =
                [route.group, route.unit].compactMap { $0.flatMap { contents.units[$0] } }
                + [contents.name(route.staff)].compactMap { $0 }
            items.append(
                .init(word("route"), names.joined(separator: " → ") + " — " + words(route.reason)))
        }
        return DefinitionList(items)
    }

    /// Who complained, as the reader may see it, or in words why they may not.
    private var complainant: [DefinitionList.Item] {
        let term = words("casework.party.complainant")
        guard let shown = subject.complainant(seenBy: open.standing) else {
            return [.init(term, word("hidden_identity"), isConfidential: true)]
        }
        let isConfidential = subject.secrecy != .open
        let kind = words("casework.complainant_kind.\(shown.kind.rawValue)")
        let name = shown.name.map { word("complainant_named", ["name": .text($0), "kind": .text(kind)]) } ?? kind
        var items: [DefinitionList.Item] = [.init(term, name, isConfidential: isConfidential)]
        if shown.declinedContact { items.append(.init(word("phone"), word("declined_contact"))) }
        for (key, value) in [("phone", shown.phone), ("email", shown.email)] {
            if let value, !value.isEmpty { items.append(.init(word(key), value, isConfidential: isConfidential)) }
        }
        if let channel = shown.replyChannel {
            items.append(.init(word("reply_by"), words("casework.mode.\(channel.rawValue)")))
        }
        if let language = shown.language, !language.isEmpty { items.append(.init(word("language"), language)) }
        if let needs = shown.needs, !needs.isEmpty { items.append(.init(word("needs"), needs)) }
        return items
    }

    /// What was promised to the complainant, by when.
    var promise: [String] {
        open.clocks.filter { $0.stored.clock.finishedAt == nil }.compactMap { clock in
            let name = CaseClock.baseName(clock.stored.kind)
            guard ["acknowledge", "first_feedback", "decision", "reply", "thanks"].contains(name) else { return nil }
            return word(
                "promised",
                ["what": .message(Message("casework.clock.\(name)")), "at": .due(clock.reading.dueAt)])
        }
    }

    /// T0 to T6 (3.4).
    var milestones: Steps {
        let moments = subject.milestones
        let list: [(String, Instant?)] = [
            ("t0", moments.receivedAt), ("t1", moments.acknowledgedAt), ("t2", moments.feedbackAt),
            ("t3", moments.decisionAt), ("t4", moments.actionsDoneAt), ("t5", moments.confirmedAt),
            ("t6", moments.closedAt),
        ]
        let next = list.firstIndex { $0.1 == nil && !($0.0 == "t4" && subject.decision.actions.isEmpty) }
        return Steps(
            list.enumerated().map { index, item in
                let stage: Steps.Stage =
                    item.1 != nil ? .done : index == next && subject.state.isOpen ? .current : .ahead
                return .init(word("milestone.\(item.0)"), stage, note: item.1.map { words.moment($0) })
            })
    }

    var files: [CasePage.FileLink] {
        contents.attachments.map { file in
            let who =
                ID<Staff>(String(file.addedBy.dropFirst("staff:".count))).flatMap { contents.name($0) }
                ?? words("casework.party.complainant")
            let note = word(
                "file_note", ["who": .text(who), "at": .instant(file.addedAt), "size": .text(size(file.bytes))])
            let kind = file.recordClass == .ordinary ? nil : words("casework.record_class.\(file.recordClass.rawValue)")
            return .init(
                address: "\(open.address)/files/\(file.id)", name: file.name,
                note: [kind, note].compactMap { $0 }.joined(separator: " · "),
                icon: file.isSensitive ? "lock" : "paperclip")
        }
    }

    private func size(_ bytes: Int) -> String {
        bytes >= 1_048_576 ? "\(bytes / 1_048_576) MB" : "\(max(1, bytes / 1024)) KB"
    }
}
