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
        name: "platform", folder: PlatformFolder.url, rights: PlatformRights.lines, navigation: [],
        routes: { desk in HealthRoutes.all(desk) + PreferenceRoutes.all })
}
