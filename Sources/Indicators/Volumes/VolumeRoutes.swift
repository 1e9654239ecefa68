import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /indicators/volumes`: how much was done each month, recorded by people since nothing else says it.
enum VolumeRoutes {
    static let address = "/indicators/volumes"

    static func all(_ indicators: IndicatorsDesk) -> [Route] {
        let access = Access.right(IndicatorAction.recordVolume)
        let forms = PageForms(indicators.desk, home: { _ in address }) {
            try await show($0, indicators, faults: $1)
        }
        return [
            .get(address, access) { try await show($0, indicators) },
            forms.post(address, access, saying: "indicators.volumes.recorded") { visit, desk in
                try recording(visit, desk)
            },
        ]
    }

    static func fields(_ words: Words, today: LocalDay) -> [Field] {
        func word(_ key: String) -> String { words("indicators.volumes.\(key)") }
        let month = FigurePeriod(.month, holding: today)
        return [
            .select(
                "month", word("month"),
                options: (1...24).map { back in
                    let one = month.moved(by: -back)
                    return .init(one.description, words(one.message), selected: back == 1)
                }, required: true
            ).width(.short),
            .select(
                "kind", word("kind"), options: Field.options(of: Volume.Kind.self, "indicators.volumes.kinds", words),
                required: true
            ).width(.short),
            .number("amount", word("amount"), in: 0...Volume.most, required: true).width(.short),
        ]
    }

    /// Reads what is to be recorded.
    @Sendable static func recording(_ visit: Visit, _ desk: Desk) throws -> Deed<ID<Volume>> {
        try desk.rights.must(IndicatorAction.recordVolume, visit.actor)
        var reader = FormReader(visit.form)
        let month = FigurePeriod(reader.text("month", limit: 7, required: true))
        if month?.grain != .month { reader.fault("month", Message("web.form.not_listed")) }
        let kind = reader.requiredChoice("kind", as: Volume.Kind.self)
        let amount = reader.number("amount", in: 0...Volume.most, required: true)
        try reader.finish()
        guard let month, let kind, let amount else { throw Problem.notFound }
        let actor = visit.actor
        return { try Volume.record(kind, month, amount: amount, by: actor, at: desk, in: $0) }
    }

    private static func show(
        _ visit: Visit, _ indicators: IndicatorsDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let desk = indicators.desk
        try desk.rights.must(IndicatorAction.recordVolume, visit.actor)
        let organisation = visit.actor.organisationID
        let (volumes, names) = try await desk.read { db in
            let volumes = try Volume.list(of: organisation, in: db)
            let staff = Set(volumes.map(\.recordedBy)).sorted()
            return (volumes, try StaffMember.names(of: staff, in: organisation, in: db))
        }
        let words = visit.words
        func word(_ key: String) -> String { words("indicators.volumes.\(key)") }
        let rows = volumes.map { volume in
            TableView.Row([
                .init(words(volume.month.message)), .init(word("kinds.\(volume.kind.rawValue)")),
                .init(String(volume.amount)), .init(names[volume.recordedBy] ?? ""),
                .init(words.moment(volume.recordedAt)),
            ])
        }
        let form = FormView(
            action: address, fields: fields(words, today: visit.today), submit: word("submit"), icon: "check-lg")
        return try visit.page(
            RecordPage(
                word("title"),
                breadcrumb: Breadcrumb([("/indicators", words("indicators.title"))], here: word("title")),
                lead: word("lead"),
                [
                    PageSection(
                        "record", word("submit"),
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, words)),
                    PageSection(
                        "volumes", word("months"),
                        table: TableView(
                            word("months"), columns: ["month", "kind", "amount", "by", "at"].map(word), rows: rows),
                        empty: EmptyState(icon: "calendar3", sentence: word("none"))),
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
