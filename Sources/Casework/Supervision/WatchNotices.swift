import Kernel
import Platform

extension Case {
    /// Whom steps of supervision, emergencies and corrections of the complained about concern.
    func watchNotices(after fact: CaseFact, _ notice: (String) -> Message) -> [(CaseAudience, Message)] {
        let holding: CaseAudience = holder.staffID.map { .staff($0) } ?? .group(holder.groupID ?? accountableGroup)
        switch fact.step {
        case .supervision: return [(holding, notice("supervised"))]
        case .supervisionReturn: return [(holding, notice("supervision_returned"))]
        case .supervisionAnswer(let step):
            return issuer(of: step.number).map { [(.staff($0), notice("supervision_answered"))] } ?? []
        case .supervisionAcceptance(let step):
            let note = watch.notes.first { $0.number == step.number }
            return note?.answeredBy.map { [(.staff($0), notice("supervision_accepted"))] } ?? []
        case .emergency(let step):
            return [(.role(.chiefExecutive), notice("emergency_declared"))]
                + step.members.sorted().map { (.staff($0), notice("emergency_member")) }
        case .emergencyReport: return [(.role(.chiefExecutive), notice("emergency_reported"))]
        case .attribution:
            return [(holding, notice("about_corrected")), (.role(.qualitySupervisor), notice("about_corrected"))]
        case .otherTold: return responsible.map { (.staff($0), notice("other_told")) }
        case .account:
            return [
                (.role(.director), notice("account_proposed")), (.role(.humanResources), notice("account_proposed")),
            ]
        case .accountHearing:
            return [(.role(.chiefExecutive), notice("account_heard")), (.role(.director), notice("account_heard"))]
        default: return []
        }
    }

    private func issuer(of number: Int) -> ID<Staff>? {
        watch.notes.first { $0.number == number }?.issuedBy.staffID
    }
}
