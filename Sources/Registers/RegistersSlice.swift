import Duties
import Kernel
import Platform
import Web

/// Registers (台账): typed records declared as data, each with form, list, search, page, states with rights, numbers,
/// files, paper, links, import, export, interface for programs and history from one engine (design §7).
///
/// `Definition` reads what is declared in YAML and keeps its versions, `Entry` holds the lines of registers and what may
/// be done to them, `Pages` shows them, `Sheets` takes tables in and hands them out, `Administration` lets a house
/// declare registers of its own. What has rules of its own is no register: the special fund (专项资金) with its
/// draw-downs stays with the cases, and the budget's register only points to it.
package enum RegistersSlice {
    /// `ties` finds what entries point to in other slices. Throws when a shipped definition is malformed.
    package static func make(ties: RegisterTies = .none) throws -> Parts {
        let shelf = try RegisterShelf.load(RegistersFolder.named("Data"))
        let duties = shelf.shipped.sorted { $0.key < $1.key }.flatMap(\.value.definition.duties)
        return Parts(slice: slice(shelf, ties), duties: duties, shelf: shelf)
    }

    /// The slice, the duties that come with its registers, and the registers the product brings.
    package struct Parts: Sendable {
        package let slice: Slice
        package let duties: [DutyRule]
        package let shelf: RegisterShelf
    }

    private static func slice(_ shelf: RegisterShelf, _ ties: RegisterTies) -> Slice {
        Slice(
            name: "registers", folder: RegistersFolder.url, rights: RegistersAction.lines,
            navigation: [
                NavigationEntry(
                    address: "/registers", text: "registers.title", icon: "journal-text", action: RegistersAction.see,
                    in: .house, order: 310),
                NavigationEntry(
                    address: "/admin/registers", text: "registers.admin.title", icon: "sliders",
                    action: RegistersAction.define, in: .administration, order: 945),
            ],
            searchSources: [RegisterEntry.subjectKind: RegisterEntry.searchSource(shelf)],
            sealedColumns: [
                SealedColumn("register_entries", "sealed") { RegisterEntry.sealContext($0[0]) }
            ],
            routes: { desk in
                let registers = RegisterDesk(desk: desk, shelf: shelf, ties: ties)
                return OverviewRoutes.all(registers) + ListRoutes.all(registers) + ExportRoutes.all(registers)
                    + ImportRoutes.all(registers) + EntryRoutes.all(registers) + AdminRoutes.all(registers)
                    + RegistersApi.all(registers)
            })
    }
}

/// What can be done to registers as such; what may be done to entries stands in each register's definition.
package enum RegistersAction: String, Action {
    case see = "registers.see"
    /// Add registers, change and withdraw them.
    case define = "registers.define"
    /// Stop the term of an entry.
    case hold = "registers.hold"

    static let lines =
        Right.lines(RegistersAction.see, Role.allCases) + Right.lines(RegistersAction.define, [.systemAdministrator])
        + Right.lines(RegistersAction.hold, [.privacyOfficer, .complaintLeader, .director, .chiefExecutive])
}
