import Hummingbird
import Kernel
import Web

/// What every slice stands on, with pages of its own: signing in, the own account, units, staff, roles, calendars.
///
/// The order to read it in: `Slice` and `Desk` say how parts meet, `Permissions` who may do what, `Events` how what
/// happens is written down for good, `Clocks` how promises are watched. `Vault` keeps fields secret, `Search` finds
/// words, `Files` keeps attachments, `Documents` makes and reads documents.
package enum PlatformSlice {
    package static let slice = Slice(
        name: "platform", folder: PlatformFolder.url, rights: PlatformRights.lines, navigation: administration,
        reactions: [{ event, db, _ in try Webhook.enqueue(event, in: db) }],
        rounds: [{ desk in try await Housekeeping.run(at: desk) }, { desk in try await Checkpoint.daily(at: desk) }],
        sealedColumns: PlatformSlice.sealedColumns,
        routes: { desk in
            HealthRoutes.all(desk) + PreferenceRoutes.all + DraftRoutes.all(desk) + SignInRoutes.all(desk)
                + AccountRoutes.all(desk) + SecondFactorRoutes.all(desk) + UnitRoutes.all(desk) + PostRoutes.all(desk)
                + StaffListRoutes.all(desk)
                + StaffImportRoutes.all(desk) + StaffRoutes.all(desk) + StaffAccountRoutes.all(desk)
                + CalendarRoutes.all(desk) + OrganisationRoutes.all(desk) + SecurityLogRoutes.all(desk)
                + RosterRoutes.all(desk) + AbsenceRoutes.all(desk) + DirectoryRoutes.all(desk)
                + CompetenceSection.routes(desk)
                + BackupRoutes.all(desk) + SearchIndexRoutes.all(desk) + TokenRoutes.all(desk) + WebhookRoutes.all(desk)
                + DirectoryApi.all(desk)
                + StaffApi.all(desk) + HouseApi.all(desk) + RosterApi.all(desk) + WatchApi.all(desk)
        })

    /// What re-sealing under a new data key goes through. Answers kept for `Idempotency-Key` end by themselves.
    private static let sealedColumns = [
        SealedColumn("staff", "phone_sealed") { "staff.phone.\($0[0])" },
        SealedColumn("accounts", "totp_sealed", key: ["staff_id"]) { "accounts.totp.\($0[0])" },
        SealedColumn("webhooks", "secret_sealed") { "webhooks.secret_sealed.\($0[0])" },
        SealedColumn("form_drafts", "content", key: ["draft_key", "staff_id"]) { "form_drafts.content.\($0[0])" },
        SealedColumn("event_heads", "sealed_key", key: ["subject_kind", "subject_id"]) {
            "event_heads.sealed_key.\($0[0]).\($0[1])"
        },
    ]

    private static let administration = [
        NavigationEntry(
            address: "/roster", text: "platform.roster.nav", icon: "calendar-check", action: PlatformAction.readRoster,
            in: .house, order: 70),
        NavigationEntry(
            address: "/directory", text: "platform.directory.title", icon: "telephone",
            action: PlatformAction.readDirectory, in: .house, order: 75),
        NavigationEntry(
            address: "/admin/staff", text: "platform.admin.staff.title", icon: "person-badge",
            action: PlatformAction.readRoles, in: .administration, order: 910),
        NavigationEntry(
            address: "/admin/units", text: "platform.admin.units", icon: "diagram-3", action: PlatformAction.editUnits,
            in: .administration, order: 920),
        NavigationEntry(
            address: "/admin/posts", text: "platform.admin.post.title", icon: "person-check",
            action: PlatformAction.editUnits, in: .administration, order: 925),
        NavigationEntry(
            address: "/admin/calendars", text: "platform.admin.calendar.title", icon: "calendar3",
            action: PlatformAction.editCalendar, in: .administration, order: 930),
        NavigationEntry(
            address: "/admin/organisation", text: "platform.admin.organisation.title", icon: "building",
            action: PlatformAction.editOrganisation, in: .administration, order: 940),
        NavigationEntry(
            address: "/admin/security", text: "platform.admin.security.title", icon: "shield-lock",
            action: PlatformAction.readSecurity, in: .administration, order: 950),
        NavigationEntry(
            address: "/admin/tokens", text: "platform.api.token.all_title", icon: "key",
            action: PlatformAction.manageTokens, in: .administration, order: 960),
        NavigationEntry(
            address: "/admin/webhooks", text: "platform.api.webhook.title", icon: "send",
            action: PlatformAction.manageWebhooks, in: .administration, order: 970),
        NavigationEntry(
            address: "/admin/backups", text: "platform.backups.title", icon: "shield-check",
            action: PlatformAction.readBackups, in: .administration, order: 980),
        NavigationEntry(
            address: "/admin/search", text: "platform.search.title", icon: "search", action: PlatformAction.manageJobs,
            in: .administration, order: 982),
    ]
}
