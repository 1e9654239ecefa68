/// The roles of an organisation (taxonomy 3.8). One person may hold several.
package enum Role: String, Codable, Sendable, CaseIterable, Comparable {
    /// 员工：any employee, who may be the first receiver (首接人) of a case (S4-30).
    case employee
    /// 客服专员
    case customerService = "customer_service"
    /// 客户关系专员
    case customerRelations = "customer_relations"
    /// 投诉处理小组成员 (S0-14)
    case complaintHandler = "complaint_handler"
    /// 投诉处理小组组长
    case complaintLeader = "complaint_leader"
    /// 责任部门负责人 (S1-41)
    case unitHead = "unit_head"
    /// 调查员
    case investigator
    /// 专职调解员 (S4-33)
    case mediator
    /// 服务设计师
    case serviceDesigner = "service_designer"
    /// 质量监督员
    case qualitySupervisor = "quality_supervisor"
    /// 主管：approves level Ⅲ
    case supervisor
    /// 总监（分管领导）：approves level Ⅱ
    case director
    /// 院长/CEO：approves level Ⅰ
    case chiefExecutive = "chief_executive"
    /// 统一协调小组 (S4-19)
    case coordinator
    /// 人力资源 (S3-6)：proposes who is held to account (S4-37)
    case humanResources = "human_resources"
    /// 个人信息保护负责人 (PIPL)
    case privacyOfficer = "privacy_officer"
    /// 系统管理员
    case systemAdministrator = "system_administrator"
    /// 安全管理员
    case securityAdministrator = "security_administrator"
    /// 审计管理员：reads everything, changes nothing
    case auditor
    /// 监管只读 (S2-18)
    case regulator

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
