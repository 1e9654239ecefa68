import Casework
import Commitments
import Kernel
import Platform
import Storage

extension CaseSight {
    static func find(_ id: String, _ context: ObservingContext, in db: any Connection) throws -> CaseSight? {
        guard let caseID = ID<Case>(id), let figure = try CaseFigure.first(of: caseID, in: db) else { return nil }
        guard figure.counting == .counted else { return CaseSight(figure: figure) }
        let subject = try Case.find(caseID, of: context.organisation, at: context.desk, in: db)
        let isDecided = subject.kind.isGraded && subject.state != .withdrawn && subject.state != .notAccepted
        let closed = figure.rounds.compactMap(\.closing?.at).last
        return CaseSight(
            figure: figure,
            isUpheld: isDecided
                ? subject.allegations.contains { $0.finding?.callsForApology ?? false } : nil,
            escalatedAt: subject.timing.escalations.map(\.at).min(),
            repeatedAt: try closed.flatMap { try again(caseID, closedAt: $0, context.organisation, in: db) },
            commitments: PromiseMeasure.all(figure, by: context.standards, calendar: context.calendar))
    }

    private static let graded = CaseKind.allCases.filter(\.isGraded).map(\.rawValue)
    private static let repeatMilliseconds = Int64(repeatDays) * 86_400_000

    /// When the same elder or complainant came again with one of the same categories. What is merged or hidden is not
    /// counted as coming again.
    private static func again(
        _ id: ID<Case>, closedAt: Instant, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> Instant? {
        try same("later.received_at > \(closedAt) AND earlier.id = \(id)", closedAt, organisation, in: db)
            .map { try $0.get("received_at", as: Instant.self) }.min()
    }

    /// The closed cases of which this one may be a repetition.
    static func repeated(
        by id: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ObservedSubject] {
        guard let row = try db.first("SELECT received_at FROM cases WHERE id = \(id)") else { return [] }
        let received: Instant = try row.get("received_at")
        return try same(
            "later.id = \(id) AND earlier.closed_at > \(received.advanced(byMilliseconds: -repeatMilliseconds))",
            received.advanced(byMilliseconds: -repeatMilliseconds), organisation, isAnyState: true, in: db
        ).map { ObservedSubject(.case, try $0.get("earlier_id")) }
    }

    private static let most = 50

    /// Pairs of cases of one person, by the elder's record or the complainant's telephone, that share a category.
    private static func same(
        _ which: SQL, _ from: Instant, _ organisation: ID<Organisation>, isAnyState: Bool = false,
        in db: any Connection
    ) throws -> [Row] {
        // A merged case takes its repetition back, so it still leads to those it once repeated.
        let counted: SQL =
            isAnyState
            ? ""
            : """
             AND later.state <> 'merged' AND later.channel <> \(Channel.thirdPartyVisitor.rawValue)
                AND NOT EXISTS (SELECT 1 FROM hidden_cases h WHERE h.case_id = later.id)
            """
        func pairs(_ tie: SQL) -> SQL {
            """
            SELECT earlier.id AS earlier_id, later.received_at AS received_at FROM cases later
                JOIN cases earlier ON \(tie)
            WHERE later.organisation_id = \(organisation) AND earlier.organisation_id = \(organisation)
                AND later.id <> earlier.id AND later.received_at > \(from)
                AND later.received_at <= \(from.advanced(byMilliseconds: 2 * repeatMilliseconds))
                AND later.kind IN \(graded) AND \(which)\(counted)
                AND EXISTS (SELECT 1 FROM allegations a JOIN allegations b ON b.category = a.category
                    WHERE a.case_id = later.id AND b.case_id = earlier.id)
            """
        }
        return try db.rows(
            """
            \(pairs("earlier.person_id = later.person_id"))
            UNION \(pairs("earlier.complainant_phone_index = later.complainant_phone_index"))
            ORDER BY received_at LIMIT \(most)
            """)
    }
}
