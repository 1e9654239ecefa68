import App
import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look an installation over and say how to mend what is wrong.",
        discussion: "Ends with 0 when all is well, 1 when something is wrong, 2 when there are warnings only.")

    @OptionGroup var store: StoreOptions

    @Option(help: "The address people reach the server at.")
    var publicAddress: String?

    @Option(help: "The Python with WeasyPrint that bin/setup laid out, for PDF files.")
    var pressPython = ".press/bin/python"

    @Flag(help: "Also read every page of the database, every chain and every attachment.") var deep = false

    func run() async throws {
        let stored = store.configuration
        let configuration = Configuration(
            dataFolder: stored.dataFolder, databaseURL: stored.databaseURL, publicAddress: publicAddress,
            clockFile: stored.clockFile, pressPython: URL(fileURLWithPath: pressPython))
        let found = await Doctor(configuration, logger: store.logger).examine(deep: deep)
        for finding in found { print(finding.text) }
        switch found.map(\.grade).max() ?? .good {
        case .good: break
        case .warning: throw ExitCode(2)
        case .bad: throw ExitCode(1)
        }
    }
}
