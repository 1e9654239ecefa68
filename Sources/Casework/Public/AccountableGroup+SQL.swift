import Kernel
import Platform
import Storage

/// The group that answers for voices nobody received in person (责任小组, S0-14): the organisation's complaint handling
/// group.
enum AccountableGroup {
    /// The standing group most of whose members handle complaints; among equals the oldest.
    /// Throws `Problem.unavailable` while there is none.
    static func find(
        of organisation: ID<Organisation>, on today: LocalDay, in db: any Connection
    ) throws -> ID<OrganisationUnit> {
        let row = try db.first(
            """
            SELECT u.id FROM units u
            WHERE u.organisation_id = \(organisation) AND u.kind = \(UnitKind.group)
                AND u.active_from_on <= \(today) AND (u.active_to_on IS NULL OR u.active_to_on >= \(today))
            ORDER BY (
                SELECT count(DISTINCT m.staff_id) FROM staff_units m JOIN staff_roles r ON r.staff_id = m.staff_id
                WHERE m.organisation_id = u.organisation_id AND m.unit_id = u.id
                    AND m.from_on <= \(today) AND (m.to_on IS NULL OR m.to_on >= \(today)) AND r.revoked_at IS NULL
                    AND r.role IN \([Role.complaintHandler.rawValue, Role.complaintLeader.rawValue])) DESC, u.id
            LIMIT 1
            """)
        guard let row else { throw Problem.unavailable(Message("casework.public.problem.no_group")) }
        return try row.get("id")
    }
}
