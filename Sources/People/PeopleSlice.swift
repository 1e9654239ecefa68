import Platform

/// The persons served, their families and representatives: who they are, who may speak for them, and what may be
/// told to whom.
///
/// `Person` is the one entity for residents, clients and patients. `Relations` holds relatives and agents with their
/// authority and the scope of what they may be told; `Consents` what was agreed to and withdrawn. `Vulnerability`
/// judges who needs more care when a complaint is graded. Sensitive fields are sealed at rest and masked on pages.
package enum PeopleSlice {
    /// `ties` tells which employees work for a person elsewhere: they may open that person's page.
    package static func make(ties: @escaping @Sendable (Desk) -> PersonTies) -> Slice {
        Slice(
            name: "people", folder: PeopleFolder.url, rights: PeopleRights.lines,
            navigation: [
                NavigationEntry(
                    address: "/people", text: "people.page.navigation", icon: "people", action: PeopleAction.find,
                    in: .house, order: 300)
            ],
            sealedColumns: PeopleSlice.sealedColumns, blindTables: [PersonCodes.persons, PersonCodes.relatives],
            routes: { desk in
                let ties = ties(desk)
                return PersonListRoutes.all(desk) + PersonImportRoutes.all(desk) + PersonRoutes.all(desk, ties)
                    + RelativeRoutes.all(desk, ties) + ConsentRoutes.all(desk, ties)
                    + PersonsApi.all(desk, ties) + PersonStepsApi.all(desk, ties)
            })
    }

    private static let sealedColumns =
        ["name", "id_number", "phone", "health_notes"].map { field in
            SealedColumn("persons", "\(field)_sealed") { "persons.\(field).\($0[0])" }
        }
        + ["name", "phone", "conflict_note"].map { field in
            SealedColumn("relatives", "\(field)_sealed") { "relatives.\(field).\($0[0])" }
        }
}
