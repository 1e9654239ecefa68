import ArgumentParser

@main
struct Huiyin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "huiyin", abstract: "Complaints in care homes, from the first word to the lesson learnt.",
        subcommands: [
            ServeCommand.self, WorkerCommand.self, MigrateEngineCommand.self, DeadlineCommand.self, VerifyCommand.self,
            UserCommand.self, DemoCommand.self, BenchCommand.self, BackupCommand.self, RestoreCommand.self,
            CheckpointCommand.self, RotateKeysCommand.self, ReindexCommand.self, DoctorCommand.self,
        ])
}
