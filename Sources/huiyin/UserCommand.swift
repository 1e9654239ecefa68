import App
import ArgumentParser
import Kernel
import Platform

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts from the shell.", subcommands: [UserAddCommand.self])
}

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make an employee with an account; prints the one-time password. Makes the organisation on first use."
    )

    @OptionGroup var store: StoreOptions

    @Option(help: "The login, 3 to 64 letters or digits.")
    var login: String

    @Option(help: "The employee's name.")
    var name: String

    @Option(help: "The staff number.")
    var number = "0001"

    @Option(help: "A role, such as system_administrator; may be given several times.")
    var role: [String] = ["system_administrator"]

    @Option(help: "The organisation's name, on first use.")
    var organisation: String?

    @Option(help: "Its kind on first use: care_home, home_care, ltci_provider, hospital or combined.")
    var kind = "care_home"

    func run() async throws {
        let roles = try Set(
            role.map { text in
                guard let role = Role(rawValue: text) else { throw ValidationError("There is no role \(text).") }
                return role
            })
        guard let kind = OrganisationKind(rawValue: kind) else {
            throw ValidationError("There is no kind of organisation \(kind).")
        }
        let program = try await store.open(store.configuration)
        let password = try await program.addFirstUser(
            login: login, name: name, number: number, roles: roles, organisation: organisation, kind: kind)
        print("Login \(login), one-time password \(password)")
        await program.database.close()
    }
}
