import Casework
import Commitments
import Deadlines
import Duties
import Feedback
import Foundation
import Indicators
import People
import Platform
import Quality
import Registers
import Training
import Web

/// The slices of the product, in the order their migrations and routes are laid.
package enum Slices {
    /// Throws when a slice's data files are wrong.
    package static func all() throws -> [Slice] {
        let people = PeopleSlice.make { desk in
            PersonTies { try CaseTies.relations(of: $0, to: $1, at: desk, in: $2) }
        }
        let registers = try RegistersSlice.make(ties: .slices)
        return [
            PlatformSlice.slice,
            people,
            try CaseworkSlice.make(
                panels: [DeskPanel.duties], sections: [MissSection.maker, ImprovementAction.caseSection],
                records: .entries(registers.shelf)),
            try DutiesSlice.make(scopes: .people, rules: registers.duties),
            registers.slice,
            try CommitmentsSlice.make(),
            try FeedbackSlice.make(),
            try QualitySlice.make(occasions: .slices),
            try TrainingSlice.make(),
            try IndicatorsSlice.make(),
        ]
    }

    /// Texts of the modules below the slices.
    static let baseStringFolders = [WebFolder.named("Strings"), DeadlinesFolder.named("Strings")]
}
