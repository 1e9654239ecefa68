import Platform

/// The slice App mounts: cases, their pages for the public and for staff, and what the sweep does with their clocks.
package enum CaseworkSlice {
    /// Reads the rules' data; throws at start when a file is wrong.
    package static func make() throws -> Slice {
        let rules = try CaseworkData.load()
        return Slice(
            name: "casework", folder: CaseworkFolder.url, rights: CaseworkRights.lines, navigation: [],
            attentions: [
                "case": { stored, attentions, reading, db, desk in
                    try CaseDesk(desk: desk, rules: rules).attend(stored, attentions, reading, in: db)
                }
            ],
            routes: { desk in
                let cases = CaseDesk(desk: desk, rules: rules)
                return PublicRoutes.all(cases) + StaffRoutes.all(cases) + CasePageRoutes.all(cases)
            })
    }
}
