import Kernel

/// What can be done to the platform itself.
package enum PlatformAction: String, Action {
    case readStaff = "platform.staff.read"
    /// See an employee's telephone number.
    case readStaffPrivate = "platform.staff.private.read"
    case editStaff = "platform.staff.edit"
    case importStaff = "platform.staff.import"
    case editUnits = "platform.units.edit"
    case editOrganisation = "platform.organisation.edit"
    case editCalendar = "platform.calendar.edit"
    case editSettings = "platform.settings.edit"
    /// Open, close and reset accounts.
    case editAccounts = "platform.accounts.edit"
    case grantRoles = "platform.roles.grant"
    case readRoles = "platform.roles.read"
    /// End another's sessions.
    case endSessions = "platform.sessions.end"
    case readSecurity = "platform.security.read"
    case readAudit = "platform.audit.read"
    /// Make tokens for programs' own records, see and end every token.
    case manageTokens = "platform.tokens.manage"
    case manageWebhooks = "platform.webhooks.manage"
    case manageJobs = "platform.jobs.edit"
    /// See backups and drills of restoring them (S1-60).
    case readBackups = "platform.backups.read"
    case recordDrill = "platform.backups.record"
    /// See who is on duty and who is away.
    case readRoster = "platform.roster.read"
    /// Keep the roster, and the absences of others.
    case editRoster = "platform.roster.edit"
    /// See whom to call in each unit and in an emergency (S4-17).
    case readDirectory = "platform.directory.read"
    case editDirectory = "platform.directory.edit"
    /// Record what somebody who mediates is able to do (S4-33).
    case editCompetences = "platform.competences.edit"
    /// Tell of one's own absence.
    case enterOwnAbsence = "platform.absence.own"
    /// One's own password, second factor and sessions.
    case useOwnAccount = "platform.account.own"
}

/// The platform's lines of the table of rights (3.8): the system administrator keeps staff and settings but grants
/// nothing; the security administrator grants roles and ends sessions; the auditor reads everything, changes nothing.
package enum PlatformRights {
    package static let lines: [Right] =
        Right.lines(PlatformAction.readStaff, Role.allCases.filter { $0 != .regulator })
        + Right.lines(PlatformAction.readStaffPrivate, [.systemAdministrator, .privacyOfficer, .unitHead])
        + Right.lines(PlatformAction.editStaff, [.systemAdministrator])
        + Right.lines(PlatformAction.importStaff, [.systemAdministrator])
        + Right.lines(PlatformAction.editUnits, [.systemAdministrator])
        + Right.lines(PlatformAction.editOrganisation, [.systemAdministrator, .chiefExecutive])
        + Right.lines(PlatformAction.editCalendar, [.systemAdministrator, .complaintLeader])
        + Right.lines(PlatformAction.editSettings, [.systemAdministrator])
        + Right.lines(PlatformAction.editAccounts, [.systemAdministrator, .securityAdministrator])
        + Right.lines(PlatformAction.grantRoles, [.securityAdministrator])
        + Right.lines(PlatformAction.readRoles, [.systemAdministrator, .securityAdministrator, .auditor])
        + Right.lines(PlatformAction.endSessions, [.securityAdministrator])
        + Right.lines(PlatformAction.readSecurity, [.securityAdministrator, .auditor, .privacyOfficer])
        + Right.lines(PlatformAction.readAudit, [.auditor, .privacyOfficer])
        + Right.lines(PlatformAction.manageTokens, [.systemAdministrator])
        + Right.lines(PlatformAction.manageWebhooks, [.systemAdministrator])
        + Right.lines(PlatformAction.manageJobs, [.systemAdministrator])
        + Right.lines(PlatformAction.readBackups, [.systemAdministrator, .securityAdministrator, .auditor])
        + Right.lines(PlatformAction.recordDrill, [.systemAdministrator])
        + Right.lines(PlatformAction.useOwnAccount, Role.allCases, .own)
        + Right.lines(PlatformAction.readRoster, Role.allCases.filter { $0 != .regulator })
        + Right.lines(
            PlatformAction.editRoster, [.systemAdministrator, .complaintLeader, .coordinator, .unitHead, .supervisor])
        + Right.lines(PlatformAction.readDirectory, Role.allCases.filter { $0 != .regulator })
        + Right.lines(PlatformAction.editDirectory, [.systemAdministrator, .coordinator])
        + Right.lines(PlatformAction.editCompetences, [.systemAdministrator])
        + Right.lines(PlatformAction.enterOwnAbsence, [.employee], .own)
}
