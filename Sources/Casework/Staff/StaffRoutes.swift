import Platform
import Web

/// What employees work at: desk, inbox, register, case page, approvals, search.
enum StaffRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        MyDeskRoutes.all(cases) + BoardRoutes.all(cases) + SavedViewRoutes.all(cases) + BulkAssignmentRoutes.all(cases)
            + CaseLiveRoutes.all(cases)
            + InboxRoutes.all(cases) + ApprovalRoutes.all(cases) + RegisterRoutes.all(cases)
            + SearchRoutes.all(cases) + StaffIntakeRoutes.all(cases) + ReceiptRoutes.all(cases)
            + HandoverRoutes.all(cases) + ErrandRoutes.all(cases) + SettingRoutes.all(cases)
            + SupervisionRoutes.all(cases) + AccountabilityRoutes.all(cases)
            + FundRoutes.all(cases) + RecoveryRoutes.all(cases) + ReportRoutes.all(cases)
            + WaiverRoutes.all(cases) + KnowledgeRoutes.all(cases) + KnowledgeCaseRoutes.all(cases)
    }
}
